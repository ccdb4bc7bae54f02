import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api';
import { type Data, Field, makeData, RecordBatch, Schema, Struct, Table } from 'apache-arrow';
import { arrowColumn } from './arrowColumn.ts';

/** What is known of a column beyond its type; it becomes the metadata of the Arrow field. */
export interface ColumnFacts {
  readonly about: string;
  /** `UTC`, `points`, `ticks`, `USD` …; empty where there is none. */
  readonly unit: string;
}

/**
 * Runs a query and brings its result into an Arrow table column by column; no object is made for a row.
 * @param facts by the name of the column
 * @throws the database's errors, and TapebenchError TB_RESULTS_FAILED as `arrowColumn`
 */
export async function queryArrow(
  connection: DuckDBConnection,
  text: string,
  values: readonly DuckDBValue[],
  facts: ReadonlyMap<string, ColumnFacts> = new Map(),
): Promise<Table> {
  const result = await connection.run(text, [...values]);
  const chunks = await result.fetchAllChunks();
  const rows = chunks.reduce((sum, chunk) => sum + chunk.rowCount, 0);
  const columns = result.deduplicatedColumnNames().map((name, position): { field: Field; data: Data } => {
    const known = facts.get(name);
    const data = arrowColumn({
      name,
      type: result.columnType(position),
      vectors: chunks.map((chunk) => chunk.getColumnVector(position)),
      rows,
      zone: known?.unit === 'UTC' ? 'UTC' : null,
    });
    return { field: fieldOf(name, data, known), data };
  });
  return tableOf(columns, rows);
}

function fieldOf(name: string, data: Data, known: ColumnFacts | undefined): Field {
  return new Field(name, data.type, true, known === undefined ? undefined : metadataOf(known));
}

/** What is known of a column as the metadata of its Arrow field. */
export function metadataOf({ about, unit }: ColumnFacts): Map<string, string> {
  return new Map(
    unit === ''
      ? [['about', about]]
      : [
          ['about', about],
          ['unit', unit],
        ],
  );
}

/** A table of columns that are there: none of them is copied. */
export function tableOf(
  columns: readonly { readonly field: Field; readonly data: Data }[],
  rows: number,
  metadata: ReadonlyMap<string, string> = new Map(),
): Table {
  const schema = new Schema(
    columns.map(({ field }) => field),
    new Map(metadata),
  );
  const children = columns.map(({ data }) => data);
  const data = makeData({ type: new Struct(schema.fields), length: rows, nullCount: 0, children });
  return new Table(schema, [new RecordBatch(schema, data)]);
}
