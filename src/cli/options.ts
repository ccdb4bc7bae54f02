import type { Argv } from 'yargs';
import { TapebenchError } from '../errors.ts';
import { openRunData } from '../research/data.ts';
import type { RunData } from '../research/run.ts';
import { datasetFolders } from '../sources/catalogue/datasetFolders.ts';
import { requireWritable } from './outputFolder.ts';
import { stage } from './terminal.ts';

/** Options that several commands share, so that they are named and read alike. */
export interface OutputArgs {
  readonly json: boolean;
  readonly out: string;
}

export function withOutput<T>(yargs: Argv<T>): Argv<T & OutputArgs> {
  return yargs
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .option('out', {
      type: 'string',
      default: 'reports',
      describe: 'Folder of reports and results',
    }) as unknown as Argv<T & OutputArgs>;
}

export interface DataArgs {
  readonly data: string;
  readonly from?: string;
  readonly to?: string;
  readonly datasets: string;
  readonly waive?: readonly string[];
}

/**
 * Loads and checks the data that the options name; before that, whether what comes of it can be written.
 * @throws TapebenchError of the output folder, the catalogue, the readers and the data checks
 */
export async function openData(args: DataArgs & { readonly out?: string }): Promise<RunData> {
  if (args.out !== undefined) requireWritable(args.out);
  const done = stage(`Loading and checking ${args.data}`);
  try {
    return await openRunData(args.data, {
      directories: datasetFolders(args.datasets),
      ...(args.from === undefined ? {} : { from: args.from }),
      ...(args.to === undefined ? {} : { to: args.to }),
      ...(args.waive === undefined ? {} : { waivers: args.waive }),
    });
  } finally {
    done();
  }
}

export function withData<T>(yargs: Argv<T>): Argv<T & DataArgs> {
  return yargs
    .option('data', {
      type: 'string',
      default: 'synthetic-es',
      describe: 'Dataset of the catalogue, or a DBN, CSV or Parquet file',
    })
    .option('from', { type: 'string', describe: 'First trade date, YYYY-MM-DD' })
    .option('to', { type: 'string', describe: 'Last trade date, YYYY-MM-DD' })
    .option('waive', {
      type: 'string',
      array: true,
      describe: 'Data check whose errors this run accepts, by name',
    })
    .option('datasets', {
      type: 'string',
      default: 'datasets',
      describe: 'Folder of the catalogue',
    }) as unknown as Argv<T & DataArgs>;
}

/** What a command about one dataset takes. */
export interface NamedDatasetArgs {
  readonly dataset: string;
  readonly datasets: string;
  readonly json: boolean;
}

export function withNamedDataset<T>(yargs: Argv<T>): Argv<T & NamedDatasetArgs> {
  return yargs
    .positional('dataset', {
      type: 'string',
      demandOption: true,
      describe: 'Dataset of the catalogue, or a file of bars',
    })
    .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    }) as unknown as Argv<T & NamedDatasetArgs>;
}

export interface ParameterArgs {
  readonly set?: readonly string[];
  readonly commission?: number;
  readonly slippage?: number;
  readonly contract?: string;
}

export function withParameters<T>(yargs: Argv<T>): Argv<T & ParameterArgs> {
  return yargs
    .option('set', {
      type: 'string',
      array: true,
      describe: 'A parameter, as name=value; may be given again',
    })
    .option('commission', { type: 'number', describe: 'USD a contract and side (commissionPerContract)' })
    .option('slippage', { type: 'number', describe: 'Ticks a side on market and stop fills (slippageTicks)' })
    .option('contract', {
      type: 'string',
      describe: 'Trade this contract only, e.g. ESM5',
    }) as unknown as Argv<T & ParameterArgs>;
}

/**
 * The parameters given on the command line; text, to be read as the parameter's kind.
 * @throws TapebenchError TB_USAGE when a --set is no name=value, or a number is no number
 */
export function givenParameters(args: ParameterArgs): Record<string, unknown> {
  const given: Record<string, unknown> = {};
  for (const assignment of args.set ?? []) {
    const at = assignment.indexOf('=');
    if (at < 1) {
      throw new TapebenchError('TB_USAGE', `--set wants name=value, not ${JSON.stringify(assignment)}`, {
        next: 'For example: --set stopSigmas=2',
      });
    }
    const name = assignment.slice(0, at).trim();
    if (Object.hasOwn(given, name)) {
      throw new TapebenchError('TB_USAGE', `--set gives ${name} twice`, { next: 'Say it once.' });
    }
    given[name] = assignment.slice(at + 1).trim();
  }
  if (args.commission !== undefined)
    given['commissionPerContract'] = requiredNumber('--commission', args.commission);
  if (args.slippage !== undefined) given['slippageTicks'] = requiredNumber('--slippage', args.slippage);
  return given;
}

function requiredNumber(flag: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new TapebenchError('TB_USAGE', `${flag} wants a number`, { next: `For example: ${flag} 2.5` });
}

/** The words of a command that makes a run again, quoted where a shell would split them. */
export function commandText(words: readonly string[]): string {
  return ['tapebench', ...words]
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ');
}

/** The options that decide the run, as they would be typed. */
export function wordsOf(args: DataArgs & ParameterArgs): string[] {
  const words = ['--data', args.data];
  if (args.from !== undefined) words.push('--from', args.from);
  if (args.to !== undefined) words.push('--to', args.to);
  if (args.datasets !== 'datasets') words.push('--datasets', args.datasets);
  for (const waived of args.waive ?? []) words.push('--waive', waived);
  if (args.contract !== undefined) words.push('--contract', args.contract);
  for (const [name, value] of Object.entries(givenParameters(args)))
    words.push('--set', `${name}=${String(value)}`);
  return words;
}
