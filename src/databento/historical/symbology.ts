import type { SType } from '../codec/enums.ts';
import { DatabentoError } from '../errors.ts';
import type { Symbols } from '../symbols.ts';
import { dateField } from '../timestamps.ts';
import { datasetField, symbolsField } from './query.ts';
import { asList, asObject, asText, asTexts } from './shape.ts';
import type { Transport } from './transport.ts';

export interface ResolveQuery {
  readonly dataset: string;
  readonly symbols: Symbols;
  readonly stypeIn: SType;
  readonly stypeOut: SType;
  /** Inclusive. */
  readonly startDate: Date | string;
  /** Exclusive; the day after `startDate` when absent. */
  readonly endDate?: Date | string;
}

/** From `startDate` (inclusive) to `endDate` (exclusive), UTC dates, the input symbol meant `symbol`. */
export interface ResolvedInterval {
  readonly startDate: string;
  readonly endDate: string;
  readonly symbol: string;
}

export interface Resolution {
  readonly result: ReadonlyMap<string, readonly ResolvedInterval[]>;
  /** Input symbols that resolved on only part of the days. */
  readonly partial: readonly string[];
  readonly notFound: readonly string[];
}

/** `symbology.*`: what a symbol meant on a day. */
export class SymbologyEndpoints {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Resolves symbols over dates. Judge the answer by `partial` and `notFound`; intervals in which a symbol meant
   * nothing are left out.
   * @throws DatabentoError `usage` for an output of `parent` or `continuous`, which no symbol resolves to
   */
  async resolve(query: ResolveQuery, call: { readonly signal?: AbortSignal } = {}): Promise<Resolution> {
    if (query.stypeOut === 'parent' || query.stypeOut === 'continuous') {
      throw new DatabentoError(
        'usage',
        `nothing resolves to ${query.stypeOut}; ask for instrument_id or raw_symbol`,
      );
    }
    const answer = asObject(
      await this.#transport.json({
        method: 'POST',
        path: 'symbology.resolve',
        fields: {
          dataset: datasetField(query.dataset),
          symbols: symbolsField(query.symbols),
          stype_in: query.stypeIn,
          stype_out: query.stypeOut,
          start_date: dateField(query.startDate),
          ...(query.endDate === undefined ? {} : { end_date: dateField(query.endDate) }),
        },
        policy: 'idempotent',
        limit: 'symbology',
        signal: call.signal,
      }),
      'resolution',
    );
    const result = new Map<string, readonly ResolvedInterval[]>();
    for (const [symbol, intervals] of Object.entries(asObject(answer.result, 'resolution.result'))) {
      const where = `resolution.result.${symbol}`;
      const read = asList(intervals, where).map((interval, i) => {
        const fields = asObject(interval, `${where}[${i}]`);
        return {
          startDate: asText(fields.d0, `${where}[${i}].d0`),
          endDate: asText(fields.d1, `${where}[${i}].d1`),
          symbol: asText(fields.s, `${where}[${i}].s`),
        };
      });
      result.set(
        symbol,
        read.filter((interval) => interval.symbol !== ''),
      );
    }
    return {
      result,
      partial: asTexts(answer.partial ?? [], 'resolution.partial'),
      notFound: asTexts(answer.not_found ?? [], 'resolution.not_found'),
    };
  }
}
