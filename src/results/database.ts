import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { TapebenchError } from '../errors.ts';
import { ensureBayesianStatsView } from './bayesianStatsView.ts';
import { migrate, OLDEST_VERSION } from './migration.ts';
import { ddl, SCHEMA_VERSION } from './schema.ts';

/** An open results file. One process at a time owns it; in this process, its writes follow one another. */
export interface ResultsDatabase {
  readonly path: string;
  readonly connection: DuckDBConnection;
  /**
   * Runs `work` in a transaction of its own, after the ones before it: all of it is in the file, or nothing.
   * @throws what `work` throws; TapebenchError TB_RESULTS_FAILED when the database fails
   */
  transaction<Value>(work: (connection: DuckDBConnection) => Promise<Value>): Promise<Value>;
  /** Lets go of the file, after the writes under way. */
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Several processes may read one file at a time, none may write it then. */
  readonly isReadOnly?: boolean;
}

/**
 * Opens a results file, and makes it when it is not there, with the folders above it. `:memory:` makes one in memory.
 * @throws TapebenchError TB_RESULTS_FAILED when another process holds it, when it is not a results file, or when a newer
 *   version made it; TB_FILE_NOT_FOUND when a file to be read only is not there
 */
export async function openResults(path: string, options: OpenOptions = {}): Promise<ResultsDatabase> {
  const isReadOnly = options.isReadOnly === true;
  const instance = await openFile(path, isReadOnly);
  try {
    const connection = await instance.connect();
    await prepare(connection, path, isReadOnly);
    if (!isReadOnly) await ensureBayesianStatsView(connection);
    return database(path, instance, connection);
  } catch (error) {
    instance.closeSync();
    throw failure(error, path);
  }
}

async function openFile(path: string, isReadOnly: boolean): Promise<DuckDBInstance> {
  try {
    if (path !== ':memory:' && !isReadOnly) await mkdir(dirname(path), { recursive: true });
    return await DuckDBInstance.create(path, isReadOnly ? { access_mode: 'READ_ONLY' } : {});
  } catch (error) {
    const message = messageOf(error);
    if (/database does not exist/.test(message)) {
      throw new TapebenchError('TB_FILE_NOT_FOUND', 'there is no results database', { where: path });
    }
    const holder = /\(PID (\d+)\)/.exec(message)?.[1];
    if (/Could not set lock|already attached|used by another process/.test(message)) {
      const who = holder === undefined ? 'another process' : `process ${holder}`;
      throw new TapebenchError('TB_RESULTS_FAILED', `the results database is open in ${who}`, {
        where: path,
        kept: 'nothing was written',
        next: 'Close the other program (a notebook, or another tapebench), or write to another file.',
        cause: error,
      });
    }
    if (/not a valid DuckDB database/.test(message)) {
      throw new TapebenchError('TB_RESULTS_FAILED', 'the file is not a DuckDB database', {
        where: path,
        kept: 'the file was left as it is',
        next: 'Write the results to another path.',
        cause: error,
      });
    }
    throw failure(error, path);
  }
}

/** Makes the tables in an empty file; refuses a file of something else, or of a newer version. */
async function prepare(connection: DuckDBConnection, path: string, isReadOnly: boolean): Promise<void> {
  const tables = await connection.runAndReadAll('SELECT table_name FROM duckdb_tables() WHERE NOT internal');
  const names = new Set(tables.getRows().map((row) => String(row[0])));
  if (names.has('schema_info')) {
    const version = (await connection.runAndReadAll('SELECT version FROM schema_info')).getRows()[0]?.[0];
    if (version === SCHEMA_VERSION) return;
    if (version === OLDEST_VERSION && !isReadOnly) {
      await inTransaction(connection, () => migrate(connection));
      return;
    }
    throw new TapebenchError(
      'TB_RESULTS_FAILED',
      `the results database has schema version ${String(version)}; this tapebench reads version ${SCHEMA_VERSION}`,
      {
        where: path,
        kept: 'the file was left as it is',
        next:
          version === OLDEST_VERSION
            ? 'Bring it up to date, which loses nothing: tapebench report --out FOLDER'
            : 'Use the tapebench that made it, or write the results to another path.',
      },
    );
  }
  if (names.size > 0 || isReadOnly) {
    throw new TapebenchError('TB_RESULTS_FAILED', 'the DuckDB file holds no results of tapebench', {
      where: path,
      kept: 'the file was left as it is',
      next: 'Write the results to another path.',
    });
  }
  await inTransaction(connection, async () => {
    for (const statement of ddl()) await connection.run(statement);
    await connection.run(`INSERT INTO schema_info VALUES (${SCHEMA_VERSION})`);
  });
}

async function inTransaction<Value>(
  connection: DuckDBConnection,
  work: () => Promise<Value>,
): Promise<Value> {
  await connection.run('BEGIN');
  try {
    const value = await work();
    await connection.run('COMMIT');
    return value;
  } catch (error) {
    // A failed COMMIT has already ended the transaction; then there is nothing to take back.
    await connection.run('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

function database(path: string, instance: DuckDBInstance, connection: DuckDBConnection): ResultsDatabase {
  let last: Promise<unknown> = Promise.resolve();
  const queue = <Value>(work: () => Promise<Value>): Promise<Value> => {
    const result = last.then(work);
    last = result.catch(() => undefined);
    return result;
  };
  return {
    path,
    connection,
    transaction: (work) =>
      queue(() =>
        inTransaction(connection, () => work(connection)).catch((error: unknown) => {
          throw failure(error, path);
        }),
      ),
    close: () =>
      queue(async () => {
        connection.closeSync();
        instance.closeSync();
      }),
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** A failure of the database as a coded error; coded errors pass. */
export function failure(error: unknown, path: string): TapebenchError {
  if (error instanceof TapebenchError) return error;
  return new TapebenchError('TB_RESULTS_FAILED', messageOf(error), {
    where: path,
    kept: 'nothing of this write is in the file',
    cause: error,
  });
}
