import { createHash } from 'node:crypto';
import { z } from 'zod';
import { suggestion, TapebenchError } from '../../errors.ts';
import type { Claim, Estimand } from '../../results/verifyModel.ts';
import { parseYaml, readWritten } from '../yamlFile.ts';

/** A claim ledger as it is written: what is claimed, and the test of it, fixed before the data are looked at. */
export interface Ledger {
  readonly name: string;
  readonly about: string;
  /** What is run when `verify` gets data: a strategy's name, preset or file. */
  readonly strategy: string;
  /** Root of the instrument that the claims are about; null when they are about any. */
  readonly instrument: string | null;
  /** Chance of any false verdict over the whole ledger, for each direction; and the power that sample sizes are planned with. */
  readonly alpha: number;
  readonly power: number;
  readonly claims: readonly Claim[];
  readonly published: PublishedFigures | null;
  /** SHA-256 of the file. */
  readonly digest: string;
}

/** The claim's own figures, for the audit of its arithmetic. Returns are shares. */
export interface PublishedFigures {
  readonly trades: number;
  /** The win rate as printed, in percent, and its digits after the point. */
  readonly winRatePercent: number;
  readonly winRateDecimals: number;
  readonly meanNetReturn: number;
  readonly meanPositionAdjustedReturn?: number | undefined;
  readonly meanSize?: number | undefined;
  readonly targetShare?: number | undefined;
  readonly stopShare?: number | undefined;
  readonly targetRatio?: number | undefined;
  /** What a round trip was charged: `(commission + slippage ticks x tick value) / basis`. */
  readonly cost?: PublishedCost | undefined;
  /** Variants tried on the same data, the chosen one included, and the spread of their mean returns if it is known. */
  readonly variantsTried?: number | undefined;
}

export interface PublishedCost {
  readonly commissionUsd: number;
  readonly slippageTicks: number;
  readonly tickValueUsd: number;
  /** Dollars that the cost was divided by. */
  readonly basisUsd: number;
  /** Dollars that one contract is worth: point value times a typical price. */
  readonly notionalUsd: number;
  readonly scenarios: readonly (readonly [name: string, commissionUsd: number, slippageTicks: number])[];
}

const ESTIMANDS = [
  'win-rate',
  'mean-net-return',
  'position-adjusted-return',
  'sharpe-per-trade',
  'sizing-skill',
  'utilisation',
  'target-share',
  'stop-share',
  'signals-per-week',
  'trades-per-week',
  'profitable-scenarios',
] as const satisfies readonly Estimand[];

const RATES: ReadonlySet<string> = new Set(['win-rate', 'utilisation', 'target-share', 'stop-share']);

const word = z.string().min(1);
const count = z.int().min(1);
const share = z.number().gt(0).lt(1);
const positive = z.number().gt(0);

const CLAIM_SHAPE = {
  id: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens'),
  statement: word,
  estimand: z.enum(ESTIMANDS),
  population: word,
  n: count.nullable().default(null),
  costs: word,
  atLeast: z.number().exactOptional(),
  against: z.union([z.enum(['zero', 'break-even', 'structural']), z.number()]).exactOptional(),
  within: z.tuple([z.number(), z.number()]).exactOptional(),
};

const COST_SHAPE = {
  commissionUsd: z.number().min(0),
  slippageTicks: z.number().min(0),
  tickValueUsd: positive,
  basisUsd: positive,
  notionalUsd: positive,
  scenarios: z.array(z.tuple([word, z.number().min(0), z.number().min(0)])).default([]),
};

const PUBLISHED_SHAPE = {
  trades: count,
  winRatePercent: z.number().min(0).max(100),
  winRateDecimals: z.int().min(0).max(6).default(1),
  meanNetReturn: z.number(),
  meanPositionAdjustedReturn: z.number().exactOptional(),
  meanSize: positive.exactOptional(),
  targetShare: z.number().min(0).max(1).exactOptional(),
  stopShare: z.number().min(0).max(1).exactOptional(),
  targetRatio: positive.exactOptional(),
  cost: z.strictObject(COST_SHAPE).exactOptional(),
  variantsTried: count.exactOptional(),
};

const LEDGER_SHAPE = {
  name: word,
  about: z.string().default(''),
  strategy: word,
  instrument: word.exactOptional(),
  alpha: share.default(0.05),
  power: share.default(0.8),
  claims: z.array(z.strictObject(CLAIM_SHAPE)).min(1),
  published: z.strictObject(PUBLISHED_SHAPE).exactOptional(),
};

const ledgerSchema = z.strictObject(LEDGER_SHAPE);

type WrittenClaim = z.infer<typeof ledgerSchema>['claims'][number];

