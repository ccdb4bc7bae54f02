import type { Interval } from './interval.ts';
import {
  requireCount,
  requireFinite,
  requireInsideUnit,
  requirePositive,
  requireValues,
  type Values,
} from './preconditions.ts';

/**
 * Confidence interval, valid at every n at once, for the mean of values whose tails are no heavier than a normal's with
 * standard deviation `spread` (sub-Gaussian): Robbins' normal mixture (1970), as in Howard, Ramdas, McAuliffe and Sekhon
 * (2021, the two-sided normal mixture). Independent values are assumed, and `spread` known in advance, not estimated from them.
 *
 * @param mean observed mean
 * @param n number of values, at least 1
 * @param spread in the unit of the mean, above 0
 * @param level confidence strictly between 0 and 1
 * @param plannedTrials the n at which the interval is meant to be narrowest; no part of the validity
 * @throws RangeError on anything else
 */
export function subGaussianMeanInterval(
  mean: number,
  n: number,
  spread: number,
  level: number,
  plannedTrials = 100,
): Interval {
  requireFinite('mean', mean);
  requireCount('n', n, 1);
  requirePositive('spread', spread);
  requireInsideUnit('level', level);
  requirePositive('plannedTrials', plannedTrials);
  // Nearly the best mixture weight for a planned n (Howard and others 2021, on tuning the mixture).
  const doubled = -2 * Math.log1p(-level);
  const weight = plannedTrials / (doubled + Math.log1p(doubled));
  const half = (spread / n) * Math.sqrt((n + weight) * (Math.log((n + weight) / weight) + doubled));
  return { low: mean - half, high: mean + half };
}

/**
 * Confidence interval, valid at every n at once, for the mean of values of which only a bound on the standard deviation
 * is known: no bounds, any tails. The Catoni-style confidence sequence of Wang and Ramdas (2023): Catoni's influence function dampens
 * each value, and exp of its sum less the variance bound is a supermartingale. The mean given the past must be constant.
 *
 * It is wide; what it buys is that a single huge trade cannot break it. A spread estimated from the same values voids it.
 *
 * @param values in time order, at least one, finite
 * @param spread upper bound of the standard deviation given the past, above 0, stated in advance
 * @param level confidence strictly between 0 and 1
 * @throws RangeError on anything else
 */
export function catoniMeanInterval(values: Values, spread: number, level: number): Interval {
  requireValues('values', values, 1);
  requirePositive('spread', spread);
  requireInsideUnit('level', level);
  const threshold = Math.log(2 / (1 - level));
  const n = values.length;
  const weights = new Float64Array(n);
  let allowed = threshold;
  let least = Infinity;
  let greatest = -Infinity;
  for (let i = 0; i < n; i++) {
    const weight = Math.sqrt((2 * threshold) / ((i + 1) * Math.log1p(i + 1))) / spread;
    weights[i] = weight;
    allowed += (weight * spread) ** 2 / 2;
    least = Math.min(least, values[i]!);
    greatest = Math.max(greatest, values[i]!);
  }
  const influence = (mean: number): number => {
    let sum = 0;
    for (let i = 0; i < n; i++) sum += catoni(weights[i]! * (values[i]! - mean));
    return sum;
  };
  return {
    low: root(least, -spread, (mean) => influence(mean) <= allowed),
    high: root(greatest, spread, (mean) => influence(mean) >= -allowed),
  };
}

/** Catoni's (2012) narrowest influence function: near x about 0, logarithmic far out. */
function catoni(x: number): number {
  return x >= 0 ? Math.log1p(x + (x * x) / 2) : -Math.log1p(-x + (x * x) / 2);
}

/** Walks from `start` in growing steps until `isInside` fails, or starts to hold, and bisects; returns the outer side. */
function root(start: number, step: number, isInside: (mean: number) => boolean): number {
  let inside = start;
  let outside = start;
  if (isInside(start)) {
    for (let reach = step; isInside(outside); reach *= 2) {
      inside = outside;
      outside += reach;
    }
  } else {
    for (let reach = step; !isInside(inside); reach *= 2) {
      outside = inside;
      inside -= reach;
    }
  }
  for (let i = 0; i < 200; i++) {
    const middle = (inside + outside) / 2;
    if (middle === inside || middle === outside) break;
    if (isInside(middle)) inside = middle;
    else outside = middle;
  }
  return outside;
}
