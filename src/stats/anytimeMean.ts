import type { Interval } from './interval.ts';
import { requireFinite, requireInsideUnit, requireValues, type Values } from './preconditions.ts';

/** Where a value can lie. Stated before the first value is seen; what lies outside is clipped, and counted. */
export interface ValueBounds {
  readonly low: number;
  readonly high: number;
}

export interface AnytimeMean {
  /** In the unit of the values; the whole range between the bounds when there are no values yet. */
  readonly interval: Interval;
  readonly n: number;
  /**
   * Values below and above the bounds, taken as the bound. The interval is for the mean of the clipped values; its low
   * end holds for the mean itself while none was clipped below, its high end while none was clipped above.
   */
  readonly clippedBelow: number;
  readonly clippedAbove: number;
  /** False when earlier values exclude all that later ones allow: the mean was not constant (or a rare accident). */
  readonly isConsistent: boolean;
}

/**
 * Confidence interval for the mean of bounded values that holds at every n at once: over an endless record, the chance
 * that the mean is ever outside is at most 1 - level. One may look after every trade and stop when one likes.
 *
 * The hedged betting martingale of Waudby-Smith and Ramdas (2024, "Estimating means of bounded random variables by
 * betting") with their predictable plug-in bets: a gambler bets on and against each
 * possible mean, and the means against which no fortune was made at any time so far are what is left. Assumes
 * that each value's mean given the past is the same; neither independence, nor a distribution, nor equal spread.
 *
 * @param values in time order, finite
 * @param bounds R multiples of a bracket lie between about -1 - cost and its ratio, for instance
 * @param level confidence strictly between 0 and 1
 * @throws RangeError on anything else
 */
export function anytimeMeanInterval(values: Values, bounds: ValueBounds, level: number): AnytimeMean {
  const record = scaled(values, bounds);
  requireInsideUnit('level', level);
  const threshold = Math.log(2 / (1 - level));
  const bets = plugInBets(record.values, threshold);
  const isExcludedFromBelow = (mean: number): boolean =>
    largestLogCapital(record.values, bets, mean) >= threshold;
  const mirrored = record.values.map((value) => 1 - value);
  const isExcludedFromAbove = (mean: number): boolean =>
    largestLogCapital(mirrored, bets, 1 - mean) >= threshold;
  const first = boundary(0, 1, isExcludedFromBelow);
  const last = boundary(1, 0, isExcludedFromAbove);
  const span = bounds.high - bounds.low;
  return {
    interval: {
      low: bounds.low + span * Math.min(first, last),
      high: bounds.low + span * Math.max(first, last),
    },
    n: values.length,
    clippedBelow: record.clippedBelow,
    clippedAbove: record.clippedAbove,
    isConsistent: first <= last,
  };
}

/**
 * p-value, valid at any stopping time, against the null that the mean of the clipped values is at most `nullMean`: the
 * reciprocal of the largest fortune made so far by betting on more (Ville's inequality), at most 1. Where values
 * were clipped below, a small p-value does not prove that the mean itself is above the null.
 *
 * @param tunedAlpha the error at which the bets are meant to decide quickest; no part of the validity
 * @throws RangeError unless the values are finite and the null mean lies strictly between the bounds
 */
export function anytimeMeanPValueGreater(
  values: Values,
  bounds: ValueBounds,
  nullMean: number,
  tunedAlpha = 0.05,
): number {
  const record = scaled(values, bounds);
  requireInsideUnit('tunedAlpha', tunedAlpha);
  if (!(nullMean > bounds.low && nullMean < bounds.high)) {
    throw new RangeError(`nullMean must lie between ${bounds.low} and ${bounds.high}, got ${nullMean}`);
  }
  const bets = plugInBets(record.values, -Math.log(tunedAlpha));
  const mean = (nullMean - bounds.low) / (bounds.high - bounds.low);
  return Math.exp(-largestLogCapital(record.values, bets, mean));
}

/** No bet risks more than this share of the fortune, so that one value never ruins it. */
const LARGEST_STAKE = 0.75;

/** The predictable plug-in bets, each from the values before it only: large while the spread is small and the record short. */
function plugInBets(values: Float64Array, logThreshold: number): Float64Array {
  const bets = new Float64Array(values.length);
  let sum = 0.5;
  let squares = 0.25;
  let variance = 0.25;
  for (let i = 0; i < values.length; i++) {
    const count = i + 1;
    bets[i] = Math.sqrt((2 * logThreshold) / (variance * count * Math.log1p(count)));
    sum += values[i]!;
    const center = sum / (count + 1);
    squares += (values[i]! - center) ** 2;
    variance = squares / (count + 1);
  }
  return bets;
}

/** The largest logarithm of the fortune, from the start at 0, of one who bets that the mean is above `mean`. */
function largestLogCapital(values: Float64Array, bets: Float64Array, mean: number): number {
  let capital = 0;
  let largest = 0;
  for (let i = 0; i < values.length; i++) {
    const bet = Math.min(bets[i]!, LARGEST_STAKE / mean);
    capital += Math.log1p(bet * (values[i]! - mean));
    if (capital > largest) largest = capital;
  }
  return largest;
}

/** The last excluded point on the way from `start` to `end`, or `start` itself when it is not excluded. */
function boundary(start: number, end: number, isExcluded: (mean: number) => boolean): number {
  if (!isExcluded(start)) return start;
  let out = start;
  let inside = end;
  for (let step = 0; step < 60; step++) {
    const middle = (out + inside) / 2;
    if (isExcluded(middle)) out = middle;
    else inside = middle;
  }
  return out;
}

interface ScaledRecord {
  readonly values: Float64Array;
  readonly clippedBelow: number;
  readonly clippedAbove: number;
}

function scaled(values: Values, { low, high }: ValueBounds): ScaledRecord {
  requireValues('values', values, 0);
  requireFinite('bounds.low', low);
  requireFinite('bounds.high', high);
  if (low >= high) throw new RangeError(`bounds must be low < high, got ${low} and ${high}`);
  let clippedBelow = 0;
  let clippedAbove = 0;
  const shares = new Float64Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (value < low) clippedBelow++;
    if (value > high) clippedAbove++;
    shares[i] = Math.min(1, Math.max(0, (value - low) / (high - low)));
  }
  return { values: shares, clippedBelow, clippedAbove };
}
