import { randomFromSeed, randomIndex } from '../../stats/random.ts';
import type { Surface } from './dailyNet.ts';

const SEED = 20_250_602;
export const RESAMPLES = 1000;

/**
 * Draws the trading days again, the same days for every cell, and hands over the net result of each cell: by commission,
 * then slippage. The array is reused.
 */
export function resampleSurface(surface: Surface, onResample: (totals: Float64Array) => void): void {
  const { days } = surface;
  const nets = surface.nets.flat();
  const totals = new Float64Array(nets.length);
  const times = new Float64Array(days.length);
  const random = randomFromSeed(SEED);
  for (let resample = 0; resample < RESAMPLES; resample++) {
    times.fill(0);
    for (let draw = 0; draw < days.length; draw++) times[randomIndex(random, days.length)]!++;
    nets.forEach((net, cell) => {
      let sum = 0;
      for (let day = 0; day < net.length; day++) sum += times[day]! * net[day]!;
      totals[cell] = sum;
    });
    onResample(totals);
  }
}

/** The order statistic at a share of the sorted figures: figures may be infinite, so that nothing is interpolated. */
export function rankedQuantile(sorted: ArrayLike<number>, share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(share * sorted.length) - 1))]!;
}
