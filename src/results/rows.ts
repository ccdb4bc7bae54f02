import { type DuckDBConnection, DuckDBDataChunk, type DuckDBType, type DuckDBValue } from '@duckdb/node-api';
import { identifier, RUN_KEY } from './schema.ts';
import type { RunTable } from './tables.ts';

/** Rows of a data chunk: DuckDB's vector size. */
const CHUNK_ROWS = 2048;

/** Appends rows, given as columns' values in the order of the table; inside the caller's transaction. */
export async function append(
  connection: DuckDBConnection,
  table: string,
  types: readonly DuckDBType[],
  rows: Iterable<readonly DuckDBValue[]>,
): Promise<void> {
  const appender = await connection.createAppender(table);
  let pending: (readonly DuckDBValue[])[] = [];
  const flush = (): void => {
    if (pending.length === 0) return;
    const chunk = DuckDBDataChunk.create(types, pending.length);
    for (let column = 0; column < types.length; column++) {
      chunk.setColumnValues(
        column,
        pending.map((row) => row[column]!),
      );
    }
    appender.appendDataChunk(chunk);
    pending = [];
  };
  try {
    for (const row of rows) {
      pending.push(row);
      if (pending.length === CHUNK_ROWS) flush();
    }
    flush();
  } catch (error) {
    // What was handed over would be flushed on close.
    appender.clear();
    throw error;
  } finally {
    appender.closeSync();
  }
}

/** Appends the rows of one run to one of its tables. */
export async function appendRows<Row>(
  connection: DuckDBConnection,
  table: RunTable<Row>,
  runId: string,
  rows: Iterable<Row>,
  firstOrdinal = 0,
): Promise<void> {
  const types = [...RUN_KEY, ...table.row.columns].map((column) => column.type);
  const encoded = function* (): Generator<readonly DuckDBValue[]> {
    let ordinal = firstOrdinal;
    for (const row of rows) yield [runId, ordinal++, ...table.row.encode(row)];
  };
  await append(connection, table.name, types, encoded());
}

/** The rows of one run, or of the study that `idColumn` names, in one of its tables, in their order. */
export async function selectRows<Row>(
  connection: DuckDBConnection,
  table: RunTable<Row>,
  id: string,
  idColumn = 'run_id',
): Promise<Row[]> {
  return select(connection, table, `WHERE ${identifier(idColumn)} = $1 ORDER BY ordinal`, [id]);
}

/** The one row of a study in the first table of its kind; undefined when it is not there. */
export async function selectFacts<Row>(
  connection: DuckDBConnection,
  table: RunTable<Row>,
  idColumn: string,
  id: string,
): Promise<Row | undefined> {
  return (await select(connection, table, `WHERE ${identifier(idColumn)} = $1`, [id]))[0];
}

/** All rows of the first table of a kind of study, in the order in which they were written. */
export async function selectAll<Row>(connection: DuckDBConnection, table: RunTable<Row>): Promise<Row[]> {
  return select(connection, table, 'ORDER BY rowid', []);
}

async function select<Row>(
  connection: DuckDBConnection,
  table: RunTable<Row>,
  rest: string,
  values: string[],
): Promise<Row[]> {
  const names = table.row.columns.map((column) => identifier(column.suffix)).join(', ');
  const reader = await connection.runAndReadAll(
    `SELECT ${names} FROM ${identifier(table.name)} ${rest}`,
    values,
  );
  return reader.getRows().map((row) => table.row.decode(row));
}