/**
 * Reads and checks a claim ledger.
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE, TB_CONFIG_INVALID naming the key, with a suggestion for one
 *   that is unknown
 */
export async function readLedger(path: string): Promise<Ledger> {
  return parseLedger(
    await readWritten(path, 'claim ledger', 'Start one: tapebench new claims FILE.yaml'),
    path,
  );
}

/** The same from text; `where` is said in errors. */
export function parseLedger(text: string, where: string): Ledger {
  const content = parseYaml(text, where);
  const result = ledgerSchema.safeParse(content);
  if (!result.success) throw refusal(result.error.issues[0]!, content, where);
  const { claims, published, instrument, ...rest } = result.data;
  const ids = claims.map((claim) => claim.id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated !== undefined) throw invalid(`the id ${repeated} stands there twice`, where);
  return {
    ...rest,
    claims: claims.map((claim) => claimOf(claim, where)),
    instrument: instrument ?? null,
    published: published ?? null,
    digest: createHash('sha256').update(text).digest('hex'),
  };
}

/**
 * Claims about one instrument say nothing about another.
 * @throws TapebenchError TB_USAGE
 */
export function requireInstrument(ledger: Ledger, root: string): void {
  if (ledger.instrument === null || ledger.instrument === root) return;
  throw new TapebenchError(
    'TB_USAGE',
    `the claims of ${ledger.name} are about ${ledger.instrument}, the data are of ${root}`,
    {
      kept: 'nothing was judged',
      next: 'Give data of that instrument, or write a ledger of your own: tapebench new claims FILE.yaml',
    },
  );
}

function claimOf(written: WrittenClaim, where: string): Claim {
  const { atLeast, against, within, ...rest } = written;
  const place = `${where}, claim ${written.id}`;
  if ((atLeast === undefined) === (within === undefined)) {
    throw invalid('a claim has either atLeast or within', place);
  }
  if (within !== undefined) {
    if (against !== undefined) throw invalid('against belongs to atLeast; a range needs none', place);
    const [low, high] = within;
    if (!(low < high)) throw invalid(`within wants the lower bound first, not [${low}, ${high}]`, place);
    requireRate(written, [low, high], place);
    return { ...rest, region: { relation: 'within', low, high } };
  }
  const value = atLeast!;
  requireRate(written, [value], place);
  if (typeof against === 'number') requireRate(written, [against], place);
  if (written.estimand !== 'win-rate' && (against === 'break-even' || against === 'structural')) {
    throw invalid(`against: ${against} is for a win-rate`, place);
  }
  if (written.estimand === 'win-rate' && (against === undefined || against === 'zero')) {
    throw invalid(
      'against must say what a win rate is told apart from: break-even, structural or a rate',
      place,
    );
  }
  return { ...rest, region: { relation: 'at-least', value, against: against ?? 'zero' } };
}

function requireRate({ estimand }: WrittenClaim, values: readonly number[], where: string): void {
  if (estimand === 'profitable-scenarios' || !RATES.has(estimand)) return;
  const outside = values.find((value) => !(value > 0 && value < 1));
  if (outside !== undefined) {
    throw invalid(`a rate lies between 0 and 1, ${outside} does not`, where, 'Write 64.7% as 0.647.');
  }
}

function refusal(issue: z.core.$ZodIssue, content: unknown, where: string): TapebenchError {
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0]!;
    const near = suggestion(key, keysAt(issue.path));
    return invalid(
      `there is no key ${[place, key].filter(Boolean).join('.')}`,
      where,
      near === undefined ? undefined : `Did you mean ${near}?`,
    );
  }
  if (issue.path.at(-1) === 'estimand') {
    const given = issue.path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown>)?.[key],
      content,
    );
    const near = typeof given === 'string' ? suggestion(given, ESTIMANDS) : undefined;
    return invalid(
      `${place}: ${JSON.stringify(given)} is no estimand`,
      where,
      near === undefined ? `Known are ${ESTIMANDS.join(', ')}.` : `Did you mean ${near}?`,
    );
  }
  return invalid(`${place === '' ? 'the ledger' : place}: ${issue.message}`, where);
}

function keysAt(path: readonly PropertyKey[]): string[] {
  if (path[0] === 'claims') return Object.keys(CLAIM_SHAPE);
  if (path[0] === 'published') return Object.keys(path.length > 1 ? COST_SHAPE : PUBLISHED_SHAPE);
  return Object.keys(LEDGER_SHAPE);
}

function invalid(message: string, where: string, next?: string): TapebenchError {
  return new TapebenchError('TB_CONFIG_INVALID', message, { where, ...(next === undefined ? {} : { next }) });
}
