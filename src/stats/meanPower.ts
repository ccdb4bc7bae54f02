import { normalCdf, tQuantile } from './distributions.ts';
import { stirlingError } from './gamma.ts';
import { requireCount, requireFinite, requireInsideUnit } from './preconditions.ts';

/**
 * Power of the one-sided t test that a mean is above zero, with n independent normal values: the probability that it
 * rejects at error `alpha` when mean over standard deviation is `effect` (the Sharpe ratio of one trade). It is the upper
 * tail of the noncentral t distribution at the critical value (Johnson, Kotz, Balakrishnan 1995, chapter 31).
 *
 * Trades of one day hang together: use the number of days, or n divided by the design effect.
 *
 * @param n at least 2
 * @param effect mean / standard deviation, any sign
 * @throws RangeError on anything else
 */
export function meanPower(n: number, effect: number, alpha: number): number {
  requireCount('n', n, 2);
  requireFinite('effect', effect);
  requireInsideUnit('alpha', alpha);
  const critical = -tQuantile(alpha, n - 1);
  return noncentralTail(critical, n - 1, effect * Math.sqrt(n));
}

/** No search past this number of trials: about one in every minute of a century of regular sessions. */
const LARGEST_TRIALS = 10_000_000;

/**
 * Smallest n at which `meanPower` reaches `power`.
 *
 * @param effect mean / standard deviation, above 0
 * @throws RangeError unless alpha and power lie strictly between 0 and 1 and the effect is above 0, or when more than
 * 10 million trials would be needed
 */
export function sampleSizeForMean(effect: number, alpha: number, power: number): number {
  requireInsideUnit('power', power);
  if (!(effect > 0 && effect < Infinity)) throw new RangeError(`effect must be above 0, got ${effect}`);
  let high = 2;
  while (meanPower(high, effect, alpha) < power) {
    high *= 2;
    if (high > LARGEST_TRIALS)
      throw new RangeError(`an effect of ${effect} needs more than 10 million trials`);
  }
  let low = high / 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (meanPower(middle, effect, alpha) < power) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * P(T > t) for noncentral t: the mean of normalCdf(noncentrality - t W) over W = sqrt(chi-square / degrees), by
 * Simpson's rule over all but 1e-20 of W. Absolute error below 1e-10.
 */
function noncentralTail(t: number, degrees: number, noncentrality: number): number {
  const reach = 10 / Math.sqrt(2 * degrees);
  const from = Math.max(0, 1 - reach);
  const to = 1 + reach;
  const half = degrees / 2;
  // ln of 2 half^half / Gamma(half), with Stirling's formula for Gamma so that large terms cancel by hand.
  const logScale = Math.LN2 + 0.5 * Math.log(half) + half - 0.5 * Math.log(2 * Math.PI) - stirlingError(half);
  const intervals = 2000;
  const width = (to - from) / intervals;
  let sum = 0;
  for (let i = 0; i <= intervals; i++) {
    const w = from + i * width;
    const logDensity =
      w === 0
        ? degrees === 1
          ? logScale
          : -Infinity
        : logScale + (degrees - 1) * Math.log(w) - half * w * w;
    const weight = i === 0 || i === intervals ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(logDensity) * normalCdf(noncentrality - t * w);
  }
  return Math.min(1, (sum * width) / 3);
}
