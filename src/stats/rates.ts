import { betaQuantile, normalQuantile } from './distributions.ts';
import type { Interval } from './interval.ts';
import { requireInsideUnit, requireWins } from './preconditions.ts';

/**
 * Wilson's score interval for a rate (Wilson 1927): the rates that a two-sided score test does not reject.
 *
 * Its coverage is close to `level` on average and dips below it for some rates; Clopper-Pearson never does.
 *
 * @param wins number of wins, 0 <= wins <= n
 * @param n number of trials; n = 0 gives { low: 0, high: 1 }, which is all that no data can say
 * @param level confidence strictly between 0 and 1, such as 0.95
 * @throws RangeError on anything else
 */
export function wilsonInterval(wins: number, n: number, level: number): Interval {
  requireWins(wins, n);
  requireInsideUnit('level', level);
  if (n === 0) return { low: 0, high: 1 };
  const z = -normalQuantile((1 - level) / 2);
  const losses = n - wins;
  const squared = z * z;
  const middle = wins + squared / 2;
  const half = z * Math.sqrt((wins / n) * losses + squared / 4);
  // Where nothing was won, or nothing lost, the difference below is zero in exact arithmetic, not in floating point.
  return {
    low: wins === 0 ? 0 : Math.max(0, (middle - half) / (n + squared)),
    high: losses === 0 ? 1 : Math.min(1, (middle + half) / (n + squared)),
  };
}

/**
 * The exact interval of Clopper and Pearson (1934): coverage is at least `level` for every rate and every n,
 * usually more. Consistent with the exact one-sided tests at (1 - level) / 2 on each side.
 *
 * @param wins number of wins, 0 <= wins <= n
 * @param n number of trials; n = 0 gives { low: 0, high: 1 }
 * @param level confidence strictly between 0 and 1
 * @throws RangeError on anything else
 */
export function clopperPearsonInterval(wins: number, n: number, level: number): Interval {
  requireWins(wins, n);
  requireInsideUnit('level', level);
  const tail = (1 - level) / 2;
  const losses = n - wins;
  return {
    low: wins === 0 ? 0 : betaQuantile(tail, wins, losses + 1),
    high: losses === 0 ? 1 : 1 - betaQuantile(tail, losses, wins + 1),
  };
}

/**
 * Jeffreys' interval: equal tails of the posterior Beta(wins + 1/2, losses + 1/2), with the end at 0 or 1 where
 * nothing was won or nothing lost (Brown, Cai, DasGupta 2001). Coverage near `level` on average, not guaranteed.
 *
 * @param wins number of wins, 0 <= wins <= n
 * @param n number of trials; n = 0 gives { low: 0, high: 1 }
 * @param level probability strictly between 0 and 1
 * @throws RangeError on anything else
 */
export function jeffreysInterval(wins: number, n: number, level: number): Interval {
  requireWins(wins, n);
  requireInsideUnit('level', level);
  const tail = (1 - level) / 2;
  const losses = n - wins;
  return {
    low: wins === 0 ? 0 : betaQuantile(tail, wins + 0.5, losses + 0.5),
    high: losses === 0 ? 1 : 1 - betaQuantile(tail, losses + 0.5, wins + 0.5),
  };
}
