import { createWriteStream } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { finishRun, prepareRun } from '../../research/run.ts';
import { loadStrategy } from '../../research/strategies.ts';
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
import { runJson, runText } from '../runText.ts';
import { storeRun } from '../storeRun.ts';
import { print, printJson, stage } from '../terminal.ts';

interface Args extends DataArgs, OutputArgs, ParameterArgs {
  readonly strategy: string;
  readonly journal?: string;
}

export function builder(yargs: Argv): Argv {
  return withOutput(withParameters(withData(yargs)))
    .positional('strategy', {
      type: 'string',
      demandOption: true,
      describe: 'v6, v6-cluster15, random-entry, or the path of a strategy file',
    })
    .option('journal', { type: 'string', describe: 'Write the hash-chained journal to this file' })
    .example('$0 run v6', 'the embedded synthetic year')
    .example('$0 run v6 --data es --from 2024-12-03 --slippage 1', 'a dataset of yours, other costs')
    .example('$0 run v6 --set entry=retest --set stopSigmas=2', 'other parameters')
    .example('$0 run ./my-idea.ts --data es --json', 'a strategy of yours, for a program to read');
}

export async function run(args: Args): Promise<undefined> {
  const strategy = await loadStrategy(args.strategy);
  const data = await openData(args);
  const journal = args.journal === undefined ? undefined : await journalFile(args.journal);
  const prepared = prepareRun({
    strategy,
    data,
    given: givenParameters(args),
    givenWhere: 'command line',
    ...(args.contract === undefined ? {} : { contractOverride: args.contract }),
    command: commandText(['run', args.strategy, ...wordsOf(args)]),
    ...(journal === undefined ? {} : { onJournalLine: journal.write }),
  });
  const done = stage('Simulating, with the six named cost scenarios');
  const result = finishRun(prepared);
  done();
  await journal?.close();
  const stored = await storeRun(result, args.out);
  if (args.json) printJson(runJson(result, stored));
  else print(runText(result, stored));
  return undefined;
}

interface JournalFile {
  readonly write: (line: string) => void;
  readonly close: () => Promise<void>;
}

/** Written beside its place and moved there when whole. */
async function journalFile(path: string): Promise<JournalFile> {
  await mkdir(join(path, '..'), { recursive: true });
  const partial = `${path}.tmp`;
  const stream = createWriteStream(partial);
  return {
    write: (line) => {
      stream.write(`${line}\n`);
    },
    close: async () => {
      await new Promise<void>((resolve, reject) => {
        stream.once('error', reject);
        stream.end(resolve);
      });
      await rename(partial, path);
    },
  };
}
