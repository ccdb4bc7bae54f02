import type { Interval } from './interval.ts';
import { type MonteCarloPValue, monteCarloPValue, type Tail } from './monteCarloPValue.ts';
import {
  requireCount,
  requireFinite,
  requireInsideUnit,
  requireValues,
  type Values,
} from './preconditions.ts';
import { quantileOfSorted } from './quantiles.ts';
import { type RandomGenerator, randomFromSeed, randomIndex } from './random.ts';

export interface DayMeanOptions {
  /** A safe integer; the same seed gives the same bits. */
  readonly seed: number;
  /** Number of resamples, at least 100. */
  readonly resamples?: number;
  /** Confidence strictly between 0 and 1. */
  readonly level?: number;
}

export interface DayMean {
  readonly estimate: number;
  /** Standard error that takes each day as one piece of evidence (linearised ratio of sums, divisor days - 1). */
  readonly standardError: number;
  /** estimate +- t * standardError, t from the resamples; symmetric. */
  readonly interval: Interval;
  /** Number of days: the real sample size. */
  readonly days: number;
  readonly resamples: number;
}

/**
 * Interval for the mean of trades that hang together inside a day: the symmetric bootstrap-t of Hall (1988; 1992,
 * section 3.6), days drawn whole, each resample divided by its own standard error. It keeps its level with as few as 15
 * days, where percentile intervals are too narrow; days are taken as independent of each other.
 *
 * A resample of one day repeated has no standard error and is drawn again.
 *
 * @param values one finite value a row
 * @param dayIds the day of each row, any numbers, at least two different ones
 * @throws RangeError on anything else
 */
export function dayMeanBootstrap(values: Values, dayIds: Values, options: DayMeanOptions): DayMean {
  const { seed, resamples = 2000, level = 0.95 } = options;
  requireCount('resamples', resamples, 100);
  requireInsideUnit('level', level);
  const totals = dayTotals(values, dayIds);
  const days = totals.sums.length;
  const { observed, figures } = studentise(totals, resamples, seed);
  if (observed.standardError === 0) {
    const { mean } = observed;
    return { estimate: mean, standardError: 0, interval: { low: mean, high: mean }, days, resamples };
  }
  const distances = figures.map(Math.abs).sort();
  const half = quantileOfSorted(distances, level) * observed.standardError;
  return {
    estimate: observed.mean,
    standardError: observed.standardError,
    interval: { low: observed.mean - half, high: observed.mean + half },
    days,
    resamples,
  };
}

export interface DayMeanTest extends MonteCarloPValue {
  /** (mean - nullMean) / standard error by day. */
  readonly statistic: number;
}

/**
 * Tests the mean against `nullMean` by the same bootstrap-t (Hall and Wilson 1991): the observed statistic among those of
 * the resamples, each centred at the observed mean. Two-sided compares distances, as the interval does.
 *
 * Days without spread prove nothing: the p-value is 1 and the statistic 0.
 *
 * @throws RangeError as `dayMeanBootstrap` does
 */
export function dayMeanTest(
  values: Values,
  dayIds: Values,
  nullMean: number,
  tail: Tail,
  { seed, resamples = 2000 }: Omit<DayMeanOptions, 'level'>,
): DayMeanTest {
  requireFinite('nullMean', nullMean);
  requireCount('resamples', resamples, 100);
  const { observed, figures } = studentise(dayTotals(values, dayIds), resamples, seed);
  if (observed.standardError === 0) {
    return { pValue: 1, asExtreme: resamples, nullFigures: resamples, statistic: 0 };
  }
  const statistic = (observed.mean - nullMean) / observed.standardError;
  if (tail !== 'two-sided') return { ...monteCarloPValue(statistic, figures, tail), statistic };
  const distances = figures.map(Math.abs);
  return { ...monteCarloPValue(Math.abs(statistic), distances, 'greater'), statistic };
}

/** The observed ratio, and how many of its own standard errors each resample lies from it; none without spread. */
function studentise(
  totals: DayTotals,
  resamples: number,
  seed: number,
): { observed: Ratio; figures: Float64Array } {
  const random = randomFromSeed(seed);
  const order = Int32Array.from({ length: totals.sums.length }, (_, day) => day);
  const observed = ratio(totals, order);
  const figures = new Float64Array(observed.standardError === 0 ? 0 : resamples);
  for (let resample = 0; resample < figures.length; resample++) {
    const drawn = drawWithSpread(random, totals, order);
    figures[resample] = (drawn.mean - observed.mean) / drawn.standardError;
  }
  return { observed, figures };
}

interface DayTotals {
  readonly sums: Float64Array;
  readonly counts: Float64Array;
}

interface Ratio {
  readonly mean: number;
  readonly standardError: number;
}

/** A resample with spread exists, because the observed days have one; nearly every draw is one. */
function drawWithSpread(random: RandomGenerator, totals: DayTotals, order: Int32Array): Ratio {
  for (;;) {
    for (let i = 0; i < order.length; i++) order[i] = randomIndex(random, order.length);
    const drawn = ratio(totals, order);
    if (drawn.standardError > 0) return drawn;
  }
}

function ratio({ sums, counts }: DayTotals, order: Int32Array): Ratio {
  let sum = 0;
  let count = 0;
  for (const day of order) {
    sum += sums[day]!;
    count += counts[day]!;
  }
  const mean = sum / count;
  let squares = 0;
  let scale = 0;
  for (const day of order) {
    squares += (sums[day]! - mean * counts[day]!) ** 2;
    scale += sums[day]! ** 2;
  }
  // What is left of equal days is rounding, not spread.
  if (squares <= 1e-24 * scale) return { mean, standardError: 0 };
  return { mean, standardError: Math.sqrt((order.length / (order.length - 1)) * squares) / count };
}

function dayTotals(values: Values, dayIds: Values): DayTotals {
  requireValues('values', values, 1);
  requireValues('dayIds', dayIds, 1);
  if (values.length !== dayIds.length) {
    throw new RangeError(`values has ${values.length} rows but dayIds has ${dayIds.length}`);
  }
  const places = new Map<number, number>();
  for (let row = 0; row < dayIds.length; row++) {
    if (!places.has(dayIds[row]!)) places.set(dayIds[row]!, places.size);
  }
  if (places.size < 2)
    throw new RangeError('there must be at least two days: one says nothing about its own spread');
  const totals = { sums: new Float64Array(places.size), counts: new Float64Array(places.size) };
  for (let row = 0; row < values.length; row++) {
    const place = places.get(dayIds[row]!)!;
    totals.sums[place]! += values[row]!;
    totals.counts[place]!++;
  }
  return totals;
}
