import { binomialProbability } from './binomial.ts';
import { binomialAtLeast, binomialAtMost } from './distributions.ts';
import { requireUnit, requireWins } from './preconditions.ts';

/**
 * p-value of the exact one-sided test that the rate is above `nullRate`: P(X >= wins | n, nullRate).
 *
 * Valid for every rate up to `nullRate`, hence conservative below it. n = 0 gives 1.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers and 0 <= nullRate <= 1
 */
export function binomialTestGreater(wins: number, n: number, nullRate: number): number {
  requireArguments(wins, n, nullRate);
  return binomialAtLeast(wins, n, nullRate);
}

/** p-value of the exact one-sided test that the rate is below `nullRate`: P(X <= wins | n, nullRate). Throws likewise. */
export function binomialTestLess(wins: number, n: number, nullRate: number): number {
  requireArguments(wins, n, nullRate);
  return wins === n ? 1 : binomialAtMost(wins, n, nullRate);
}

/**
 * How a two-sided p-value is made of an asymmetric distribution.
 * - `doubled-tail`: twice the smaller tail. Rejects at alpha exactly when the Clopper-Pearson interval at 1 - alpha
 *   excludes the null rate, so test and interval never contradict each other.
 * - `point-probability`: the sum over all outcomes that are no more probable than the observed one, as R's
 *   `binom.test` and `scipy.stats.binomtest` do. More powerful, not consistent with Clopper-Pearson.
 */
export type TwoSidedMethod = 'doubled-tail' | 'point-probability';

/**
 * p-value of the exact two-sided test that the rate differs from `nullRate`. n = 0 gives 1.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers and 0 <= nullRate <= 1
 */
export function binomialTestTwoSided(
  wins: number,
  n: number,
  nullRate: number,
  method: TwoSidedMethod,
): number {
  requireArguments(wins, n, nullRate);
  if (method === 'doubled-tail') {
    const below = binomialTestLess(wins, n, nullRate);
    return Math.min(1, 2 * Math.min(below, binomialAtLeast(wins, n, nullRate)));
  }
  if (nullRate === 0 || nullRate === 1) return wins === n * nullRate ? 1 : 0;
  // Outcomes as probable as the observed one up to rounding belong to the sum; R and scipy use the same slack.
  const threshold = binomialProbability(wins, n, nullRate) * (1 + 1e-7);
  const mode = Math.min(n, Math.floor((n + 1) * nullRate));
  const isAsImprobable = (count: number): boolean => binomialProbability(count, n, nullRate) <= threshold;
  if (isAsImprobable(mode)) return 1;
  // The probabilities rise up to the mode and fall after it, so each side's share is one tail.
  const upperStart = wins > mode ? wins : firstWhere(mode, n + 1, isAsImprobable);
  const lowerEnd =
    wins < mode ? wins : mode - firstWhere(0, mode + 1, (below) => isAsImprobable(mode - below));
  return Math.min(1, binomialAtMost(lowerEnd, n, nullRate) + binomialAtLeast(upperStart, n, nullRate));
}

/** The first whole number in [from, end) for which a condition that stays true holds, or `end`. */
function firstWhere(from: number, end: number, condition: (value: number) => boolean): number {
  let low = from;
  let high = end;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (condition(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}

function requireArguments(wins: number, n: number, nullRate: number): void {
  requireWins(wins, n);
  requireUnit('nullRate', nullRate);
}
