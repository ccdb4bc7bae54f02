import { describe, expect, test } from 'vitest';
import { dayMeanBootstrap, dayMeanTest } from '../../src/stats/dayMeanBootstrap.ts';
import { sampleStandardDeviation, studentInterval, studentTestGreater } from '../../src/stats/means.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';

function noise(n: number, seed: number): number[] {
  const random = randomFromSeed(seed);
  return Array.from({ length: n }, () => randomUnit(random) - 0.5);
}

describe('bootstrap-t for a mean by trading day', () => {
  test('with a trade a day has the usual standard error and is close to Student', () => {
    const values = noise(60, 1);
    const days = values.map((_, i) => i);
    const result = dayMeanBootstrap(values, days, { seed: 2, resamples: 20_000 });
    expect(result.standardError).toBeCloseTo(sampleStandardDeviation(values) / Math.sqrt(60), 12);
    const student = studentInterval(values, 0.95);
    const width = (result.interval.high - result.interval.low) / (student.high - student.low);
    expect(Math.abs(width - 1)).toBeLessThan(0.05);
    expect(result.days).toBe(60);
  });

  test('takes the standard error of a ratio of sums, by hand', () => {
    // Days with sums 3, 1, 2 of 2, 1, 1 trades: mean 1.5; residuals 0, -0.5, 0.5; sqrt(3/2 * 0.5) / 4.
    const result = dayMeanBootstrap([1, 2, 1, 2], [1, 1, 2, 3], { seed: 1 });
    expect(result.estimate).toBe(1.5);
    expect(result.standardError).toBeCloseTo(Math.sqrt(0.75) / 4, 14);
  });

  test('trades repeated inside a day change nothing', () => {
    const values = noise(30, 3);
    const once = dayMeanBootstrap(
      values,
      values.map((_, i) => i),
      { seed: 5 },
    );
    const thrice = dayMeanBootstrap(
      values.flatMap((value) => [value, value, value]),
      values.flatMap((_, i) => [i, i, i]),
      { seed: 5 },
    );
    expect(thrice.interval.low).toBeCloseTo(once.interval.low, 12);
    expect(thrice.interval.high).toBeCloseTo(once.interval.high, 12);
  });

  test('is symmetric, repeats with its seed and widens with the level', () => {
    const values = noise(40, 9).map((value) => Math.exp(3 * value));
    const days = values.map((_, i) => Math.floor(i / 2));
    const usual = dayMeanBootstrap(values, days, { seed: 4 });
    expect(usual.interval.high - usual.estimate).toBeCloseTo(usual.estimate - usual.interval.low, 12);
    expect(dayMeanBootstrap(values, days, { seed: 4 })).toEqual(usual);
    const wide = dayMeanBootstrap(values, days, { seed: 4, level: 0.99 });
    expect(wide.interval.low).toBeLessThan(usual.interval.low);
  });

  test('has no width where all days are equal, and survives two days', () => {
    const flat = dayMeanBootstrap([0.1, 0.1, 0.1], [1, 2, 3], { seed: 1 });
    expect(flat.standardError).toBe(0);
    expect(flat.interval).toEqual({ low: flat.estimate, high: flat.estimate });
    const two = dayMeanBootstrap([1, 2], [1, 2], { seed: 1 });
    expect(two.interval.low).toBeLessThanOrEqual(1.5);
    expect(two.standardError).toBeCloseTo(0.5, 12);
  });

  test('refuses one day, unequal columns and bad options', () => {
    expect(() => dayMeanBootstrap([1, 2], [7, 7], { seed: 1 })).toThrow(/two days/);
    expect(() => dayMeanBootstrap([1, 2], [7], { seed: 1 })).toThrow(/rows/);
    expect(() => dayMeanBootstrap([1, 2], [7, 8], { seed: 1, level: 1 })).toThrow(/level/);
    expect(() => dayMeanBootstrap([1, 2], [7, 8], { seed: 1, resamples: 5 })).toThrow(/resamples/);
  });
});

describe('bootstrap-t test of a mean by trading day', () => {
  const values = noise(60, 1).map((value) => value + 0.08);
  const days = values.map((_, i) => i);

  test('rejects exactly the means outside of the interval', () => {
    const { interval } = dayMeanBootstrap(values, days, { seed: 3, level: 0.9 });
    for (const [end, inside] of [
      [interval.low, 1],
      [interval.high, -1],
    ] as const) {
      const test = (nullMean: number): number =>
        dayMeanTest(values, days, nullMean, 'two-sided', { seed: 3 }).pValue;
      expect(test(end - 0.01 * inside)).toBeLessThan(0.1);
      expect(test(end + 0.01 * inside)).toBeGreaterThan(0.1);
    }
  });

  test('with a trade a day is close to Student on both sides', () => {
    const options = { seed: 6, resamples: 20_000 };
    const above = dayMeanTest(values, days, 0, 'greater', options);
    expect(Math.abs(above.pValue - studentTestGreater(values, 0))).toBeLessThan(0.015);
    const below = dayMeanTest(values, days, 0.15, 'less', options);
    const mirrored = studentTestGreater(
      values.map((value) => -value),
      -0.15,
    );
    expect(Math.abs(below.pValue - mirrored)).toBeLessThan(0.015);
    expect(above.statistic).toBeGreaterThan(0);
    expect(below.statistic).toBeLessThan(0);
  });

  test('proves nothing where all days are equal', () => {
    expect(dayMeanTest([1, 1, 1], [1, 2, 3], 0, 'greater', { seed: 1 })).toMatchObject({
      pValue: 1,
      statistic: 0,
    });
  });

  test('refuses a null that is no number and one day', () => {
    expect(() => dayMeanTest(values, days, Number.NaN, 'less', { seed: 1 })).toThrow(/nullMean/);
    expect(() => dayMeanTest([1, 2], [1, 1], 0, 'less', { seed: 1 })).toThrow(/two days/);
    expect(() => dayMeanTest(values, days, 0, 'less', { seed: 1, resamples: 9 })).toThrow(/resamples/);
  });
});
