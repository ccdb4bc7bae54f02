import { createHash } from 'node:crypto';
import { z } from 'zod';
import { suggestion, TapebenchError } from '../../errors.ts';
import { parseYaml, readWritten } from '../yamlFile.ts';

/** How a parameter is varied: values in a list, or a range that a grid steps through and a random search draws from. */
export type AxisSpec =
  | readonly (number | string | boolean)[]
  | { readonly from: number; readonly to: number; readonly step?: number };

export interface WalkForwardSpec {
  readonly trainDays: number;
  readonly testDays: number;
  readonly stepDays?: number;
  readonly warmupDays: number;
  readonly purgeDays: number;
  readonly anchored: boolean;
}

export interface CrossValidationSpec {
  readonly folds: number;
  readonly embargoDays: number;
}

/** A sweep as it was written. */
export interface SweepFile {
  readonly about: string;
  /** Name of a strategy or preset, or a path from the folder of the command. */
  readonly strategy: string;
  readonly data?: string;
  readonly search: 'grid' | 'random';
  /** How many points a random search draws. */
  readonly trials?: number;
  readonly seed: number;
  readonly fixed: Readonly<Record<string, number | string | boolean>>;
  readonly parameters: Readonly<Record<string, AxisSpec>>;
  /** Trades that a trial must have in training to be chosen there. */
  readonly minTrades: number;
  readonly walkForward?: WalkForwardSpec;
  readonly crossValidation?: CrossValidationSpec;
  /** SHA-256 of the text. */
  readonly digest: string;
}

const value = z.union([z.number(), z.string(), z.boolean()]);
const days = z.int().min(0);
const daysOrMore = z.int().min(1);

const RANGE_SHAPE = { from: z.number(), to: z.number(), step: z.number().gt(0).exactOptional() };
const WALK_SHAPE = {
  trainDays: daysOrMore,
  testDays: daysOrMore,
  stepDays: daysOrMore.exactOptional(),
  warmupDays: days.default(20),
  purgeDays: days.default(1),
  anchored: z.boolean().default(false),
};
const FOLD_SHAPE = { folds: z.int().min(2).max(50).default(5), embargoDays: days.default(5) };
const SHAPE = {
  about: z.string().default(''),
  strategy: z.string().min(1),
  data: z.string().min(1).exactOptional(),
  search: z.enum(['grid', 'random']).default('grid'),
  trials: daysOrMore.exactOptional(),
  seed: z.int().default(1),
  fixed: z.record(z.string(), value).default({}),
  parameters: z
    .record(z.string(), z.union([z.array(value).min(1), z.strictObject(RANGE_SHAPE)]))
    .refine((axes) => Object.keys(axes).length > 0, 'must name at least one parameter'),
  minTrades: daysOrMore.default(10),
  walkForward: z.strictObject(WALK_SHAPE).exactOptional(),
  crossValidation: z.strictObject(FOLD_SHAPE).exactOptional(),
};

const sweepSchema = z.strictObject(SHAPE);

const KEYS: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(SHAPE),
  walkForward: Object.keys(WALK_SHAPE),
  crossValidation: Object.keys(FOLD_SHAPE),
};

/**
 * Reads and checks a sweep file; its parameters are checked against the strategy's later.
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE, TB_CONFIG_INVALID with a suggestion for an unknown key
 */
export async function readSweepFile(path: string): Promise<SweepFile> {
  const next = 'docs/sweep.md shows one; strategies/v6/sweep.yaml runs as it is.';
  return parseSweepFile(await readWritten(path, 'sweep file', next), path);
}

/** The same from text; `where` is said in errors. */
export function parseSweepFile(text: string, where: string): SweepFile {
  const result = sweepSchema.safeParse(parseYaml(text, where));
  if (!result.success) {
    // A misspelt key makes another one missing; the misspelling is what to say.
    const { issues } = result.error;
    throw refusal(issues.find((issue) => issue.code === 'unrecognized_keys') ?? issues[0]!, where);
  }
  const file = result.data;
  if (file.search === 'random' && file.trials === undefined) {
    throw new TapebenchError('TB_CONFIG_INVALID', 'a random search needs trials: how many points to draw', {
      where,
    });
  }
  if (file.search === 'grid' && file.trials !== undefined) {
    throw new TapebenchError(
      'TB_CONFIG_INVALID',
      'a grid has as many trials as it has points; trials belongs to search: random',
      { where },
    );
  }
  return { ...file, digest: createHash('sha256').update(text).digest('hex') };
}

function refusal(issue: z.core.$ZodIssue, where: string): TapebenchError {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const near = suggestion(key, KEYS[place] ?? Object.keys(RANGE_SHAPE));
    return new TapebenchError(
      'TB_CONFIG_INVALID',
      `there is no key ${[place, key].filter(Boolean).join('.')}`,
      { where, ...(near === undefined ? {} : { next: `Did you mean ${near}?` }) },
    );
  }
  const message =
    issue.code === 'invalid_union' ? 'wants a list of values, or from and to (and step)' : issue.message;
  return new TapebenchError('TB_CONFIG_INVALID', `${place === '' ? 'the sweep' : place}: ${message}`, {
    where,
  });
}
