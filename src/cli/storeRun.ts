import { join } from 'node:path';
import { renderRunReport } from '../report/runReport.ts';
import { writeReport } from '../report/writeReport.ts';
import { openResults } from '../results/database.ts';
import type { RunHeader, RunResult } from '../results/model.ts';
import { type WriteOutcome, writeRun } from '../results/runs.ts';
import { databaseIn, fileNameOf, makeFolder } from './outputFolder.ts';

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
  const report = join(folder, reportFileName(result.header));
  await writeReport(report, renderRunReport(result), true);
  return { report, database, outcome };
}

/** The report's name says what it is about and, by the run id, which run it shows. */
export function reportFileName({ strategy, preset, runId, dataset }: Omit<RunHeader, 'parameters'>): string {
  const name = preset === 'default' ? strategy : preset;
  return fileNameOf(`${name}-${dataset.name}-${runId}.html`);
}
