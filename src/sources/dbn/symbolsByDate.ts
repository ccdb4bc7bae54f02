import type { DbnMetadata } from '../../databento/codec/metadata.ts';
import { TapebenchError } from '../../errors.ts';
import { DAY_MS, dateText, dayOfText } from '../../market/dates.ts';

/** A symbol and how long it holds, in UTC ms; `end` exclusive. */
interface SymbolPeriod {
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
}

/**
 * What each instrument id of a DBN file stands for on each UTC day, by the mappings of its metadata. Where several symbols
 * stand for one id on a day (`ES.v.0` and `ESM5`), the first in the metadata holds, and wanted symbols come before others.
 */
export class SymbolsByDate {
  readonly #periods = new Map<number, SymbolPeriod[]>();

  constructor(metadata: DbnMetadata, wanted: ReadonlySet<string> | undefined) {
    // With ids as input the mapping is turned around: its key is the id, and its values are the symbols.
    const isTurned = metadata.stypeIn === 'instrument_id';
    const mappings = metadata.mappings.toSorted(
      (a, b) => rank(b.rawSymbol, wanted) - rank(a.rawSymbol, wanted),
    );
    for (const { rawSymbol, intervals } of mappings) {
      for (const { startDate, endDate, symbol } of intervals) {
        // An empty symbol says that the input stood for nothing on those days.
        if (symbol === '') continue;
        const id = Number(isTurned ? rawSymbol : symbol);
        if (!Number.isInteger(id)) continue;
        const period = {
          start: dayOfText(startDate) * DAY_MS,
          end: dayOfText(endDate) * DAY_MS,
          symbol: isTurned ? symbol : rawSymbol,
        };
        const periods = this.#periods.get(id);
        if (periods === undefined) this.#periods.set(id, [period]);
        else periods.push(period);
      }
    }
  }

  /**
   * @param time UTC ms
   * @throws TapebenchError TB_SYMBOL_INVALID when the id stands for nothing on that day
   */
  at(instrumentId: number, time: number): SymbolPeriod {
    const found = this.#periods.get(instrumentId)?.find(({ start, end }) => start <= time && time < end);
    if (found !== undefined) return found;
    throw new TapebenchError(
      'TB_SYMBOL_INVALID',
      `instrument ${instrumentId} has no symbol on ${dateText(Math.floor(time / DAY_MS))}`,
      {
        next: 'The file maps no symbol to it: download it again with symbols, or name its one symbol with --symbol.',
      },
    );
  }
}

function rank(symbol: string, wanted: ReadonlySet<string> | undefined): number {
  return wanted?.has(symbol) === true ? 1 : 0;
}
