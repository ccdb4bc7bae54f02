import type { Schema, SType } from '../codec/enums.ts';
import { DatabentoError } from '../errors.ts';
import { ALL_SYMBOLS, MAXIMUM_SYMBOLS, type Symbols, symbolList } from '../symbols.ts';
import { type Moment, momentField, nanosOf } from '../timestamps.ts';

/** What data is meant: the part that fetching, counting and pricing share. */
export interface RangeQuery {
  /** E.g. `GLBX.MDP3`. */
  readonly dataset: string;
  /** Inclusive. For bars the key is the bar's open: a start inside a bar leaves that bar out. */
  readonly start: Moment;
  /** Exclusive. Without it the API completes `start`: `2024-01` is the month, `2024-01-02` the day. */
  readonly end?: Moment | undefined;
  /** Everything when absent. At most 2000. */
  readonly symbols?: Symbols | undefined;
  /** `trades` when absent. */
  readonly schema?: Schema | undefined;
  /** How `symbols` are written; `raw_symbol` when absent. */
  readonly stypeIn?: SType | undefined;
  /** No more records than this. */
  readonly limit?: number | undefined;
}

/**
 * The form fields of a range query.
 * @throws DatabentoError `usage` for a field that the API would refuse, before anything is sent
 */
export function rangeFields(query: RangeQuery): Record<string, string> {
  const fields: Record<string, string> = {
    dataset: datasetField(query.dataset),
    start: momentField(query.start),
    symbols: symbolsField(query.symbols ?? ALL_SYMBOLS),
    schema: query.schema ?? 'trades',
    stype_in: query.stypeIn ?? 'raw_symbol',
  };
  if (query.end !== undefined) {
    if (nanosOf(query.end) <= nanosOf(query.start)) {
      throw new DatabentoError(
        'usage',
        `the range is empty: end ${momentField(query.end)} is not after start`,
      );
    }
    fields.end = momentField(query.end);
  }
  if (query.limit !== undefined) {
    if (!Number.isSafeInteger(query.limit) || query.limit < 1) {
      throw new DatabentoError('usage', `limit is a whole number above zero, not ${query.limit}`);
    }
    fields.limit = String(query.limit);
  }
  return fields;
}

/** @throws DatabentoError `usage` when the name could not be that of a dataset */
export function datasetField(dataset: string): string {
  if (/^[A-Z0-9]+\.[A-Z0-9]+$/.test(dataset)) return dataset;
  throw new DatabentoError('usage', `not a dataset: ${JSON.stringify(dataset)}; e.g. GLBX.MDP3`);
}

/** @throws DatabentoError `usage` for no symbols, too many, or one that cannot be sent */
export function symbolsField(symbols: Symbols): string {
  const list = symbolList(symbols);
  if (list.length > MAXIMUM_SYMBOLS) {
    throw new DatabentoError(
      'usage',
      `${list.length} symbols in one request; the API takes ${MAXIMUM_SYMBOLS}`,
    );
  }
  return list.join(',');
}
