import { availableParallelism } from 'node:os';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { runAudit } from '../auditRun.ts';
import { auditJson, auditText } from '../auditText.ts';
import {
  commandText,
  type DataArgs,
  type OutputArgs,
  openData,
  withData,
  withOutput,
  wordsOf,
} from '../options.ts';
import { print, printJson } from '../terminal.ts';

const PROCEDURE = 'v6-published';
const MOST_WORLDS = 10_000;

interface Args extends DataArgs, OutputArgs {
  readonly procedure: string;
  readonly worlds: number;
  readonly workers: number;
}

export function builder(yargs: Argv): Argv {
  return withOutput(withData(yargs))
    .positional('procedure', {
      type: 'string',
      demandOption: true,
      describe: `What is audited: ${PROCEDURE}`,
    })
    .option('worlds', {
      type: 'number',
      default: 0,
      describe:
        'Synthetic markets without an edge to run it on as well; finished ones are kept in the --out folder',
    })
    .option('workers', {
      type: 'number',
      default: availableParallelism(),
      describe: 'Threads for the worlds',
    })
    .example('$0 audit v6-published', 'the embedded synthetic year, in which nothing can be earned')
    .example('$0 audit v6-published --data es-parent', 'a parent dataset of yours (ES.FUT, one-minute bars)')
    .example(
      '$0 audit v6-published --worlds 200',
      'and 200 synthetic markets beside it; broken off, it goes on',
    )
    .epilogue(
      [
        'The procedure as published, each of its nine defects mended alone, each left out of all, all 512 subsets; what each mend changes; the win rate under other orders of the rows; trades on two contracts; causal strategies beside it.',
        'Give a parent dataset, all contract months as delivered. A single contract or a continuous series is audited too, but the mixing of months and the order of rows cannot show on it, and the findings say so.',
        'A claimed rate that worlds without an edge reach in more than 5% of cases, by the whole interval of that share, is called no evidence. Every rule is in docs/audit.md.',
      ].join('\n\n'),
    );
}

export async function run(args: Args): Promise<undefined> {
  if (args.procedure !== PROCEDURE) {
    throw new TapebenchError(
      'TB_STRATEGY_UNKNOWN',
      `there is no published procedure ${JSON.stringify(args.procedure)}`,
      { next: `Known is ${PROCEDURE}. A strategy is run with: tapebench run ${args.procedure}` },
    );
  }
  const worlds = wholeNumber('--worlds', args.worlds, 0, MOST_WORLDS);
  const workers = wholeNumber('--workers', args.workers, 1, 256);
  const data = await openData(args);
  const dataWords = wordsOf(args);
  const finished = await runAudit({
    data,
    dataWords,
    out: args.out,
    worlds,
    workers,
    command: commandText([
      'audit',
      PROCEDURE,
      ...dataWords,
      ...(worlds === 0 ? [] : ['--worlds', String(worlds)]),
    ]),
  });
  if (args.json) printJson(auditJson(finished));
  else print(auditText(finished));
  return undefined;
}

function wholeNumber(flag: string, value: number, from: number, to: number): number {
  if (Number.isInteger(value) && value >= from && value <= to) return value;
  throw new TapebenchError('TB_USAGE', `${flag} wants a whole number from ${from} to ${to}`);
}
