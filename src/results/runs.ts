import type { DuckDBConnection } from '@duckdb/node-api';
import { TapebenchError } from '../errors.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { funnelOf, funnelRows } from './funnelRows.ts';
import type { RunHeader, RunResult, RunSummary, ScenarioRow } from './model.ts';
import { parameterRows, parametersOf } from './parameterRows.ts';
import { append, appendRows, selectRows } from './rows.ts';
import { identifier } from './schema.ts';
import { appendStudy } from './studies.ts';
import {
  DATA_CHECKS,
  EQUITY,
  FILLS,
  FUNNEL,
  PARAMETERS,
  POSTERIOR,
  REFUSALS,
  RUNS,
  SCENARIOS,
  SIGNALS,
  TRADE_BARS,
  TRADES,
} from './tables.ts';
import { tradeBarRows, tradeBarsOf } from './tradeBarRows.ts';
import { appendTrials, trialOf } from './trials.ts';

export type WriteOutcome = 'written' | 'reproduced';

/**
 * Writes a run, all of it in one transaction, and counts it in the trial ledger. A run id that is there already must have
 * the same journal root, and then changes nothing.
 * @returns `written`, or `reproduced` when the run was there with the same root
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on another root, TB_RESULTS_FAILED when the write fails; nothing is written then
 */
export async function writeRun(db: ResultsDatabase, run: RunResult): Promise<WriteOutcome> {
  const { runId, journalRoot } = run.header;
  return db.transaction(async (connection) => {
    const known = await journalRootOf(connection, runId);
    if (known === journalRoot) return 'reproduced';
    if (known !== null) {
      throw new TapebenchError(
        'TB_RUN_NOT_REPRODUCED',
        `run ${runId} has the journal root ${known} in the database, and ${journalRoot} now`,
        { where: db.path, kept: 'the run in the database was left as it is' },
      );
    }
    await appendRun(connection, run);
    return 'written';
  });
}

async function journalRootOf(connection: DuckDBConnection, runId: string): Promise<string | null> {
  const reader = await connection.runAndReadAll('SELECT journal_root FROM runs WHERE run_id = $1', [runId]);
  return (reader.getRows()[0]?.[0] as string | undefined) ?? null;
}

async function appendRun(connection: DuckDBConnection, run: RunResult): Promise<void> {
  const { parameters, ...facts } = run.header;
  const { runId } = facts;
  const types = RUNS.row.columns.map((column) => column.type);
  const row = RUNS.row.encode([{ ...facts, blockedBy: run.funnel.blockedBy }, run.summary]);
  await append(connection, RUNS.name, types, [row]);
  await appendRows(connection, PARAMETERS, runId, parameterRows(parameters));
  await appendRows(connection, FUNNEL, runId, funnelRows(run.funnel));
  await appendRows(connection, SIGNALS, runId, run.signals);
  await appendRows(connection, REFUSALS, runId, run.refusals);
  await appendRows(connection, FILLS, runId, run.fills);
  await appendRows(connection, TRADES, runId, run.trades);
  await appendRows(connection, EQUITY, runId, run.equity);
  await appendRows(connection, POSTERIOR, runId, run.posterior);
  await appendRows(connection, DATA_CHECKS, runId, run.checks);
  await appendRows(connection, SCENARIOS, runId, run.scenarios);
  await appendRows(connection, TRADE_BARS, runId, tradeBarRows(run.tradeBars));
  await appendTrials(connection, [trialOf(run)]);
  await appendStudy(connection, { kind: 'run', id: runId });
}

/**
 * Adds the cells of a cost grid to a run that is there; cells with a name that it has already are left as they are.
 * @returns how many were new
 * @throws TapebenchError TB_RUN_UNKNOWN
 */
