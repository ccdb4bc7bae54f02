import { betaUpperTail } from './distributions.ts';
import { logBeta } from './gamma.ts';
import type { Interval } from './interval.ts';
import { requireInsideUnit, requirePositive, requireWins } from './preconditions.ts';

/** Weights of the mixture over rates: a Beta(a, b) density. It decides where the interval is narrow, never its validity. */
export interface BetaMixture {
  readonly a: number;
  readonly b: number;
}

const JEFFREYS: BetaMixture = { a: 0.5, b: 0.5 };

/**
 * Confidence interval for a rate that holds at every n at once: over an endless record, the chance that the true rate
 * is ever outside is at most 1 - level. One may look after every trade and stop when one likes.
 *
 * It holds the rates whose beta-binomial mixture likelihood ratio has not reached 1 / (1 - level): Ville's inequality
 * for the mixture martingale (Robbins 1970; Howard, Ramdas, McAuliffe, Sekhon 2021, section 3.2).
 * Independent trades and a constant rate are assumed. Wider than Clopper-Pearson: the price of looking.
 *
 * @param wins number of wins, 0 <= wins <= n
 * @param n number of trials so far; 0 gives { low: 0, high: 1 }
 * @param level confidence strictly between 0 and 1
 * @throws RangeError on anything else
 */
export function anytimeRateInterval(
  wins: number,
  n: number,
  level: number,
  mixture: BetaMixture = JEFFREYS,
): Interval {
  requireWins(wins, n);
  requireInsideUnit('level', level);
  const threshold = -Math.log1p(-level);
  const excess = (rate: number): number => logMixtureRatio(wins, n, rate, mixture) - threshold;
  const observed = n === 0 ? 0.5 : wins / n;
  return {
    low: wins === 0 ? 0 : outermost(observed, 0, excess),
    high: wins === n ? 1 : outermost(observed, 1, excess),
  };
}

/**
 * p-value, valid at any stopping time, against the null that the rate equals `nullRate`: the reciprocal of the mixture
 * likelihood ratio, at most 1. The smallest value on a path up to now is valid too. n = 0 gives 1.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers and 0 < nullRate < 1
 */
export function anytimeRatePValue(
  wins: number,
  n: number,
  nullRate: number,
  mixture: BetaMixture = JEFFREYS,
): number {
  requireWins(wins, n);
  requireInsideUnit('nullRate', nullRate);
  return Math.min(1, Math.exp(-logMixtureRatio(wins, n, nullRate, mixture)));
}

/**
 * p-value, valid at any stopping time, against the null that the rate is at most `nullRate`: as above with the mixture
 * cut to the rates above the null, which makes it a supermartingale for every rate of the null.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers and 0 < nullRate < 1
 */
export function anytimeRatePValueGreater(
  wins: number,
  n: number,
  nullRate: number,
  mixture: BetaMixture = JEFFREYS,
): number {
  requireWins(wins, n);
  requireInsideUnit('nullRate', nullRate);
  const both = logMixtureRatio(wins, n, nullRate, mixture);
  const after = betaUpperTail(nullRate, mixture.a + wins, mixture.b + n - wins);
  const before = betaUpperTail(nullRate, mixture.a, mixture.b);
  return Math.min(1, Math.exp(-both - Math.log(after) + Math.log(before)));
}

/** ln of the mixture likelihood over the likelihood at `rate`; infinite where the record rules `rate` out. */
function logMixtureRatio(wins: number, n: number, rate: number, { a, b }: BetaMixture): number {
  requirePositive('mixture.a', a);
  requirePositive('mixture.b', b);
  const losses = n - wins;
  const likelihood =
    (wins === 0 ? 0 : wins * Math.log(rate)) + (losses === 0 ? 0 : losses * Math.log1p(-rate));
  return logBeta(a + wins, b + losses) - logBeta(a, b) - likelihood;
}

/** The point between `inside` and `end` where `excess` turns positive; `excess` rises towards `end`. */
function outermost(inside: number, end: number, excess: (rate: number) => number): number {
  let near = inside;
  let far = end;
  for (let step = 0; step < 200; step++) {
    const middle = (near + far) / 2;
    if (middle === near || middle === far) break;
    if (excess(middle) < 0) near = middle;
    else far = middle;
  }
  return far;
}
