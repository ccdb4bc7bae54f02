import { tQuantile, tUpperTail } from './distributions.ts';
import type { Interval } from './interval.ts';
import { requireFinite, requireInsideUnit, requireValues, type Values } from './preconditions.ts';

/**
 * The arithmetic mean. A second pass adds the mean of what rounding left over, so that long columns of
 * values far from zero keep their digits.
 *
 * @throws RangeError when there are no values or one of them is not finite
 */
export function mean(values: Values): number {
  requireValues('values', values, 1);
  return meanOf(values);
}

/**
 * The sample standard deviation (divisor n - 1) by the corrected two-pass method (Chan, Golub, LeVeque 1983).
 *
 * @throws RangeError with fewer than two values or one that is not finite
 */
export function sampleStandardDeviation(values: Values): number {
  requireValues('values', values, 2);
  const center = meanOf(values);
  let squares = 0;
  let rest = 0;
  for (let i = 0; i < values.length; i++) {
    const deviation = values[i]! - center;
    squares += deviation * deviation;
    rest += deviation;
  }
  return Math.sqrt(Math.max(0, squares - (rest * rest) / values.length) / (values.length - 1));
}

/**
 * Student's t interval for the mean of independent values: mean +- t * sd / sqrt(n), t with n - 1 degrees of freedom.
 *
 * Exact for normal values only; for skewed or clustered returns prefer the block bootstrap by day.
 *
 * @param values at least two finite values
 * @param level confidence strictly between 0 and 1
 * @throws RangeError on anything else: one value says nothing about its own spread
 */
export function studentInterval(values: Values, level: number): Interval {
  requireInsideUnit('level', level);
  const deviation = sampleStandardDeviation(values);
  const center = meanOf(values);
  const n = values.length;
  const half = (-tQuantile((1 - level) / 2, n - 1) * deviation) / Math.sqrt(n);
  return { low: center - half, high: center + half };
}

/**
 * p-value of Student's one-sided t test that the mean is above `nullMean`. Below: give the negated values and null.
 * Exact for independent normal values; for trades that hang together inside a day use `dayMeanTest`.
 *
 * Values without spread prove nothing: 1.
 *
 * @throws RangeError with fewer than two values or one that is not finite
 */
export function studentTestGreater(values: Values, nullMean: number): number {
  requireFinite('nullMean', nullMean);
  const deviation = sampleStandardDeviation(values);
  if (deviation === 0) return 1;
  return tUpperTail(((meanOf(values) - nullMean) * Math.sqrt(values.length)) / deviation, values.length - 1);
}

function meanOf(values: Values): number {
  const n = values.length;
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const first = sum / n;
  let rest = 0;
  for (let i = 0; i < n; i++) rest += values[i]! - first;
  return first + rest / n;
}
