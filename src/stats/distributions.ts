import betaCdfOf from '@stdlib/stats-base-dists-beta-cdf';
import betaQuantileOf from '@stdlib/stats-base-dists-beta-quantile';
import binomialCdfOf from '@stdlib/stats-base-dists-binomial-cdf';
import normalCdfOf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tCdfOf from '@stdlib/stats-base-dists-t-cdf';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';
import { requireInsideUnit, requirePositive } from './preconditions.ts';

/**
 * The value below which a Beta(a, b) variable lies with the given probability; 0 < probability < 1, a, b > 0.
 * Relative error below 1e-9 against scipy for a + b up to 1e8 and probabilities down to 1e-15.
 */
export function betaQuantile(probability: number, a: number, b: number): number {
  requireInsideUnit('probability', probability);
  requirePositive('a', a);
  requirePositive('b', b);
  return betaQuantileOf(probability, a, b);
}

/**
 * P(X <= wins) for X ~ Binomial(n, rate), accurate in the lower tail; any real `wins`, 0 <= rate <= 1.
 * Absolute error 3e-6 at n = 1e8, below 1e-9 up to n = 1e6.
 */
export function binomialAtMost(wins: number, n: number, rate: number): number {
  return binomialCdfOf(wins, n, rate);
}

/**
 * P(X >= wins) for X ~ Binomial(n, rate), accurate in the upper tail: the regularised incomplete beta function
 * I_rate(wins, n - wins + 1), because 1 - P(X <= wins - 1) has no digits left where the tail is below 1e-16.
 */
export function binomialAtLeast(wins: number, n: number, rate: number): number {
  if (wins <= 0) return 1;
  if (wins > n) return 0;
  return betaCdfOf(rate, wins, n - wins + 1);
}

/** P(Z <= z) for a standard normal Z. */
export function normalCdf(z: number): number {
  return normalCdfOf(z, 0, 1);
}

/**
 * The standard normal quantile; 0 < probability < 1, throws RangeError otherwise.
 *
 * The library's inverse passes through 1 - p and has no digits left below p = 1e-13, so the far lower tail is
 * finished by Newton's method on log cdf, which is concave and therefore converges from the left without overshoot.
 */
export function normalQuantile(probability: number): number {
  requireInsideUnit('probability', probability);
  if (probability >= 1e-10) return normalQuantileOf(probability, 0, 1);
  let z = -Math.sqrt(-2 * Math.log(probability));
  for (let step = 0; step < 50; step++) {
    const below = normalCdf(z);
    const density = Math.exp(-(z * z) / 2) / Math.sqrt(2 * Math.PI);
    const change = ((Math.log(below) - Math.log(probability)) * below) / density;
    z -= change;
    if (Math.abs(change) < 1e-14 * Math.abs(z)) break;
  }
  return z;
}

/** P(T > t) for Student's t with `degrees` > 0 degrees of freedom, accurate in the upper tail. */
export function tUpperTail(t: number, degrees: number): number {
  requirePositive('degrees', degrees);
  return tCdfOf(-t, degrees);
}

/** The quantile of Student's t with `degrees` > 0 degrees of freedom; 0 < probability < 1. */
export function tQuantile(probability: number, degrees: number): number {
  requireInsideUnit('probability', probability);
  requirePositive('degrees', degrees);
  return tQuantileOf(probability, degrees);
}

/** P(B > x) for B ~ Beta(a, b), accurate in the upper tail; 0 <= x <= 1, a, b > 0. */
export function betaUpperTail(x: number, a: number, b: number): number {
  return betaCdfOf(1 - x, b, a);
}
