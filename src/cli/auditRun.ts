import { audit } from '../research/audit/audit.ts';
import { CLAIMED_YEAR } from '../research/audit/world.ts';
import { runWorlds } from '../research/audit/worlds.ts';
import { finishRun, prepareRun, type RunData } from '../research/run.ts';
import { loadStrategy } from '../research/strategies.ts';
import type { AuditResult } from '../results/auditModel.ts';
import { writeAudit } from '../results/audits.ts';
import { openResults } from '../results/database.ts';
import type { RunResult } from '../results/model.ts';
import { type WriteOutcome, writeRun } from '../results/runs.ts';
import { commandText } from './options.ts';
import { databaseIn, makeFolder } from './outputFolder.ts';
import { writeStudyPage } from './pages/studyPage.ts';
import { progress } from './terminal.ts';

/** The causal strategies beside the procedure: the one with its thresholds, then the default one. */
const CAUSAL = ['v6-cluster15', 'v6'];

export interface AuditRequest {
  readonly data: RunData;
  /** The words that name the data on a command line: `--data es`. */
  readonly dataWords: readonly string[];
  /** Folder of reports, results and kept worlds. */
  readonly out: string;
  /** Synthetic markets without an edge; 0 for none. */
  readonly worlds: number;
  readonly workers: number;
  /** The command that makes this audit again. */
  readonly command: string;
  /** Runs of v6-cluster15 or v6 with their default parameters on the same data, not to be made twice. */
  readonly known?: readonly RunResult[];
}

export interface StoredAudit {
  readonly report: string;
  readonly database: string;
  readonly outcome: WriteOutcome;
}

export interface FinishedAudit {
  readonly result: AuditResult;
  readonly stored: StoredAudit;
}

/**
 * The whole audit: worlds, causal runs, the procedure with its 512 subsets, all stored, and the report written. Progress
 * goes to standard error.
 * @throws TapebenchError
 */
export async function runAudit(request: AuditRequest): Promise<FinishedAudit> {
  const { data, out, command } = request;
  // A folder or a results file that cannot be used is told before the work, not after it.
  makeFolder(out);
  await (await openResults(databaseIn(out))).close();
  const worlds = request.worlds === 0 ? [] : await worldsOf(request);
  const causal: RunResult[] = [];
  for (const name of CAUSAL) causal.push(await causalRun(name, request));
  let bar: ReturnType<typeof progress> | undefined;
  const result = audit({
    data,
    causal,
    worlds,
    command,
    onStep: (done, total, what) => {
      bar ??= progress(total, what);
      bar.update(done, what);
    },
  });
  bar?.stop();
  return { result, stored: await storeAudit(result, causal, out) };
}

async function worldsOf({ worlds: count, workers, out }: AuditRequest): ReturnType<typeof runWorlds> {
  const bar = progress(count, 'worlds');
  try {
    return await runWorlds({
      count,
      options: CLAIMED_YEAR,
      workers,
      folder: out,
      onWorld: (done) => bar.update(done),
    });
  } finally {
    bar.stop();
  }
}

async function causalRun(name: string, { data, dataWords, known = [] }: AuditRequest): Promise<RunResult> {
  const strategy = await loadStrategy(name);
  const wanted = known.find(
    ({ header }) => header.strategy === strategy.definition.name && header.preset === strategy.preset,
  );
  if (wanted !== undefined) return wanted;
  return finishRun(
    prepareRun({ strategy, data, given: {}, command: commandText(['run', name, ...dataWords]) }),
  );
}

async function storeAudit(
  result: AuditResult,
  causal: readonly RunResult[],
  folder: string,
): Promise<StoredAudit> {
  const database = databaseIn(folder);
  const db = await openResults(database);
  let outcome: WriteOutcome;
  try {
    for (const run of causal) await writeRun(db, run);
    outcome = await writeAudit(db, result);
  } finally {
    await db.close();
  }
  return { report: await writeStudyPage({ kind: 'audit', result }, folder), database, outcome };
}
