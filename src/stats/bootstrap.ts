import {
  type BootstrapOptions,
  type BootstrapResult,
  bootstrapDefaults,
  bootstrapSummary,
} from './bootstrapSummary.ts';
import { requireValues, type Values } from './preconditions.ts';
import { randomFromSeed } from './random.ts';
import { drawStationaryBlocks } from './stationaryBlocks.ts';

export type { BootstrapOptions, BootstrapResult };

/** A figure computed from a column of values; must return a finite number. The array is reused between calls. */
export type Statistic = (values: Float64Array) => number;

/**
 * Block bootstrap by trading day: whole days are drawn with replacement, as many as were observed, and the statistic
 * is computed from all values of the drawn days together (Efron and Tibshirani 1993, section 13 for the
 * intervals; cluster resampling after Davison and Hinkley 1997, section 3.8).
 *
 * A day without trades is unknown to it: give it rows for all days if the number of trades a day matters to the
 * statistic. With fewer than about 20 days both intervals are too narrow.
 *
 * @param values one finite value a row
 * @param dayIds the day of each row, any numbers; equal means same day. Days keep the order of first appearance.
 * @param statistic called with the values of one resample, whose length differs from resample to resample
 * @throws RangeError on empty or unequal columns, bad options, or a statistic that is not finite
 */
export function dayBlockBootstrap(
  values: Values,
  dayIds: Values,
  statistic: Statistic,
  options: BootstrapOptions,
): BootstrapResult {
  requireValues('values', values, 1);
  requireSameLength('values', values, dayIds);
  const groups = rowsByDay(dayIds);
  const days = [...groups.values()];
  const drawn = new DrawnValues();
  const { resamples, level, meanBlockDays } = bootstrapDefaults(options);
  const random = randomFromSeed(options.seed);
  const order = new Int32Array(days.length);
  const figures = new Float64Array(resamples);
  for (let resample = 0; resample < resamples; resample++) {
    drawStationaryBlocks(random, order, meanBlockDays);
    drawn.clear();
    for (const day of order) drawn.addRows(values, days[day]!);
    figures[resample] = finiteStatistic(statistic, drawn.values());
  }
  const estimate = finiteStatistic(statistic, Float64Array.from(values));
  return bootstrapSummary(estimate, figures, level, days.length);
}

/**
 * The stationary bootstrap of a serially dependent series (Politis and Romano 1994): blocks of geometric length with
 * mean `meanBlockLength`, wrapped around the end, so that the resampled series is stationary.
 *
 * @param values the series in time order, finite
 * @param statistic called with a resampled series of the same length
 * @param options seed, resamples, level and the mean block length in values, at least 1
 * @throws RangeError on bad arguments or a statistic that is not finite
 */
export function stationaryBootstrap(
  values: Values,
  statistic: Statistic,
  options: Omit<BootstrapOptions, 'meanBlockDays'> & { readonly meanBlockLength: number },
): BootstrapResult {
  const { meanBlockLength, ...rest } = options;
  const positions = Float64Array.from({ length: values.length }, (_, i) => i);
  return dayBlockBootstrap(values, positions, statistic, { ...rest, meanBlockDays: meanBlockLength });
}

/** One side of a comparison: a value a row, and the day of each row. */
export interface DatedValues {
  readonly values: Values;
  readonly dayIds: Values;
}

export interface PairedBootstrapResult extends BootstrapResult {
  /**
   * Resamples in which one side had no value at all; drawn again, so the result is conditional on both trading. At
   * most half of all draws (each side on one day of two), so drawing again ends.
   */
  readonly redrawn: number;
}

/**
 * Paired block bootstrap of a difference, statistic(first) - statistic(second): both sides are resampled by the same
 * days, so that what a market did on a day cancels. The sides need not have the same rows, or trade on the same days.
 *
 * Days are the union of both sides' days in ascending order.
 *
 * @throws RangeError on bad arguments or a statistic that is not finite
 */
export function pairedDayBootstrap(
  first: DatedValues,
  second: DatedValues,
  statistic: Statistic,
  options: BootstrapOptions,
): PairedBootstrapResult {
  requireValues('first.values', first.values, 1);
  requireValues('second.values', second.values, 1);
  requireSameLength('first.values', first.values, first.dayIds);
  requireSameLength('second.values', second.values, second.dayIds);
  const { resamples, level, meanBlockDays } = bootstrapDefaults(options);
  const firstRows = rowsByDay(first.dayIds);
  const secondRows = rowsByDay(second.dayIds);
  const dayIds = [...new Set([...firstRows.keys(), ...secondRows.keys()])].sort((a, b) => a - b);
  const random = randomFromSeed(options.seed);
  const order = new Int32Array(dayIds.length);
  const figures = new Float64Array(resamples);
  const firstDrawn = new DrawnValues();
  const secondDrawn = new DrawnValues();
  let done = 0;
  let redrawn = 0;
  while (done < resamples) {
    drawStationaryBlocks(random, order, meanBlockDays);
    firstDrawn.clear();
    secondDrawn.clear();
    for (const day of order) {
      firstDrawn.addRows(first.values, firstRows.get(dayIds[day]!) ?? []);
      secondDrawn.addRows(second.values, secondRows.get(dayIds[day]!) ?? []);
    }
    if (firstDrawn.isEmpty() || secondDrawn.isEmpty()) {
      redrawn++;
      continue;
    }
    figures[done++] =
      finiteStatistic(statistic, firstDrawn.values()) - finiteStatistic(statistic, secondDrawn.values());
  }
  const estimate =
    finiteStatistic(statistic, Float64Array.from(first.values)) -
    finiteStatistic(statistic, Float64Array.from(second.values));
  return { ...bootstrapSummary(estimate, figures, level, dayIds.length), redrawn };
}

/** A buffer that grows by doubling and is read as a view, so that a resample allocates no array of its own. */
class DrawnValues {
  #buffer = new Float64Array(64);
  #length = 0;

  clear(): void {
    this.#length = 0;
  }

  isEmpty(): boolean {
    return this.#length === 0;
  }

  addRows(values: Values, rows: readonly number[]): void {
    if (this.#length + rows.length > this.#buffer.length) {
      const grown = new Float64Array(2 * (this.#length + rows.length));
      grown.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = grown;
    }
    for (const row of rows) this.#buffer[this.#length++] = values[row]!;
  }

  values(): Float64Array {
    return this.#buffer.subarray(0, this.#length);
  }
}

function rowsByDay(dayIds: Values): Map<number, number[]> {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < dayIds.length; row++) {
    const rows = groups.get(dayIds[row]!);
    if (rows) rows.push(row);
    else groups.set(dayIds[row]!, [row]);
  }
  return groups;
}

function requireSameLength(name: string, values: Values, dayIds: Values): void {
  if (values.length !== dayIds.length) {
    throw new RangeError(`${name} has ${values.length} rows but dayIds has ${dayIds.length}`);
  }
  requireValues('dayIds', dayIds, 1);
}

function finiteStatistic(statistic: Statistic, values: Float64Array): number {
  const figure = statistic(values);
  if (!Number.isFinite(figure))
    throw new RangeError(`the statistic of a resample must be finite, got ${figure}`);
  return figure;
}
