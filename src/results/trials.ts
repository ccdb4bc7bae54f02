import { BIGINT, type DuckDBConnection } from '@duckdb/node-api';
import type { ResultsDatabase } from './database.ts';
import type { RunResult } from './model.ts';
import { append } from './rows.ts';
import { identifier } from './schema.ts';
import { TRIAL_FIELDS, type Trial } from './trialFields.ts';

/** The trial that a run is. */
export function trialOf(run: RunResult, origin = 'run'): Trial {
  const { parameters } = run.header;
  return {
    datasetDigest: run.header.dataset.digest,
    runId: run.header.runId,
    strategy: run.header.strategy,
    preset: run.header.preset,
    origin,
    parameters: parametersJson(parameters),
    ...trialFigures(run.trades.map((trade) => trade.netReturn)),
  };
}

/** Parameters as the ledger keeps them: JSON, names in alphabetical order. */
export function parametersJson(parameters: RunResult['header']['parameters']): string {
  return JSON.stringify(Object.fromEntries(Object.entries(parameters).sort(([a], [b]) => (a < b ? -1 : 1))));
}

/** What the ledger keeps of a trial's net returns. */
export function trialFigures(
  returns: readonly number[],
): Pick<Trial, 'trades' | 'meanNetReturn' | 'sharpePerTrade'> {
  const n = returns.length;
  const mean = n === 0 ? null : returns.reduce((sum, each) => sum + each, 0) / n;
  return {
    trades: n,
    meanNetReturn: mean,
    sharpePerTrade: mean === null ? null : sharpe(returns, mean),
  };
}

function sharpe(returns: readonly number[], mean: number): number | null {
  if (returns.length < 2) return null;
  const squares = returns.reduce((sum, each) => sum + (each - mean) * (each - mean), 0);
  const deviation = Math.sqrt(squares / (returns.length - 1));
  return deviation > 0 ? mean / deviation : null;
}

/**
 * Counts trials in the ledger: once each, by dataset digest and run id; one that is there already is not counted again.
 * @returns how many were new
 */
export async function recordTrials(db: ResultsDatabase, trials: readonly Trial[]): Promise<number> {
  return db.transaction((connection) => appendTrials(connection, trials));
}

/** The same inside the caller's transaction. */
export async function appendTrials(connection: DuckDBConnection, trials: readonly Trial[]): Promise<number> {
  const known = new Set<string>();
  const keyOf = (digest: unknown, runId: unknown): string => JSON.stringify([digest, runId]);
  const rows = await connection.runAndReadAll('SELECT dataset_digest, run_id FROM trials');
  for (const [digest, runId] of rows.getRows()) known.add(keyOf(digest, runId));
  const fresh = trials.filter((trial) => {
    const key = keyOf(trial.datasetDigest, trial.runId);
    if (known.has(key)) return false;
    known.add(key);
    return true;
  });
  // Trials are only ever added, so that their number is the next free place.
  const first = rows.currentRowCount;
  await append(
    connection,
    'trials',
    [BIGINT, ...TRIAL_FIELDS.columns.map((column) => column.type)],
    fresh.map((trial, index) => [BigInt(first + index), ...TRIAL_FIELDS.encode(trial)]),
  );
  return fresh.length;
}

/** The trials made on a dataset, in the order in which they were first made. */
export async function listTrials(db: ResultsDatabase, datasetDigest: string): Promise<Trial[]> {
  const names = TRIAL_FIELDS.columns.map((column) => identifier(column.suffix)).join(', ');
  const reader = await db.connection.runAndReadAll(
    `SELECT ${names} FROM trials WHERE dataset_digest = $1 ORDER BY ordinal`,
    [datasetDigest],
  );
  return reader.getRows().map((row) => TRIAL_FIELDS.decode(row));
}
