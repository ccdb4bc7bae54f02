import type { Argv } from 'yargs';
import { requireNoLookAhead } from '../../research/lookAhead.ts';
import { finishRun, prepareRun } from '../../research/run.ts';
import { type ResolvedRun, resolveRun } from '../config/resolveRun.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '../config/runSettings.ts';
import { mappingLines } from '../config/tradingConfig.ts';
import { count } from '../figures.ts';
import { type JournalFile, openJournalFile } from '../journalFile.ts';
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
import { note, print, printJson, stage } from '../terminal.ts';

interface Args extends Partial<DataArgs>, Partial<OutputArgs>, ParameterArgs {
  readonly strategy: string;
  readonly journal?: string;
  readonly env?: string;
}

export function builder(yargs: Argv): Argv {
  const { data, datasets, out } = DEFAULT_SETTINGS;
  return (
    withOutput(withParameters(withData(yargs)))
      .positional('strategy', {
        type: 'string',
        demandOption: true,
        describe: 'v6, v6-cluster15, random-entry, the path of a strategy file, or of a run file (.yaml)',
      })
      // Without a default of their own here, so that a default is not taken for a flag and stronger than a file.
      .option('data', { default: undefined, defaultDescription: data })
      .option('datasets', { default: undefined, defaultDescription: datasets })
      .option('out', { default: undefined, defaultDescription: out })
      .option('journal', { type: 'string', describe: 'Write the hash-chained journal to this file' })
      .option('env', {
        type: 'string',
        describe: "Take parameters from a trading_config.env with the original system's names",
      })
      .example('$0 run v6', 'the embedded synthetic year')
      .example('$0 run v6 --data es --from 2024-12-03 --slippage 1', 'a dataset of yours, other costs')
      .example('$0 run v6 --set entry=retest --set stopSigmas=2', 'other parameters')
      .example('$0 run ./my-idea.ts --data es --json', 'a strategy of yours, for a program to read')
      .example('$0 run config.yaml --slippage 1', 'what a file says, and one thing otherwise')
      .example('$0 run v6 --env trading_config.env', 'the settings of the original system')
      .epilogue(
        'A flag is stronger than TAPEBENCH_... in the environment, that than --env, that than a run file, that than the preset. docs/config.md has all of them.',
      )
  );
}

export async function run(args: Args): Promise<undefined> {
  const resolved = await resolveRun({
    named: args.strategy,
    flags: flagSettings(args),
    environment: process.env,
    tradingConfig: args.env,
  });
  const { strategy, settings } = resolved;
  if (resolved.tradingConfig !== null)
    note(`${args.env} maps to:\n${mappingLines(resolved.tradingConfig).join('\n')}`);
  const data = await openData(settings);
  const journal: JournalFile | undefined =
    settings.journal === undefined ? undefined : openJournalFile(settings.journal);
  const prepared = prepareRun({
    strategy,
    data,
    given: settings.parameters,
    ...(settings.contract === undefined ? {} : { contractOverride: settings.contract }),
    command: commandOf(resolved),
    ...(journal === undefined ? {} : { onJournalLine: journal.write }),
  });
  const isOwn = strategy.digest !== '';
  const checked = isOwn ? requireNoLookAhead(prepared) : undefined;
  const done = stage('Simulating, with the six named cost scenarios');
  const result = finishRun(prepared);
  done();
  await journal?.close();
  const stored = await storeRun(result, settings.out);
  if (args.json === true) printJson(runJson(result, stored));
  else {
    print(runText(result, stored));
    if (checked !== undefined)
      print(
        `Checked  no look-ahead: with all later bars hidden, bar by bar, the strategy gives the same ${count(checked)} findings`,
      );
  }
  return undefined;
}

function flagSettings(args: Args): RunSettings {
  const settings: Record<string, unknown> = {};
  for (const key of ['data', 'datasets', 'from', 'to', 'contract', 'waive', 'journal', 'out'] as const)
    if (args[key] !== undefined) settings[key] = args[key];
  return { ...settings, parameters: givenParameters(args) };
}

/** The command that makes the run again from nothing but its words: files and the environment may change. */
function commandOf({ strategyName, settings }: ResolvedRun): string {
  const set = Object.entries(settings.parameters).map(([name, value]) => `${name}=${String(value)}`);
  return commandText(['run', strategyName, ...wordsOf({ ...settings, set })]);
}
