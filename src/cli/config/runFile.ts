import { z } from 'zod';
import { suggestion, TapebenchError } from '../../errors.ts';
import { parseYaml, readWritten } from '../../research/yamlFile.ts';
import type { RunSettings } from './runSettings.ts';

const date = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a date, YYYY-MM-DD');
const words = z.string().min(1, 'must not be empty');

const COST_SHAPE = {
  commission: z.number().min(0).exactOptional().describe('USD a contract and side (commissionPerContract).'),
  slippage: z
    .number()
    .min(0)
    .exactOptional()
    .describe('Ticks a side on market and stop fills (slippageTicks).'),
};

const SHAPE = {
  about: z.string().exactOptional().describe('What this run is for; for people alone.'),
  strategy: words.describe(
    'v6, v6-cluster15, random-entry, or the path of a strategy file, from the folder of the command.',
  ),
  data: words.exactOptional().describe('Dataset of the catalogue, or a DBN, CSV or Parquet file.'),
  datasets: words.exactOptional().describe('Folder of the catalogue.'),
  from: date.exactOptional().describe('First trade date.'),
  to: date.exactOptional().describe('Last trade date.'),
  contract: words.exactOptional().describe('Trade this contract only, e.g. ESM5.'),
  parameters: z
    .record(z.string(), z.union([z.number(), z.string(), z.boolean()]))
    .exactOptional()
    .describe("Values of the strategy's and the engine's parameters, laid over the preset."),
  costs: z.strictObject(COST_SHAPE).exactOptional().describe('What fills cost.'),
  waivers: z.array(words).exactOptional().describe('Data checks whose errors this run accepts, by name.'),
  journal: words.exactOptional().describe('Write the hash-chained journal to this file.'),
  out: words.exactOptional().describe('Folder of reports and results.'),
};

/** A run's file as it is written. */
export interface RunFileContent {
  readonly about?: string;
  readonly strategy: string;
  readonly data?: string;
  readonly datasets?: string;
  readonly from?: string;
  readonly to?: string;
  readonly contract?: string;
  readonly parameters?: Readonly<Record<string, number | string | boolean>>;
  readonly costs?: { readonly commission?: number; readonly slippage?: number };
  readonly waivers?: readonly string[];
  readonly journal?: string;
  readonly out?: string;
}

/** The schema of a run's file; dates are text, so that YAML and JSON mean the same. */
export const RUN_FILE: z.ZodType<RunFileContent> = z.strictObject(SHAPE);

const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(SHAPE),
  costs: Object.keys(COST_SHAPE),
};

/** Whether what stands behind `tapebench run` is a run's file and not a strategy. */
export function isRunFile(name: string): boolean {
  return /\.ya?ml$/i.test(name);
}

/** A run as a file describes it. */
export interface RunFile {
  readonly strategy: string;
  readonly settings: RunSettings;
}

/**
 * Reads and checks the file of a run; its parameters are checked against the strategy's later.
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE, TB_CONFIG_INVALID with a suggestion for an unknown key
 */
export async function readRunFile(path: string): Promise<RunFile> {
  return parseRunFile(await readWritten(path, 'run file'), path);
}

/** The same from text; `where` is said in errors. */
export function parseRunFile(text: string, where: string): RunFile {
  const result = RUN_FILE.safeParse(parseYaml(text, where));
  if (!result.success) {
    const { issues } = result.error;
    // A misspelt key makes another one missing; the misspelling is what to say.
    throw refusal(issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0]!, where);
  }
  const { about: _, strategy, parameters = {}, costs = {}, waivers, ...rest } = result.data;
  return {
    strategy,
    settings: {
      ...rest,
      ...(waivers === undefined ? {} : { waive: waivers }),
      parameters: { ...parameters, ...costParameters(costs, parameters, where) },
    },
  };
}

function costParameters(
  costs: { readonly commission?: number; readonly slippage?: number },
  parameters: Readonly<Record<string, unknown>>,
  where: string,
): Record<string, number> {
  const given: Record<string, number> = {};
  const take = (key: string, name: string, value: number | undefined): void => {
    if (value === undefined) return;
    if (Object.hasOwn(parameters, name)) {
      throw new TapebenchError(
        'TB_CONFIG_INVALID',
        `costs.${key} and parameters.${name} are the same thing`,
        {
          where,
          next: 'Keep one of them.',
        },
      );
    }
    given[name] = value;
  };
  take('commission', 'commissionPerContract', costs.commission);
  take('slippage', 'slippageTicks', costs.slippage);
  return given;
}

function refusal(issue: z.core.$ZodIssue, where: string): TapebenchError {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const near = suggestion(key, KEYS[place] ?? []);
    const known = `Known are ${(KEYS[place] ?? []).join(', ')}.`;
    return new TapebenchError(
      'TB_CONFIG_INVALID',
      `there is no key ${[place, key].filter(Boolean).join('.')}`,
      { where, next: near === undefined ? known : `Did you mean ${near}?` },
    );
  }
  const message = issue.code === 'invalid_union' ? 'must be a number, a text, true or false' : issue.message;
  return new TapebenchError('TB_CONFIG_INVALID', `${place === '' ? 'the run' : place}: ${message}`, {
    where,
  });
}
