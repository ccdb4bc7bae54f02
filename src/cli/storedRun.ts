import { existsSync } from 'node:fs';
import { TapebenchError } from '../errors.ts';
import { openResults } from '../results/database.ts';
import type { RunResult } from '../results/model.ts';
import { findRun, listRuns, readRun } from '../results/runs.ts';
import { databaseIn } from './outputFolder.ts';

/**
 * A stored run by its id or its first digits; without one, the run that was written last.
 * @param folder where the results database is
 * @throws TapebenchError TB_RUN_UNKNOWN when there are no runs, or none with that id; TB_RESULTS_FAILED
 */
export async function readStoredRun(folder: string, id: string | undefined): Promise<RunResult> {
  const path = databaseIn(folder);
  const none = (): TapebenchError =>
    new TapebenchError('TB_RUN_UNKNOWN', 'there are no stored runs', {
      where: path,
      next: 'Run: tapebench run v6',
    });
  if (!existsSync(path)) throw none();
  const db = await openResults(path, { isReadOnly: true });
  try {
    const runId = id === undefined ? (await listRuns(db)).at(-1)?.header.runId : await findRun(db, id);
    if (runId === undefined) throw none();
    return await readRun(db, runId);
  } finally {
    await db.close();
  }
}
