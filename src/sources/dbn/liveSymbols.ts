import { readDbn } from '../../databento/codec/reader.ts';
import { TapebenchError } from '../../errors.ts';

interface Mapping {
  /** The first bar of the file after the mapping was announced. */
  readonly fromBar: number;
  readonly symbol: string;
}

/**
 * What each instrument id stands for in a recorded live session, which has no mappings in its metadata but announces them
 * between the bars. An announcement holds for the bars after it, until the next for the same id.
 */
export class LiveSymbols {
  readonly #mappings = new Map<number, Mapping[]>();

  /** Notes that an id stands for a symbol from a bar on. */
  announce(instrumentId: number, symbol: string, fromBar: number): void {
    const mappings = this.#mappings.get(instrumentId);
    const mapping = { fromBar, symbol };
    if (mappings === undefined) this.#mappings.set(instrumentId, [mapping]);
    else if (mappings.at(-1)!.symbol !== symbol) mappings.push(mapping);
  }

  get isEmpty(): boolean {
    return this.#mappings.size === 0;
  }

  /**
   * @param bar number of the bar in the file, from 0
   * @throws TapebenchError TB_SYMBOL_INVALID when nothing was announced for the id before
   */
  at(instrumentId: number, bar: number): string {
    const found = this.#mappings.get(instrumentId)?.findLast(({ fromBar }) => fromBar <= bar);
    if (found !== undefined) return found.symbol;
    throw new TapebenchError(
      'TB_SYMBOL_INVALID',
      `no symbol was announced for instrument ${instrumentId} before its bar`,
    );
  }
}

/**
 * Collects the announcements of a recording. Where it ends early, those before stand.
 * @throws DatabentoError of the decoder
 */
export async function readLiveSymbols(path: string): Promise<LiveSymbols> {
  const symbols = new LiveSymbols();
  let bars = 0;
  for await (const record of await readDbn(path, { upgrade: true, onTruncated: 'stop' })) {
    if (record.type === 'OhlcvMsg') bars += 1;
    else if (record.type === 'SymbolMappingMsg') {
      // Asked for by raw symbol, the output is the id in digits and the input the venue's symbol.
      const { instrumentId, stypeInSymbol, stypeOutSymbol } = record;
      symbols.announce(instrumentId, /^\d+$/.test(stypeOutSymbol) ? stypeInSymbol : stypeOutSymbol, bars);
    }
  }
  return symbols;
}
