import { TapebenchError } from '../errors.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { append, appendRows, selectFacts, selectRows } from './rows.ts';
import { addScenarios, readRun, type WriteOutcome, writeRun } from './runs.ts';
import type { StressResult } from './stressModel.ts';
import {
  STRESS_BREAK_EVENS,
  STRESS_CELLS,
  STRESS_EXECUTIONS,
  STRESS_PUBLISHED,
  STRESS_REGIONS,
  STRESSES,
  type StressFacts,
} from './stressTables.ts';
import type { RunTable } from './tables.ts';
import { figuresDigestOf, writeOnce } from './writeOnce.ts';

/**
 * Writes a stress test: its run, the cells of its grid as scenarios of the run, and its figures.
 * @returns `reproduced` when the stress test was there with the same figures
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on other figures, TB_RESULTS_FAILED when the write fails
 */
export async function writeStress(db: ResultsDatabase, stress: StressResult): Promise<WriteOutcome> {
  const { stressId, run, command, grid, fixedTradesBreakEven, published, breakEvens, regions, executions } =
    stress;
  await writeRun(db, run);
  await addScenarios(db, run.header.runId, grid);
  const figuresDigest = figuresDigestOf([
    grid,
    breakEvens,
    fixedTradesBreakEven,
    regions,
    published,
    executions,
  ]);
  const key = {
    kind: 'stress',
    table: STRESSES.name,
    idColumn: 'stress_id',
    id: stressId,
    figuresDigest,
  } as const;
  return writeOnce(db, key, async (connection) => {
    const { basisUsd, notionalUsd, claimedGross, grossHere } = published;
    const facts: StressFacts = {
      stressId,
      runId: run.header.runId,
      command,
      fixedTradesBreakEven,
      basisUsd,
      notionalUsd,
      claimedGross,
      grossHere,
      figuresDigest,
    };
    const types = STRESSES.row.columns.map((column) => column.type);
    await append(connection, STRESSES.name, types, [STRESSES.row.encode(facts)]);
    await appendRows(connection, STRESS_BREAK_EVENS, stressId, breakEvens);
    await appendRows(connection, STRESS_REGIONS, stressId, regions);
    await appendRows(connection, STRESS_PUBLISHED, stressId, published.rows);
    await appendRows(connection, STRESS_EXECUTIONS, stressId, executions);
    await appendRows(
      connection,
      STRESS_CELLS,
      stressId,
      grid.map(({ name }) => ({ name })),
    );
  });
}

/**
 * A stress test as it was written, with its run.
 * @throws TapebenchError TB_RUN_UNKNOWN, TB_RESULTS_FAILED
 */
export async function readStress(db: ResultsDatabase, stressId: string): Promise<StressResult> {
  const { connection } = db;
  const rows = <Row>(table: RunTable<Row>): Promise<Row[]> =>
    selectRows(connection, table, stressId, 'stress_id');
  try {
    const facts = await selectFacts(connection, STRESSES, 'stress_id', stressId);
    if (facts === undefined) {
      throw new TapebenchError('TB_RUN_UNKNOWN', `there is no stress test ${JSON.stringify(stressId)}`, {
        where: db.path,
      });
    }
    const { command, fixedTradesBreakEven, basisUsd, notionalUsd, claimedGross, grossHere } = facts;
    const run = await readRun(db, facts.runId);
    const byName = new Map(run.scenarios.map((scenario) => [scenario.name, scenario]));
    const grid = (await rows(STRESS_CELLS)).flatMap(({ name }) => byName.get(name) ?? []);
    return {
      stressId,
      run,
      command,
      grid,
      breakEvens: await rows(STRESS_BREAK_EVENS),
      fixedTradesBreakEven,
      regions: await rows(STRESS_REGIONS),
      published: {
        basisUsd,
        notionalUsd,
        // Without trades there is no notional of the run, and a stated one stands for it.
        isNotionalOfRun: run.trades.length > 0,
        claimedGross,
        grossHere,
        rows: await rows(STRESS_PUBLISHED),
      },
      executions: await rows(STRESS_EXECUTIONS),
    };
  } catch (error) {
    throw failure(error, db.path);
  }
}
