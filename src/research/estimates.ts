import type { Estimate } from '../results/model.ts';
import { dayBlockBootstrap } from '../stats/bootstrap.ts';
import { mean, studentInterval } from '../stats/means.ts';
import { wilsonInterval } from '../stats/rates.ts';

export const LEVEL = 0.95;
const BOOTSTRAP_SEED = 20_250_601;
const BOOTSTRAP_RESAMPLES = 2_000;

/** A rate with its Wilson interval; null where there is nothing to take a rate of. */
export function rateEstimate(wins: number, n: number): Estimate | null {
  if (n === 0) return null;
  return { value: wins / n, n, interval: wilsonInterval(wins, n, LEVEL), level: LEVEL, method: 'wilson' };
}

/**
 * A mean over trades with the interval of a block bootstrap by trading day, since trades of one day hang together. With
 * fewer than ten days the bootstrap is too narrow to show and Student's interval stands in; one value has no interval
 * and gives null.
 */
export function meanEstimate(values: readonly number[], days: readonly string[]): Estimate | null {
  if (values.length < 2) return null;
  const ids = new Map<string, number>();
  const dayIds = days.map((day) => {
    const known = ids.get(day);
    if (known !== undefined) return known;
    ids.set(day, ids.size);
    return ids.size - 1;
  });
  const n = values.length;
  if (ids.size < 10) return studentEstimate(values);
  const { percentile } = dayBlockBootstrap(values, dayIds, plainMean, {
    seed: BOOTSTRAP_SEED,
    resamples: BOOTSTRAP_RESAMPLES,
    level: LEVEL,
  });
  return { value: mean(values), n, interval: percentile, level: LEVEL, method: 'day-block-bootstrap' };
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

function plainMean(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum / values.length;
}
