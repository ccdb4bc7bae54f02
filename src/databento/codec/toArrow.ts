import type { Table } from 'apache-arrow';
import { DatabentoError } from '../errors.ts';
import { type ArrowPrices, arrowColumn, flatFields, sendTimeColumn } from './arrowColumns.ts';
import type { ByteSource } from './byteSource.ts';
import { rtypeOfSchema, SCHEMAS, type Schema } from './enums.ts';
import { metadataToJson } from './json.ts';
import { layoutOf, RECORD_LAYOUTS, type RecordName } from './layouts/registry.ts';
import type { DbnMetadata } from './metadata.ts';
import { type DbnReadOptions, readDbn } from './reader.ts';
import { type Place, placeOf } from './record.ts';

export interface ToArrowOptions extends DbnReadOptions {
  /** The records to take; those of the metadata's schema unless told. Records of other types are left out. */
  readonly type?: RecordName;
  /** `fixed` (the default) gives exact integers in units of 1e-9, `float` the nearest doubles. */
  readonly prices?: ArrowPrices;
  /** Rows in a record batch; 65 536 unless told. */
  readonly batchRows?: number;
}

function typeOf(metadata: DbnMetadata | undefined, options: ToArrowOptions): RecordName {
  if (options.type !== undefined) return options.type;
  const schema = metadata?.schema;
  if (
    metadata !== undefined &&
    typeof schema === 'string' &&
    (SCHEMAS as readonly string[]).includes(schema)
  ) {
    const layout = layoutOf(rtypeOfSchema(schema as Schema), metadata.version);
    if (layout !== undefined) return layout.name;
  }
  throw new DatabentoError('usage', 'the stream names no single schema: say which type of record to take');
}

/**
 * Reads the records of one type into an Arrow table: columns under the vendor's names, times as UTC nanosecond
 * timestamps, "no price" and "no time" as nulls, levels side by side (`bid_px_00` …), the metadata in the table's own.
 * Versions 1 and 2 come in the layout of version 3 unless `upgrade` is false.
 *
 * A timestamp read through Arrow's own getter is rounded to milliseconds; its exact nanoseconds are in the vector's
 * `data[i].values`.
 * @throws DatabentoError as `readDbn`, and `usage` when the type is not told and the metadata tell no schema
 */
export async function toArrow(source: ByteSource, options: ToArrowOptions = {}): Promise<Table> {
  // Imported here so that nobody who has no use for Arrow loads it.
  const arrow = await import('apache-arrow');
  const reader = await readDbn(source, { ...options, upgrade: options.upgrade ?? true });
  try {
    const { metadata } = reader;
    const type = typeOf(metadata, options);
    const hasTsOut = metadata?.tsOut ?? options.fragment?.tsOut ?? false;
    const columns = flatFields(RECORD_LAYOUTS[type]).map((flat) =>
      arrowColumn(arrow, flat, options.prices ?? 'fixed'),
    );
    if (hasTsOut) columns.push(sendTimeColumn(arrow));
    const schema = new arrow.Schema(
      columns.map((column) => column.field),
      new Map(metadata === undefined ? [] : [['dbn.metadata', JSON.stringify(metadataToJson(metadata))]]),
    );
    const batchRows = options.batchRows ?? 65_536;
    const batches: InstanceType<typeof arrow.RecordBatch>[] = [];
    let rows: Place[] = [];
    const flush = (): void => {
      const children = columns.map((column) => column.build(rows));
      const data = arrow.makeData({
        type: new arrow.Struct(schema.fields),
        children,
        length: rows.length,
        nullCount: 0,
      });
      batches.push(new arrow.RecordBatch(schema, data));
      rows = [];
    };
    for await (const batch of reader.batches()) {
      for (const record of batch) {
        if (record.type !== type) continue;
        rows.push(placeOf(record));
        if (rows.length === batchRows) flush();
      }
    }
    if (rows.length > 0 || batches.length === 0) flush();
    return new arrow.Table(schema, batches);
  } finally {
    await reader.close();
  }
}
