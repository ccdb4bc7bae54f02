import { tQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { requireInsideUnit, requireValues, type Values } from './preconditions.ts';

export interface DayMeanStudent {
  readonly estimate: number;
  /** By day: linearised ratio of sums, divisor days - 1. */
  readonly standardError: number;
  readonly interval: Interval;
  readonly days: number;
}

/**
 * Interval for the mean of trades that hang together inside a day, without resampling: the linearised ratio of day sums to
 * day counts (Cochran 1977, section 6.4; the cluster-robust standard error) with Student's quantile at days - 1. A little too narrow with
 * few days of unequal sizes, where `dayMeanBootstrap` keeps its level; a thousand times as quick, which is what a grid wants.
 *
 * @param values one finite value a row
 * @param dayIds the day of each row, any numbers, at least two different ones
 * @param level confidence strictly between 0 and 1
 * @throws RangeError on anything else
 */
export function dayMeanStudent(values: Values, dayIds: Values, level: number): DayMeanStudent {
  requireInsideUnit('level', level);
  requireValues('values', values, 1);
  requireValues('dayIds', dayIds, 1);
  if (values.length !== dayIds.length) {
    throw new RangeError(`values has ${values.length} rows but dayIds has ${dayIds.length}`);
  }
  const totals = new Map<number, { sum: number; count: number }>();
  let all = 0;
  for (let row = 0; row < values.length; row++) {
    const day = dayIds[row]!;
    const total = totals.get(day) ?? { sum: 0, count: 0 };
    total.sum += values[row]!;
    total.count++;
    totals.set(day, total);
    all += values[row]!;
  }
  const days = totals.size;
  if (days < 2)
    throw new RangeError('there must be at least two days: one says nothing about its own spread');
  const estimate = all / values.length;
  let squares = 0;
  for (const { sum, count } of totals.values()) squares += (sum - estimate * count) ** 2;
  const standardError = Math.sqrt((days / (days - 1)) * squares) / values.length;
  const half = -tQuantile((1 - level) / 2, days - 1) * standardError;
  return { estimate, standardError, interval: { low: estimate - half, high: estimate + half }, days };
}
