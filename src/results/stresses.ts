import type { ResultsDatabase } from './database.ts';
import { append, appendRows } from './rows.ts';
import { addScenarios, type WriteOutcome, writeRun } from './runs.ts';
import type { StressResult } from './stressModel.ts';
import {
  STRESS_BREAK_EVENS,
  STRESS_EXECUTIONS,
  STRESS_PUBLISHED,
  STRESS_REGIONS,
  STRESSES,
  type StressFacts,
} from './stressTables.ts';
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
    kind: 'stress test',
    table: STRESSES.name,
    idColumn: 'stress_id',
    id: stressId,
    figuresDigest,
  };
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
  });
}