export async function addScenarios(
  db: ResultsDatabase,
  runId: string,
  scenarios: readonly ScenarioRow[],
): Promise<number> {
  return db.transaction(async (connection) => {
    if ((await journalRootOf(connection, runId)) === null) throw unknownRun(db, runId);
    const present = await selectRows(connection, SCENARIOS, runId);
    const names = new Set(present.map((scenario) => scenario.name));
    const fresh = scenarios.filter((scenario) => !names.has(scenario.name));
    await appendRows(connection, SCENARIOS, runId, fresh, present.length);
    return fresh.length;
  });
}

/**
 * A run as it was written.
 * @throws TapebenchError TB_RUN_UNKNOWN, TB_RESULTS_FAILED
 */
export async function readRun(db: ResultsDatabase, runId: string): Promise<RunResult> {
  const { connection } = db;
  try {
    const found = await readFacts(connection, 'WHERE run_id = $1', [runId]);
    if (found[0] === undefined) throw unknownRun(db, runId);
    const { header, summary, blockedBy } = found[0];
    return {
      header: { ...header, parameters: parametersOf(await selectRows(connection, PARAMETERS, runId)) },
      summary,
      funnel: funnelOf(await selectRows(connection, FUNNEL, runId), blockedBy),
      signals: await selectRows(connection, SIGNALS, runId),
      refusals: await selectRows(connection, REFUSALS, runId),
      fills: await selectRows(connection, FILLS, runId),
      trades: await selectRows(connection, TRADES, runId),
      equity: await selectRows(connection, EQUITY, runId),
      posterior: await selectRows(connection, POSTERIOR, runId),
      checks: await selectRows(connection, DATA_CHECKS, runId),
      scenarios: await selectRows(connection, SCENARIOS, runId),
      tradeBars: tradeBarsOf(await selectRows(connection, TRADE_BARS, runId)),
    };
  } catch (error) {
    throw failure(error, db.path);
  }
}

function unknownRun(db: ResultsDatabase, runId: string): TapebenchError {
  return new TapebenchError('TB_RUN_UNKNOWN', `there is no run ${JSON.stringify(runId)}`, { where: db.path });
}

interface Facts {
  readonly header: Omit<RunHeader, 'parameters'>;
  readonly summary: RunSummary;
  readonly blockedBy: string | null;
}

async function readFacts(connection: DuckDBConnection, rest: string, values: string[]): Promise<Facts[]> {
  const names = RUNS.row.columns.map((column) => identifier(column.suffix)).join(', ');
  // Rows are never deleted, so that their physical order is the order in which they were written.
  const reader = await connection.runAndReadAll(`SELECT ${names} FROM runs ${rest} ORDER BY rowid`, values);
  return reader.getRows().map((stored) => {
    const [{ blockedBy, ...header }, summary] = RUNS.row.decode(stored);
    return { header, summary, blockedBy };
  });
}

/** A run as a list or an index shows it. */
export interface RunListing {
  readonly header: Omit<RunHeader, 'parameters'>;
  readonly summary: RunSummary;
}

/** All runs of the file, in the order in which they were written. */
export async function listRuns(db: ResultsDatabase): Promise<RunListing[]> {
  try {
    const facts = await readFacts(db.connection, '', []);
    return facts.map(({ header, summary }) => ({ header, summary }));
  } catch (error) {
    throw failure(error, db.path);
  }
}

/**
 * The id of the one run whose id begins with `prefix`, as people type it.
 * @throws TapebenchError TB_RUN_UNKNOWN when none or several do
 */
export async function findRun(db: ResultsDatabase, prefix: string): Promise<string> {
  const reader = await db.connection.runAndReadAll(
    'SELECT run_id FROM runs WHERE starts_with(run_id, $1) ORDER BY rowid',
    [prefix],
  );
  const ids = reader.getRows().map((row) => String(row[0]));
  if (ids.length === 1) return ids[0]!;
  if (ids.length === 0) throw unknownRun(db, prefix);
  throw new TapebenchError('TB_RUN_UNKNOWN', `${ids.length} runs begin with ${JSON.stringify(prefix)}`, {
    where: db.path,
    next: `Give more of the id: ${ids.slice(0, 5).join(', ')}`,
  });
}
