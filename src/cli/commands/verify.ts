import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { isGridCell } from '../../report/run/scenarios.ts';
import { loadStrategy } from '../../research/strategies.ts';
import { type Ledger, readLedger, requireInstrument } from '../../research/verify/ledger.ts';
import { verifyRun } from '../../research/verify/verify.ts';
import { openResults } from '../../results/database.ts';
import type { RunResult } from '../../results/model.ts';
import { findRun, readRun } from '../../results/runs.ts';
import type { VerifyResult } from '../../results/verifyModel.ts';
import { EXIT } from '../failure.ts';
import { ledgerPath, shippedLedgers } from '../ledgers.ts';
import {
  commandText,
  type DataArgs,
  givenParameters,
  type OutputArgs,
  openData,
  type ParameterArgs,
  withData,
  withOutput,
  withParameters,
  wordsOf,
} from '../options.ts';
import { databaseIn } from '../outputFolder.ts';
import { print, printJson } from '../terminal.ts';
import { runVerify, storeVerification } from '../verifyRun.ts';
import { verifyText } from '../verifyText.ts';

const MOST_REPLICATIONS = 100_000;

interface Args extends DataArgs, OutputArgs, ParameterArgs {
  readonly claims: string;
  readonly run?: string;
  readonly nulls: number;
  readonly volumeNulls: number;
}

export function builder(yargs: Argv): Argv {
  return withOutput(withParameters(withData(yargs)))
    .positional('claims', {
      type: 'string',
      demandOption: true,
      describe: `A claim ledger in YAML, or one that comes along: ${shippedLedgers().join(', ')}`,
    })
    .option('run', {
      type: 'string',
      describe:
        'Hold the claims against this stored run (its id or the beginning of it) in place of a new one',
    })
    .option('nulls', {
      type: 'number',
      default: 200,
      describe: 'Replications of random entries, direction flips and shuffled days; 0 leaves them out',
    })
    .option('volume-nulls', {
      type: 'number',
      default: 19,
      describe: 'Replications of shuffled volumes, each of which runs the strategy over all bars again',
    })
    .example('$0 verify v6', 'the published claims on the embedded year, in which nothing can be earned')
    .example(
      '$0 verify v6-planted --data synthetic-es-edge',
      'claims that are true of a market with a planted edge',
    )
    .example('$0 verify ./claims.yaml --data es --from 2024-06-03', 'a ledger and data of yours')
    .example('$0 verify v6 --run 4f2a --json', 'a stored run, for a program to read')
    .epilogue(
      [
        'At least a value: refuted when the data reject that the figure is as high; supported when it is told apart from its null (zero, break-even, structural or a stated rate) and not refuted. Within a range: supported when both bounds are told to hold, refuted when the figure is told to lie outside. Otherwise: not enough data.',
        'All p-values of a ledger are corrected by Holm; a rate counts with its worst reading of ambiguous bars for the claim and its best against it. docs/validation.md says how to read a verdict. A new ledger: tapebench new claims FILE.',
      ].join('\n\n'),
    );
}

export async function run(args: Args): Promise<number> {
  const replications = wholeNumber('--nulls', args.nulls);
  const volumeReplications = wholeNumber('--volume-nulls', args.volumeNulls);
  const ledger = await readLedger(ledgerPath(args.claims));
  const { result, report, database } =
    args.run === undefined
      ? await onData(args, ledger, replications, volumeReplications)
      : await onStoredRun(args, ledger, args.run);
  if (args.json) printJson({ ...result, files: { report, database } });
  else print(verifyText(result, report));
  return result.claims.some(({ verdict }) => verdict === 'refuted') ? EXIT.negative : EXIT.done;
}

interface Outcome {
  readonly result: VerifyResult;
  readonly report: string;
  readonly database: string;
}

async function onData(
  args: Args,
  ledger: Ledger,
  replications: number,
  volumeReplications: number,
): Promise<Outcome> {
  const data = await openData(args);
  const words = wordsOf(args);
  const finished = await runVerify({
    ledger,
    data,
    given: givenParameters(args),
    ...(args.contract === undefined ? {} : { contractOverride: args.contract }),
    runCommand: commandText(['run', ledger.strategy, ...words]),
    command: commandText([
      'verify',
      args.claims,
      ...words,
      '--nulls',
      String(replications),
      '--volume-nulls',
      String(volumeReplications),
    ]),
    replications,
    volumeReplications,
    out: args.out,
  });
  return { ...finished, database: databaseIn(args.out) };
}

/** The stored rows suffice for every claim; the nulls alone need bars. */
async function onStoredRun(args: Args, ledger: Ledger, wanted: string): Promise<Outcome> {
  requireNothingBeside(args);
  const database = databaseIn(args.out);
  const db = await openResults(database);
  let stored: RunResult;
  try {
    stored = await readRun(db, await findRun(db, wanted));
  } finally {
    await db.close();
  }
  const { definition } = await loadStrategy(ledger.strategy);
  if (definition.name !== stored.header.strategy) {
    throw new TapebenchError(
      'TB_USAGE',
      `the claims of ${ledger.name} are about ${definition.name}, run ${stored.header.runId} is of ${stored.header.strategy}`,
      { kept: 'nothing was judged', next: 'Give a run of that strategy, or a ledger of this one.' },
    );
  }
  requireInstrument(ledger, stored.header.instrument.root);
  // The cells of a grid that was added to the run are no scenarios that someone named.
  const scenarios = stored.scenarios.filter((scenario) => !isGridCell(scenario));
  const result = verifyRun({ ...stored, scenarios }, ledger, {
    command: commandText(['verify', args.claims, '--run', stored.header.runId, '--out', args.out]),
    definition,
    nulls: [],
  });
  return { result, report: await storeVerification(result, args.out), database };
}

/** A stored run has its parameters and its data; to change them is to make another run. */
function requireNothingBeside(args: Args): void {
  const given = (['set', 'commission', 'slippage', 'contract', 'from', 'to', 'waive'] as const).find(
    (name) => args[name] !== undefined,
  );
  if (given === undefined) return;
  throw new TapebenchError('TB_USAGE', `--${given} does not go with --run: a stored run has its own`, {
    next: 'Leave it out, or leave out --run and give --data.',
  });
}

function wholeNumber(flag: string, value: number): number {
  if (Number.isInteger(value) && value >= 0 && value <= MOST_REPLICATIONS) return value;
  throw new TapebenchError('TB_USAGE', `${flag} wants a whole number from 0 to ${MOST_REPLICATIONS}`);
}
