import { describe, expect, test } from 'vitest';
import { pairPermutationTest, signFlipTest } from '../../src/stats/permutationTests.ts';
import { sizeDecomposition } from '../../src/stats/sizeDecomposition.ts';

describe('sign-flip test by day', () => {
  const values = [1.2, 0.4, -0.3, 2.1, 0.8, 1.1, -0.6, 0.9];
  const own = values.map((_, i) => i);

  test('agrees with all 256 flips', () => {
    let asExtreme = 0;
    const observed = values.reduce((sum, value) => sum + value, 0);
    for (let flips = 0; flips < 256; flips++) {
      const sum = values.reduce((total, value, i) => total + (flips & (1 << i) ? -value : value), 0);
      if (sum >= observed - 1e-12) asExtreme++;
    }
    const result = signFlipTest(values, own, { seed: 3, draws: 40_000 });
    expect(result.observed).toBeCloseTo(observed, 12);
    // Monte Carlo error of a share near 0.03 over 40 000 draws: 0.0008.
    expect(Math.abs(result.pValue - asExtreme / 256)).toBeLessThan(0.004);
    expect(asExtreme / 256).toBeLessThan(0.06);
  });

  test('knows that trades of one day are no independent evidence', () => {
    const alone = signFlipTest(values, own, { seed: 1 }).pValue;
    const oneDay = signFlipTest(
      values,
      values.map(() => 7),
      { seed: 1 },
    ).pValue;
    expect(oneDay).toBeGreaterThan(0.4);
    expect(alone).toBeLessThan(0.06);
  });

  test('flips more than 32 days, each on its own', () => {
    // 100 days of one: the sum of random signs is at least 20 with probability 0.0284 (binomial, >= 60 of 100).
    const ones = Array.from({ length: 100 }, (_, i) => (i < 60 ? 1 : -1));
    const result = signFlipTest(
      ones,
      ones.map((_, i) => i),
      { seed: 8, draws: 20_000 },
    );
    expect(Math.abs(result.pValue - 0.028444)).toBeLessThan(0.005);
  });

  test('looks at the side asked for', () => {
    const losing = values.map((value) => -value);
    expect(signFlipTest(losing, own, { seed: 1, tail: 'less' }).pValue).toBeLessThan(0.06);
    expect(signFlipTest(losing, own, { seed: 1 }).pValue).toBeGreaterThan(0.9);
    const both = signFlipTest(values, own, { seed: 1, tail: 'two-sided' }).pValue;
    expect(both).toBeCloseTo(2 * signFlipTest(values, own, { seed: 1 }).pValue, 12);
  });

  test('refuses too few draws and unequal columns', () => {
    expect(() => signFlipTest(values, own, { seed: 1, draws: 10 })).toThrow(/draws/);
    expect(() => signFlipTest(values, [1], { seed: 1 })).toThrow(/equal length/);
    expect(() => signFlipTest([], [], { seed: 1 })).toThrow(RangeError);
  });
});

describe('permutation of pairs', () => {
  const covariance = (first: Float64Array, second: Float64Array): number =>
    sizeDecomposition(first, second).covariance;

  test('agrees with all 720 deals of six', () => {
    const sizes = [1, 1.5, 2, 2.5, 3, 1.2];
    const returns = [-0.4, 0.1, 0.2, 0.9, 0.5, -0.6];
    const observed = sizeDecomposition(sizes, returns).covariance;
    let asExtreme = 0;
    const deal = (dealt: number[], left: number[]): void => {
      if (left.length === 0 && sizeDecomposition(sizes, dealt).covariance >= observed - 1e-12) asExtreme++;
      left.forEach((value, i) => {
        deal(
          [...dealt, value],
          left.filter((_, j) => j !== i),
        );
      });
    };
    deal([], returns);
    const result = pairPermutationTest(sizes, returns, covariance, { seed: 5, draws: 20_000 });
    expect(result.observed).toBeCloseTo(observed, 14);
    expect(Math.abs(result.pValue - asExtreme / 720)).toBeLessThan(0.003);
    expect(asExtreme / 720).toBeLessThan(0.02);
  });

  test('finds nothing where sizes are all equal', () => {
    expect(pairPermutationTest([2, 2, 2], [1, -1, 3], covariance, { seed: 5 }).pValue).toBe(1);
  });

  test('deals as often as asked, and once as observed', () => {
    let calls = 0;
    const result = pairPermutationTest([1, 2, 3], [3, 1, 2], () => ++calls, { seed: 5, draws: 99 });
    expect(calls).toBe(100);
    // The observed figure is 1, every later one is greater.
    expect(result).toEqual({ observed: 1, pValue: 1, asExtreme: 99, nullFigures: 99 });
  });

  test('refuses an undefined statistic', () => {
    expect(() => pairPermutationTest([1, 2], [1, 2], () => Number.NaN, { seed: 5 })).toThrow(/statistic/);
  });
});
