import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBValue } from '@duckdb/node-api';
import type { Table } from 'apache-arrow';
import { suggestion, TapebenchError } from '../errors.ts';
import { openResults as openDatabase, type ResultsDatabase } from '../results/database.ts';
import { queryArrow } from './query.ts';
import { findStudy } from './studies.ts';
import { queryOf, VIEWS } from './views.ts';

/** What a `?` or `$name` of a query may stand for. */
export type SqlValue = string | number | bigint | boolean | null;

/**
 * The results database of the workbench, open for reading, as Apache Arrow tables: times are UTC timestamps, prices are in points
 * and beside them in ticks, money is in dollars, computed from the stored whole thousandths. What a column is and its unit are in
 * the metadata of its field (`about`, `unit`); docs/research-api.md lists them.
 *
 * `run` is the id of a run or its first characters; without it the run that was written last is meant. Rows are in the order of the run.
 */
export class Results implements AsyncDisposable {
  readonly #db: ResultsDatabase;
  #isClosed = false;

  constructor(db: ResultsDatabase) {
    this.#db = db;
  }

  /** Path of the database. */
  get path(): string {
    return this.#db.path;
  }

  /** The tables that `table` gives, with what each holds. */
  tables(): { readonly name: string; readonly about: string }[] {
    return [...VIEWS.values()].map(({ name, about }) => ({ name, about }));
  }

  /** All runs, one a row, in the order in which they were written. */
  runs(): Promise<Table> {
    return this.table('runs');
  }

  /** The closed trades of a run. */
  trades(run?: string): Promise<Table> {
    return this.table('trades', run);
  }

  /** The signals of a run, and what became of each. */
  signals(run?: string): Promise<Table> {
    return this.table('signals', run);
  }

  /** The signals that the risk gate refused: the first rule that failed, with its value and limit. */
  refusals(run?: string): Promise<Table> {
    return this.table('refusals', run);
  }

  /** The simulated fills of a run. */
  fills(run?: string): Promise<Table> {
    return this.table('fills', run);
  }

  /** Closed equity at the end of each trade date of a run. */
  equity(run?: string): Promise<Table> {
    return this.table('equity', run);
  }

  /** The posterior of each modal bin of a run, after each trade of it. */
  posterior(run?: string): Promise<Table> {
    return this.table('posterior', run);
  }

  /** How many bars, clusters, candidates, signals and orders passed each gate of a run. */
  funnel(run?: string): Promise<Table> {
    return this.table('funnel', run);
  }

  /** The run again under other costs, one scenario a row. */
  scenarios(run?: string): Promise<Table> {
    return this.table('scenarios', run);
  }

  /** The bars around each trade of a run, `trade` being the trade's id. */
  tradeBars(run?: string): Promise<Table> {
    return this.table('trade_bars', run);
  }

  /** All audits, one a row; their parts are `table('audit_subsets')`, `table('audit_row_orders')` and so on. */
  audits(): Promise<Table> {
    return this.table('audits');
  }

  /**
   * A table of the results by name.
   * @param id of the run, audit, stress test, sweep or verification, or its first characters; the one written last when it is not given
   * @throws TapebenchError TB_RUN_UNKNOWN when there is none, or several; TB_USAGE for an unknown table; TB_RESULTS_FAILED
   */
  async table(name: string, id?: string): Promise<Table> {
    const view = VIEWS.get(name);
    if (view === undefined) {
      const near = suggestion(name, VIEWS.keys());
      throw new TapebenchError('TB_USAGE', `the results have no table ${JSON.stringify(name)}`, {
        next: near === undefined ? `Tables are ${[...VIEWS.keys()].join(', ')}.` : `Did you mean ${near}?`,
      });
    }
    const db = this.#opened();
    const values = view.owner === null ? [] : [await findStudy(db, view.owner, id)];
    const facts = new Map(view.columns.map((column) => [column.name, column]));
    return queryArrow(db.connection, queryOf(view), values, facts);
  }

  /**
   * What a query gives. The tables and columns are those of docs/results-schema.md as they are stored: ticks, and thousandths of
   * a dollar. Whole numbers of 64 bits and decimals come as doubles. The database is open for reading only.
   * @param values for `$1`, `$2` … of the text
   * @throws TapebenchError TB_RESULTS_FAILED with the database's own words
   */
  async sql(text: string, values: readonly SqlValue[] = []): Promise<Table> {
    const { connection } = this.#opened();
    try {
      return await queryArrow(connection, text, values as readonly DuckDBValue[]);
    } catch (error) {
      if (error instanceof TapebenchError) throw error;
      throw new TapebenchError('TB_RESULTS_FAILED', error instanceof Error ? error.message : String(error), {
        where: text,
        next: 'Tables and columns are in docs/results-schema.md.',
        cause: error,
      });
    }
  }

  /** Lets go of the file, so that the workbench can write to it again. To close it twice does no harm. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    await this.#db.close();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #opened(): ResultsDatabase {
    if (!this.#isClosed) return this.#db;
    throw new TapebenchError('TB_USAGE', 'the results are closed', {
      where: this.#db.path,
      next: 'Open them again: openResults()',
    });
  }
}

/**
 * Opens the results of the workbench for reading. Several programs may read them at a time; `tapebench` cannot write meanwhile, so
 * close them before the next run.
 * @param path of the database, or of the folder that holds `tapebench.duckdb`
 * @throws TapebenchError TB_FILE_NOT_FOUND when nothing has been run, TB_RESULTS_FAILED when it is no results database, is of
 *   another version, or another program is writing to it
 */
export async function openResults(path = 'reports'): Promise<Results> {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  const file = isFolder || !existsSync(path) ? databaseAt(path) : path;
  if (!existsSync(file)) {
    throw new TapebenchError('TB_FILE_NOT_FOUND', 'there are no results yet', {
      where: file,
      next: 'Make some: tapebench run v6, with --out for another folder than reports.',
    });
  }
  return new Results(await openDatabase(file, { isReadOnly: true }));
}

function databaseAt(path: string): string {
  return path.endsWith('.duckdb') ? path : join(path, 'tapebench.duckdb');
}

/**
 * The closed trades of one run, the results opened and closed for it.
 * @param run as for `Results.trades`
 * @throws TapebenchError as `openResults`, and TB_RUN_UNKNOWN
 */
export async function trades(run?: string, path?: string): Promise<Table> {
  const results = await openResults(path);
  try {
    return await results.trades(run);
  } finally {
    await results.close();
  }
}
