import { DEFECTS, SUBSETS } from '../../../strategies/v6-published/switches.ts';
import type { Attribution } from '../../results/auditModel.ts';
import { dayBlockBootstrap } from '../../stats/bootstrap.ts';
import { shapleyValues } from '../../stats/shapley.ts';
import { LEVEL } from '../estimates.ts';
import { type DailyContributions, QUANTITIES } from './subsets.ts';

const BOOTSTRAP_SEED = 20_250_602;
const BOOTSTRAP_RESAMPLES = 1_000;

/**
 * Exact Shapley values of the nine mends over all 512 subsets, for the quantities that exist in each of them. A sum over
 * days is a sum of games, so a day has Shapley values of its own, and whole days are drawn for the interval.
 */
export function attribute(daily: DailyContributions): Attribution[] {
  const count = daily.days.length;
  const dayIds = Float64Array.from(daily.days);
  return QUANTITIES.map((quantity) => {
    const values = daily.values[quantity];
    const perDefect = DEFECTS.map(() => new Float64Array(count));
    const game = new Float64Array(SUBSETS);
    let published = 0;
    let allMended = 0;
    for (let day = 0; day < count; day++) {
      for (let mask = 0; mask < SUBSETS; mask++) game[mask] = values[mask * count + day]!;
      published += game[0]!;
      allMended += game[SUBSETS - 1]!;
      const parts = shapleyValues(game, DEFECTS.length);
      for (let defect = 0; defect < DEFECTS.length; defect++) perDefect[defect]![day] = parts[defect]!;
    }
    return {
      quantity,
      published,
      allMended,
      level: LEVEL,
      days: count,
      parts: DEFECTS.map((defect, position) => {
        const { estimate, percentile } = dayBlockBootstrap(perDefect[position]!, dayIds, total, {
          seed: BOOTSTRAP_SEED,
          resamples: BOOTSTRAP_RESAMPLES,
          level: LEVEL,
        });
        return { defect, value: estimate, interval: percentile };
      }),
    };
  });
}

function total(values: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]!;
  return sum;
}
