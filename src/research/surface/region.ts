import { NAMED_SCENARIOS } from '../../engine/costs.ts';
import type { ScenarioRow } from '../../results/model.ts';
import type { CostRegion, RegionRow } from '../../results/stressModel.ts';
import { LEVEL } from '../estimates.ts';
import type { Surface } from './dailyNet.ts';
import { RESAMPLES, rankedQuantile, resampleSurface } from './resample.ts';

/** The least rectangle around the six named scenarios: the region that the published share was, in effect, a share of. */
export function namedRegion(): CostRegion {
  const commissions = NAMED_SCENARIOS.map((scenario) => scenario.commissionPerContract);
  const slippages = NAMED_SCENARIOS.map((scenario) => scenario.slippageTicks);
  return {
    commissionLow: Math.min(...commissions),
    commissionHigh: Math.max(...commissions),
    slippageLow: Math.min(...slippages),
    slippageHigh: Math.max(...slippages),
  };
}

/** How much of a region earns: a property of the region that was chosen, and no probability. null where the grid has no part of it. */
export function regionRow(surface: Surface, region: CostRegion): RegionRow | null {
  const { commissions, slippages, rows, nets, days, limitFill } = surface;
  const down = shares(commissions, region.commissionLow, region.commissionHigh);
  const across = shares(slippages, region.slippageLow, region.slippageHigh);
  const weights = Float64Array.from(
    commissions.flatMap((_, row) => slippages.map((__, column) => down[row]! * across[column]!)),
  );
  const covered = weights.reduce((sum, weight) => sum + weight, 0);
  if (!(covered > 0)) return null;
  const shareOf = (isIn: (cell: number) => boolean): number => {
    let sum = 0;
    for (let cell = 0; cell < weights.length; cell++) if (isIn(cell)) sum += weights[cell]!;
    return Math.min(1, sum / covered);
  };
  const cells: readonly ScenarioRow[] = rows.flat();
  const observed = nets.flat().map((net) => net.reduce((sum, each) => sum + each, 0));
  const drawn = new Float64Array(RESAMPLES);
  let resample = 0;
  resampleSurface(surface, (totals) => {
    drawn[resample++] = shareOf((cell) => totals[cell]! > 0);
  });
  drawn.sort();
  return {
    ...region,
    limitFill,
    cells: weights.filter((weight) => weight > 0).length,
    covered: Math.min(1, covered),
    profitable: shareOf((cell) => observed[cell]! > 0),
    interval: {
      low: rankedQuantile(drawn, (1 - LEVEL) / 2),
      high: rankedQuantile(drawn, (1 + LEVEL) / 2),
    },
    surelyProfitable: shareOf((cell) => (cells[cell]!.meanNetReturn?.interval.low ?? 0) > 0),
    surelyLosing: shareOf((cell) => (cells[cell]!.meanNetReturn?.interval.high ?? 0) < 0),
    days: days.length,
  };
}

/**
 * The share of [low, high] for which each of the ascending values stands: from half-way to the value before to half-way to
 * the next, the ends of the grid being ends. A single value stands for all of it when it lies inside.
 */
export function shares(values: readonly number[], low: number, high: number): number[] {
  if (values.length === 1 || low === high) {
    const nearest = values.reduce(
      (best, value, index) =>
        Math.abs(value - (low + high) / 2) < Math.abs(values[best]! - (low + high) / 2) ? index : best,
      0,
    );
    const isInside =
      values.length === 1
        ? values[0]! >= low && values[0]! <= high
        : low >= values[0]! && high <= values.at(-1)!;
    return values.map((_, index) => (isInside && index === nearest ? 1 : 0));
  }
  return values.map((value, index) => {
    const from = index === 0 ? value : (values[index - 1]! + value) / 2;
    const to = index === values.length - 1 ? value : (value + values[index + 1]!) / 2;
    return Math.max(0, Math.min(to, high) - Math.max(from, low)) / (high - low);
  });
}
