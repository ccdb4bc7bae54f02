import { monteCarloPValue } from '../../src/stats/monteCarloPValue.ts';
import { pairPermutationTest, signFlipTest } from '../../src/stats/permutationTests.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';
import { sizeDecomposition } from '../../src/stats/sizeDecomposition.ts';
import { type CalibrationRow, conservative, uniform } from './row.ts';
import { clusteredTrades, normal, winsOf } from './samples.ts';

const DRAWS = 199;

/** p-values from draws under a null: sign flips by day, sizes dealt anew, and a null of random entries. */
export function calibrateNulls(simulations: number, seed: number): CalibrationRow[] {
  const random = randomFromSeed(seed);
  const flips: number[] = [];
  const sizes: number[] = [];
  const entries: number[] = [];
  const rates: number[] = [];
  for (let i = 0; i < simulations; i++) {
    const { values, dayIds } = clusteredTrades(random, 40);
    flips.push(signFlipTest(values, dayIds, { seed: seed + i, draws: DRAWS }).pValue);
    const size = values.map(() => 1 + 2 * randomUnit(random));
    const covariance = (first: Float64Array, second: Float64Array): number =>
      sizeDecomposition(first, second).covariance;
    sizes.push(pairPermutationTest(size, values, covariance, { seed: seed + i, draws: DRAWS }).pValue);
    const nulls = Float64Array.from({ length: DRAWS }, () => normal(random));
    entries.push(monteCarloPValue(normal(random), nulls, 'greater').pValue);
    const counts = Float64Array.from({ length: DRAWS }, () => winsOf(random, 30, 1 / 3));
    rates.push(monteCarloPValue(winsOf(random, 30, 1 / 3), counts, 'two-sided').pValue);
  }
  return [
    uniform('sign flips by day of clustered trades', flips),
    uniform('sizes dealt anew among trades', sizes),
    uniform('Monte Carlo p-value of a continuous figure', entries),
    conservative('Monte Carlo p-value of a win count, with ties', rates),
  ];
}
