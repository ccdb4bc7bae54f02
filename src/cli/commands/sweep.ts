import type { Argv } from 'yargs';
import { loadStrategy } from '../../research/strategies.ts';
import { judgeSweep, runSweep, type SweptTrials, sweepPoints } from '../../research/sweep/sweep.ts';
import { readSweepFile } from '../../research/sweep/sweepFile.ts';
import { openResults } from '../../results/database.ts';
import type { SweepResult } from '../../results/sweepModel.ts';
import { writeSweep } from '../../results/sweeps.ts';
import { listTrials, recordTrials } from '../../results/trials.ts';
import {
  commandText,
  type DataArgs,
  type OutputArgs,
  openData,
  withData,
  withOutput,
  wordsOf,
} from '../options.ts';
import { databaseIn, makeFolder } from '../outputFolder.ts';
import { writeStudyPage } from '../pages/studyPage.ts';
import { sweepText } from '../sweepText.ts';
import { print, printJson, progress } from '../terminal.ts';

interface Args extends Omit<DataArgs, 'data'>, OutputArgs {
  readonly file: string;
  readonly data?: string;
  readonly contract?: string;
}

export function builder(yargs: Argv): Argv {
  return withOutput(withData(yargs))
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'The sweep as YAML; see docs/sweep.md',
    })
    .option('data', {
      type: 'string',
      default: undefined,
      describe: 'Dataset of the catalogue or a file [the one that the sweep names, or synthetic-es]',
    })
    .option('contract', { type: 'string', describe: 'Trade this contract only, e.g. ESM5' })
    .example('$0 sweep strategies/v6/sweep.yaml', 'thresholds and brackets of v6 on the embedded year')
    .example('$0 sweep my-sweep.yaml --data es --json', 'your own, on your own data')
    .epilogue(
      [
        'Every trial is the run that `tapebench run` with its parameters would be, and is counted in the trial ledger of the dataset before anything is judged.',
        'The best trial is `supported` only if its deflated Sharpe ratio against all trials in the ledger is 95% or more and Hansen’s test rejects at 5% by its consistent and its upper p-value; it is `refuted` if even the best loses by the whole interval of its mean; all else is `not enough data`.',
        'Costs, fills and latency cannot be swept: they are assumptions, and stress varies them.',
      ].join('\n\n'),
    );
}

export async function run(args: Args): Promise<undefined> {
  const file = await readSweepFile(args.file);
  const dataArgs: DataArgs = { ...args, data: args.data ?? file.data ?? 'synthetic-es' };
  const strategy = await loadStrategy(file.strategy);
  const request = { file, where: args.file, strategy };
  const words = wordsOf({ ...dataArgs, ...(args.contract === undefined ? {} : { contract: args.contract }) });
  const total = sweepPoints(request).points.length;
  const data = await openData(dataArgs);
  const bar = progress(total, 'trials');
  const swept = runSweep({
    ...request,
    data,
    ...(args.contract === undefined ? {} : { contractOverride: args.contract }),
    command: commandText(['sweep', args.file, ...words]),
    onTrial: (done) => bar.update(done),
  });
  bar.update(total, 'judging');
  const { result, files } = await store(swept, args.out);
  bar.stop();
  if (args.json) printJson({ ...result, files });
  else print(sweepText(result, files));
  return undefined;
}

/** Counts the trials first: the best of them is judged against all that were ever made on the data. */
async function store(
  swept: SweptTrials,
  folder: string,
): Promise<{
  readonly result: SweepResult;
  readonly files: { readonly report: string; readonly database: string };
}> {
  makeFolder(folder);
  const database = databaseIn(folder);
  const db = await openResults(database);
  let result: SweepResult;
  try {
    await recordTrials(
      db,
      swept.outcomes.map((outcome) => outcome.trial),
    );
    const counted = await listTrials(db, swept.request.data.facts.digest);
    result = judgeSweep(swept, counted.length);
    await writeSweep(db, result);
  } finally {
    await db.close();
  }
  const report = await writeStudyPage({ kind: 'sweep', result }, folder);
  return { result, files: { report, database } };
}
