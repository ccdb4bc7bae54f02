import { openResults } from '../results/database.ts';
import type { RunResult } from '../results/model.ts';
import { type WriteOutcome, writeRun } from '../results/runs.ts';
import { databaseIn, makeFolder } from './outputFolder.ts';
import { writeStudyPage } from './pages/studyPage.ts';

export interface StoredRun {
  readonly report: string;
  readonly database: string;
  readonly outcome: WriteOutcome;
}

/**
 * Writes a run into the results database and its report beside it. The database refuses a run that is there with another
 * journal root, and then no report is written.
 */
export async function storeRun(result: RunResult, folder: string): Promise<StoredRun> {
  makeFolder(folder);
  const database = databaseIn(folder);
  const db = await openResults(database);
  let outcome: WriteOutcome;
  try {
    outcome = await writeRun(db, result);
  } finally {
    await db.close();
  }
  return { report: await writeStudyPage({ kind: 'run', result }, folder), database, outcome };
}
