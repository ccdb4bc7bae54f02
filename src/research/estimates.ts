import type { Estimate } from '../results/model.ts';
import { dayMeanBootstrap } from '../stats/dayMeanBootstrap.ts';
import { dayMeanStudent } from '../stats/dayMeanStudent.ts';
import { mean, studentInterval } from '../stats/means.ts';
import { wilsonInterval } from '../stats/rates.ts';

export const LEVEL = 0.95;
const LEAST_DAYS = 10;
const BOOTSTRAP_SEED = 20_250_601;

/** A rate with its Wilson interval; null where there is nothing to take a rate of. */
export function rateEstimate(wins: number, n: number): Estimate | null {
  if (n === 0) return null;
  return { value: wins / n, n, interval: wilsonInterval(wins, n, LEVEL), level: LEVEL, method: 'wilson' };
}

/**
 * A mean over trades with the bootstrap-t interval by trading day, since trades of one day hang together. On fewer than ten
 * days its resamples are too few to tell (two days have one), and Student's interval by day stands in. One value has no
 * interval and gives null.
 */
export function meanEstimate(values: readonly number[], days: readonly string[]): Estimate | null {
  if (values.length < 2) return null;
  const dayIds = dayIdsOf(days);
  if (dayIds === null || new Set(dayIds).size < LEAST_DAYS) return quickMeanEstimate(values, days);
  const { estimate, interval } = dayMeanBootstrap(values, dayIds, { seed: BOOTSTRAP_SEED, level: LEVEL });
  return { value: estimate, n: values.length, interval, level: LEVEL, method: 'day-bootstrap-t' };
}

/** The same without resampling, for the many cells of a grid: Student's interval by trading day, a little too narrow with few days. */
export function quickMeanEstimate(values: readonly number[], days: readonly string[]): Estimate | null {
  if (values.length < 2) return null;
  const dayIds = dayIdsOf(days);
  if (dayIds === null) return studentEstimate(values);
  const { estimate, interval } = dayMeanStudent(values, dayIds, LEVEL);
  return { value: estimate, n: values.length, interval, level: LEVEL, method: 'day-student' };
}

/** Days as numbers; null when they are fewer than two. */
function dayIdsOf(days: readonly string[]): number[] | null {
  const ids = new Map<string, number>();
  for (const day of days) if (!ids.has(day)) ids.set(day, ids.size);
  return ids.size < 2 ? null : days.map((day) => ids.get(day)!);
}

/** A mean with Student's interval: cheap, and too narrow where trades of one day hang together. null for fewer than two. */
export function studentEstimate(values: readonly number[]): Estimate | null {
  if (values.length < 2) return null;
  return {
    value: mean(values),
    n: values.length,
    interval: studentInterval(values, LEVEL),
    level: LEVEL,
    method: 'student',
  };
}
