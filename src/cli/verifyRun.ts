import { nullResults } from '../research/nulls/nulls.ts';
import { finishRun, type PreparedRun, prepareRun, type RunData } from '../research/run.ts';
import { loadStrategy } from '../research/strategies.ts';
import { type Ledger, requireInstrument } from '../research/verify/ledger.ts';
import { verifyRun } from '../research/verify/verify.ts';
import { openResults } from '../results/database.ts';
import type { RunResult } from '../results/model.ts';
import { writeVerification } from '../results/verifications.ts';
import type { NullResult, VerifyResult } from '../results/verifyModel.ts';
import { databaseIn } from './outputFolder.ts';
import { writeStudyPage } from './pages/studyPage.ts';
import { storeRun } from './storeRun.ts';
import { progress } from './terminal.ts';

export interface VerifyRequest {
  readonly ledger: Ledger;
  readonly data: RunData;
  /** Parameters laid over the strategy's preset, as typed. */
  readonly given?: Readonly<Record<string, unknown>>;
  readonly contractOverride?: string;
  /** The command that makes the run again, and the one that makes this again. */
  readonly runCommand: string;
  readonly command: string;
  readonly replications: number;
  readonly volumeReplications: number;
  readonly out: string;
  /** A stored run of the ledger's strategy with these parameters on the same data, not to be made twice. */
  readonly known?: RunResult;
}

export interface FinishedVerify {
  readonly result: VerifyResult;
  readonly report: string;
}

const SEED = 20_250_604;

/**
 * Runs the ledger's strategy and stores the run, makes the nulls beside it, holds the claims against it and writes the report. Progress goes to
 * standard error.
 * @throws TapebenchError
 */
export async function runVerify(request: VerifyRequest): Promise<FinishedVerify> {
  const { ledger, data, given = {}, contractOverride, runCommand, command, out } = request;
  requireInstrument(ledger, data.tape.instrument.root);
  const strategy = await loadStrategy(ledger.strategy);
  const prepared = prepareRun({
    strategy,
    data,
    given,
    givenWhere: 'command line',
    ...(contractOverride === undefined ? {} : { contractOverride }),
    command: runCommand,
  });
  const run = request.known ?? finishRun(prepared);
  if (request.known === undefined) await storeRun(run, out);
  const nulls = nullsOf(prepared, run, request);
  const result = verifyRun(run, ledger, { command, definition: strategy.definition, nulls });
  return { result, report: await storeVerification(result, out) };
}

function nullsOf(
  prepared: PreparedRun,
  run: RunResult,
  { replications, volumeReplications }: VerifyRequest,
): NullResult[] {
  const bar = progress(3 * replications + volumeReplications, 'nulls');
  try {
    return nullResults(prepared, run, {
      replications,
      volumeReplications,
      seed: SEED,
      onReplication: (done, name) => bar.update(done, name),
    });
  } finally {
    bar.stop();
  }
}

/**
 * Writes a verification into the results database and its report beside it, whose path it returns.
 * @throws TapebenchError
 */
export async function storeVerification(result: VerifyResult, folder: string): Promise<string> {
  const db = await openResults(databaseIn(folder));
  try {
    await writeVerification(db, result);
  } finally {
    await db.close();
  }
  return writeStudyPage({ kind: 'verification', result }, folder);
}
