import { normalCdf, normalQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { moments } from './moments.ts';
import { requireCount, requireFinite, requireInsideUnit, type Values } from './preconditions.ts';

/** A Sharpe ratio with what its error depends on. Everything is per observation (a trade, a day), never annualised. */
export interface SharpeFacts {
  /** Mean over standard deviation of one observation. */
  readonly sharpe: number;
  readonly n: number;
  readonly skewness: number;
  /** 3 for normal values. */
  readonly kurtosis: number;
}

/**
 * Sharpe ratio of a column of returns, per observation, with no risk-free rate: the trades carry no capital overnight.
 *
 * @throws RangeError with fewer than two values, one that is not finite, or values that are all equal
 */
export function sharpeFacts(returns: Values): SharpeFacts {
  const { n, mean, standardDeviation, skewness, kurtosis } = moments(returns);
  return { sharpe: mean / standardDeviation, n, skewness, kurtosis };
}

/**
 * Standard error of a Sharpe ratio for returns of any shape (Mertens 2002; Bailey and Lopez de Prado 2012):
 * sqrt((1 - skewness SR + (kurtosis - 1) / 4 SR^2) / (n - 1)). Independent observations are assumed.
 *
 * @throws RangeError when n < 2 or skewness and kurtosis contradict each other (kurtosis < 1 + skewness^2)
 */
export function sharpeStandardError(facts: SharpeFacts): number {
  requireCount('n', facts.n, 2);
  return Math.sqrt(varianceFactor(facts) / (facts.n - 1));
}

/** Normal interval for a Sharpe ratio at a level strictly between 0 and 1; for large n. Throws as the standard error. */
export function sharpeInterval(facts: SharpeFacts, level: number): Interval {
  requireInsideUnit('level', level);
  const half = -normalQuantile((1 - level) / 2) * sharpeStandardError(facts);
  return { low: facts.sharpe - half, high: facts.sharpe + half };
}

/**
 * Probabilistic Sharpe ratio: the confidence that the true ratio is above `benchmark`, given the length and the shape
 * of the record (Bailey and Lopez de Prado 2012, "The Sharpe ratio efficient frontier"). 1 minus it is the
 * one-sided p-value.
 *
 * @param benchmark per observation, as the facts
 * @throws RangeError as the standard error does
 */
export function probabilisticSharpe(facts: SharpeFacts, benchmark: number): number {
  requireFinite('benchmark', benchmark);
  return normalCdf((facts.sharpe - benchmark) / sharpeStandardError(facts));
}

/**
 * Minimum track record length: the number of observations at which a Sharpe ratio of this size and shape would be
 * above `benchmark` at one-sided error `alpha` (Bailey and Lopez de Prado 2012), not rounded.
 * Infinity when the ratio is not above the benchmark: no record of this kind proves it.
 *
 * @throws RangeError unless 0 < alpha < 1/2 and the moments are possible
 */
export function minimumTrackRecordLength(
  facts: Omit<SharpeFacts, 'n'>,
  benchmark: number,
  alpha: number,
): number {
  requireFinite('benchmark', benchmark);
  if (!(alpha > 0 && alpha < 0.5)) throw new RangeError(`alpha must lie between 0 and 1/2, got ${alpha}`);
  const factor = varianceFactor(facts);
  if (facts.sharpe <= benchmark) return Infinity;
  return 1 + factor * (normalQuantile(alpha) / (facts.sharpe - benchmark)) ** 2;
}

function varianceFactor({ sharpe, skewness, kurtosis }: Omit<SharpeFacts, 'n'>): number {
  requireFinite('sharpe', sharpe);
  requireFinite('skewness', skewness);
  requireFinite('kurtosis', kurtosis);
  // Pearson's inequality; the slack is for columns with two values, where it is an equality but for rounding.
  if (kurtosis < (1 + skewness * skewness) * (1 - 1e-9)) {
    throw new RangeError(`no distribution has skewness ${skewness} and kurtosis ${kurtosis}`);
  }
  return Math.max(0, 1 - skewness * sharpe + ((kurtosis - 1) / 4) * sharpe * sharpe);
}
