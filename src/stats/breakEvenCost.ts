import type { PairedBootstrapResult } from './bootstrap.ts';
import { type BootstrapOptions, bootstrapDefaults, bootstrapSummary } from './bootstrapSummary.ts';
import { requireValues, type Values } from './preconditions.ts';
import { randomFromSeed } from './random.ts';
import { drawStationaryBlocks } from './stationaryBlocks.ts';

/**
 * The cost of one unit at which the trades neither earn nor lose: sum of results / sum of units, with a block
 * bootstrap by trading day, which draws results and units of a day together (a ratio of sums; Davison and Hinkley 1997,
 * section 2.4.3). With results before slippage in dollars and a unit of one tick's value for every contract that
 * slips, it is the break-even slippage in ticks. Negative where the trades lose even for nothing.
 *
 * It holds the trades fixed. Where another cost changes which trades are made (sizing, risk gate), rerun them.
 *
 * @param results one a trade, before the cost in question, finite
 * @param units units of that cost which the trade pays, at least 0, not all 0
 * @param dayIds the trading day of each trade
 * @returns `redrawn` counts resamples without any unit, which were drawn again
 * @throws RangeError on anything else
 */
export function breakEvenCost(
  results: Values,
  units: Values,
  dayIds: Values,
  options: BootstrapOptions,
): PairedBootstrapResult {
  requireValues('results', results, 1);
  requireValues('units', units, 1);
  requireValues('dayIds', dayIds, 1);
  if (results.length !== units.length || results.length !== dayIds.length) {
    throw new RangeError(
      `columns must have equal length, got ${results.length}, ${units.length} and ${dayIds.length}`,
    );
  }
  const totals = dayTotals(results, units, dayIds);
  const { resamples, level, meanBlockDays } = bootstrapDefaults(options);
  const random = randomFromSeed(options.seed);
  const days = totals.results.length;
  const order = new Int32Array(days);
  const figures = new Float64Array(resamples);
  let done = 0;
  let redrawn = 0;
  while (done < resamples) {
    drawStationaryBlocks(random, order, meanBlockDays);
    let result = 0;
    let unit = 0;
    for (const day of order) {
      result += totals.results[day]!;
      unit += totals.units[day]!;
    }
    if (unit === 0) redrawn++;
    else figures[done++] = result / unit;
  }
  let result = 0;
  let unit = 0;
  for (let day = 0; day < days; day++) {
    result += totals.results[day]!;
    unit += totals.units[day]!;
  }
  return { ...bootstrapSummary(result / unit, figures, level, days), redrawn };
}

function dayTotals(
  results: Values,
  units: Values,
  dayIds: Values,
): { results: Float64Array; units: Float64Array } {
  const places = new Map<number, number>();
  for (let row = 0; row < dayIds.length; row++) {
    if (!places.has(dayIds[row]!)) places.set(dayIds[row]!, places.size);
  }
  const totals = { results: new Float64Array(places.size), units: new Float64Array(places.size) };
  let all = 0;
  for (let row = 0; row < results.length; row++) {
    const unit = units[row]!;
    if (unit < 0) throw new RangeError(`units[${row}] must be at least 0, got ${unit}`);
    const place = places.get(dayIds[row]!)!;
    totals.results[place]! += results[row]!;
    totals.units[place]! += unit;
    all += unit;
  }
  if (all === 0) throw new RangeError('units must not all be 0');
  return totals;
}
