import type { DbnMetadata } from './metadata.ts';
import { jsonValue } from './record.ts';

/**
 * Metadata under the vendor's names, for JSON without loss: integers beyond 2^53 are strings, intervals are lists of
 * start date, end date (exclusive) and symbol. Records render themselves: see `RecordView.toJSON`.
 */
export function metadataToJson(metadata: DbnMetadata): Record<string, unknown> {
  return {
    version: metadata.version,
    dataset: metadata.dataset,
    schema: metadata.schema,
    start: jsonValue(metadata.start),
    // Zero is the other way of saying that there is no end.
    end: metadata.end === 0n ? null : jsonValue(metadata.end),
    limit: jsonValue(metadata.limit),
    ...(metadata.recordCount === undefined
      ? {}
      : { record_count_deprecated: jsonValue(metadata.recordCount) }),
    stype_in: metadata.stypeIn,
    stype_out: metadata.stypeOut,
    ts_out: metadata.tsOut,
    symbol_cstr_len: metadata.symbolCstrLength,
    symbols: metadata.symbols,
    partial: metadata.partial,
    not_found: metadata.notFound,
    mappings: metadata.mappings.map(({ rawSymbol, intervals }) => ({
      raw_symbol: rawSymbol,
      intervals: intervals.map(({ startDate, endDate, symbol }) => [startDate, endDate, symbol]),
    })),
  };
}
