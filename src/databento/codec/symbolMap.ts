import { DatabentoError } from '../errors.ts';
import type { DbnMetadata } from './metadata.ts';
import { utcDate } from './nanos.ts';
import { type DbnRecord, indexTime, type SymbolMappingMsg, type SymbolMappingMsgV1 } from './record.ts';

interface DatedSymbol {
  readonly startDate: string;
  /** Exclusive. */
  readonly endDate: string;
  readonly symbol: string;
}

const NO_SYMBOLS: readonly string[] = [];

/**
 * Which symbols an instrument id stood for on a UTC day, by the mappings in the metadata of historical data. Ids are
 * given anew over time, so there is no answer without a day.
 */
export class SymbolMap {
  readonly #byId: Map<number, DatedSymbol[]> = new Map();

  /**
   * @throws DatabentoError `usage` when the mappings are not between symbols and instrument ids
   */
  constructor(metadata: Pick<DbnMetadata, 'mappings' | 'stypeIn' | 'stypeOut'>) {
    // Asked for by id, the answer is the symbol, so the two change places.
    const isInverse = metadata.stypeIn === 'instrument_id' && metadata.stypeOut !== 'instrument_id';
    if (!isInverse && metadata.stypeOut !== 'instrument_id') {
      throw new DatabentoError(
        'usage',
        `the mappings lead from ${metadata.stypeIn} to ${metadata.stypeOut}, and neither is instrument_id`,
      );
    }
    for (const { rawSymbol, intervals } of metadata.mappings) {
      for (const { startDate, endDate, symbol } of intervals) {
        // An interval without a symbol says that there was none.
        if (symbol === '') continue;
        this.#add(isInverse ? rawSymbol : symbol, {
          startDate,
          endDate,
          symbol: isInverse ? symbol : rawSymbol,
        });
      }
    }
  }

  #add(idText: string, dated: DatedSymbol): void {
    if (!/^\d{1,10}$/.test(idText)) {
      throw new DatabentoError('usage', `'${idText}' in the symbol mappings is no instrument id`);
    }
    const id = Number(idText);
    const list = this.#byId.get(id);
    if (list === undefined) this.#byId.set(id, [dated]);
    else list.push(dated);
  }

  /** Every instrument id that a symbol maps to on some day. */
  instrumentIds(): number[] {
    return [...this.#byId.keys()];
  }

  /** The symbols of an id on a day (`YYYY-MM-DD`) or at a time (UNIX nanoseconds), in the order of the metadata. */
  symbols(instrumentId: number, at: string | bigint): readonly string[] {
    const list = this.#byId.get(instrumentId);
    const date = typeof at === 'bigint' ? utcDate(at) : at;
    if (list === undefined || date === undefined) return NO_SYMBOLS;
    const symbols = new Set<string>();
    for (const each of list) if (each.startDate <= date && date < each.endDate) symbols.add(each.symbol);
    return [...symbols];
  }

  /** The first of `symbols`, which is the only one unless several were asked for that meant the same instrument. */
  symbol(instrumentId: number, at: string | bigint): string | undefined {
    return this.symbols(instrumentId, at)[0];
  }

  /** The symbols of a record, by its index time. */
  symbolsOf(record: DbnRecord): readonly string[] {
    return this.symbols(record.instrumentId, indexTime(record));
  }
}

/** What is known of one instrument of a live session. */
export interface LiveInstrument {
  /** What was subscribed to and means this instrument now, e.g. `ES.c.0`, `ESM5`. */
  readonly inputSymbols: ReadonlySet<string>;
  /** The venue's own symbol. */
  readonly outputSymbol: string;
}

/** An input symbol that stands for many instruments at once, and so does not move from one to the next. */
function standsForMany(symbol: string, stypeIn: number | undefined): boolean {
  return stypeIn === 4 || symbol === 'ALL_SYMBOLS' || /\.(FUT|OPT|SPOT)$/.test(symbol);
}

/**
 * Which symbols an instrument id stands for now, by the mapping records of a live session. Begins empty with each
 * session.
 */
export class LiveSymbolMap {
  readonly #byId: Map<number, { inputSymbols: Set<string>; outputSymbol: string }> = new Map();
  readonly #idOfInput: Map<string, number> = new Map();

  /** Takes note of a mapping; other records are ignored. Returns whether it was one. */
  observe(record: DbnRecord): boolean {
    if (record.type !== 'SymbolMappingMsg' && record.type !== 'SymbolMappingMsgV1') return false;
    this.#map(record);
    return true;
  }

  #map(record: SymbolMappingMsg | SymbolMappingMsgV1): void {
    const { instrumentId, stypeInSymbol, stypeOutSymbol } = record;
    const stypeIn = record.type === 'SymbolMappingMsg' ? record.stypeIn : undefined;
    if (!standsForMany(stypeInSymbol, stypeIn)) {
      const before = this.#idOfInput.get(stypeInSymbol);
      if (before !== undefined && before !== instrumentId)
        this.#byId.get(before)?.inputSymbols.delete(stypeInSymbol);
      this.#idOfInput.set(stypeInSymbol, instrumentId);
    }
    const instrument = this.#byId.get(instrumentId);
    // Asked for by raw symbol, the output is the id in digits, and the input is the venue's symbol.
    const outputSymbol = /^\d+$/.test(stypeOutSymbol) ? stypeInSymbol : stypeOutSymbol;
    if (instrument === undefined) {
      this.#byId.set(instrumentId, { inputSymbols: new Set([stypeInSymbol]), outputSymbol });
    } else {
      instrument.inputSymbols.add(stypeInSymbol);
      instrument.outputSymbol = outputSymbol;
    }
  }

  instrument(instrumentId: number): LiveInstrument | undefined {
    return this.#byId.get(instrumentId);
  }

  /** The input symbols that mean this instrument now. */
  symbols(instrumentId: number): ReadonlySet<string> {
    return this.#byId.get(instrumentId)?.inputSymbols ?? new Set();
  }

  /** The venue's symbol of an instrument. */
  symbol(instrumentId: number): string | undefined {
    return this.#byId.get(instrumentId)?.outputSymbol;
  }

  /** The instrument that an input symbol means now; undefined for symbols that stand for many. */
  instrumentId(inputSymbol: string): number | undefined {
    return this.#idOfInput.get(inputSymbol);
  }

  /** Forgets everything: a new session begins. */
  clear(): void {
    this.#byId.clear();
    this.#idOfInput.clear();
  }
}
