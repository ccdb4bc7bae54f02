import { type MonteCarloPValue, monteCarloPValue, type Tail } from './monteCarloPValue.ts';
import { requireCount, requireFinite, requireValues, type Values } from './preconditions.ts';
import { randomFromSeed } from './random.ts';
import { shuffleInPlace } from './shuffle.ts';

export interface PermutationOptions {
  /** A safe integer; the same seed gives the same bits. */
  readonly seed: number;
  /** Number of draws from the null, at least 99; the smallest p-value is 1 / (draws + 1). */
  readonly draws?: number;
  readonly tail?: Tail;
}

export interface PermutationResult extends MonteCarloPValue {
  /** The figure of the values as observed. */
  readonly observed: number;
}

/**
 * Tests that the sum of the values is centred at zero, by flipping signs of whole groups (Fisher 1935): under the null
 * a day's gain was as likely a loss of the same size. It needs symmetry, not normality, and values of one group may depend
 * on each other in any way.
 *
 * @param values one a row, finite
 * @param groupIds the group of each row, such as its trading day
 * @returns `observed` is the sum of all values
 * @throws RangeError on empty or unequal columns or bad options
 */
export function signFlipTest(
  values: Values,
  groupIds: Values,
  options: PermutationOptions,
): PermutationResult {
  requireSameRows(values, groupIds);
  const sums = new Map<number, number>();
  for (let row = 0; row < values.length; row++) {
    sums.set(groupIds[row]!, (sums.get(groupIds[row]!) ?? 0) + values[row]!);
  }
  const totals = Float64Array.from(sums.values());
  const { draws, tail } = withDefaults(options);
  const random = randomFromSeed(options.seed);
  const figures = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0;
    let bits = 0;
    for (let group = 0; group < totals.length; group++) {
      if (group % 32 === 0) bits = random.next();
      sum += bits & 1 ? totals[group]! : -totals[group]!;
      bits >>>= 1;
    }
    figures[draw] = sum;
  }
  let observed = 0;
  for (const total of totals) observed += total;
  return { ...monteCarloPValue(observed, figures, tail), observed };
}

/**
 * Tests that two paired columns have nothing to do with each other, by dealing the second anew among the rows of the
 * first: sizes among trades, for instance, with their covariance as the statistic. Rows must be exchangeable under
 * the null.
 *
 * @param statistic called with the first column and a permutation of the second, whose array is reused between calls
 * @throws RangeError on empty or unequal columns, bad options, or a statistic that is not finite
 */
export function pairPermutationTest(
  first: Values,
  second: Values,
  statistic: (first: Float64Array, second: Float64Array) => number,
  options: PermutationOptions,
): PermutationResult {
  requireSameRows(first, second);
  const { draws, tail } = withDefaults(options);
  const random = randomFromSeed(options.seed);
  const fixed = Float64Array.from(first);
  const dealt = Float64Array.from(second);
  const observed = statistic(fixed, dealt);
  requireFinite('the statistic', observed);
  const figures = new Float64Array(draws);
  for (let draw = 0; draw < draws; draw++) {
    shuffleInPlace(random, dealt);
    figures[draw] = statistic(fixed, dealt);
  }
  return { ...monteCarloPValue(observed, figures, tail), observed };
}

function requireSameRows(first: Values, second: Values): void {
  requireValues('the first column', first, 1);
  requireValues('the second column', second, 1);
  if (first.length !== second.length) {
    throw new RangeError(`columns must have equal length, got ${first.length} and ${second.length}`);
  }
}

function withDefaults({ draws = 1999, tail = 'greater' }: PermutationOptions): { draws: number; tail: Tail } {
  requireCount('draws', draws, 99);
  return { draws, tail };
}
