import { describe, expect, test } from 'vitest';
import { breakEvenCost } from '../../src/stats/breakEvenCost.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';

const random = randomFromSeed(17);
const days = Array.from({ length: 120 }, (_, i) => Math.floor(i / 2));
const units = days.map((_, i) => (i % 3 === 0 ? 12.5 : 25));
const results = units.map((unit) => 1.5 * unit + 100 * (randomUnit(random) - 0.5));

describe('break-even cost', () => {
  test('is the cost at which the results are used up', () => {
    const { estimate, days: count } = breakEvenCost(results, units, days, { seed: 1 });
    const left = results.reduce((sum, result, i) => sum + result - estimate * units[i]!, 0);
    expect(left).toBeCloseTo(0, 8);
    expect(count).toBe(60);
  });

  test('has no width where every trade breaks even at the same cost', () => {
    const exact = breakEvenCost(
      units.map((unit) => 2 * unit),
      units,
      days,
      { seed: 1 },
    );
    expect(exact.estimate).toBe(2);
    expect(exact.percentile).toEqual({ low: 2, high: 2 });
  });

  test('has the standard error of a ratio of sums', () => {
    // Linearised (Cochran 1977, section 2.11): sqrt(sum over days of (R - ratio U)^2) / sum of units.
    const { estimate, standardError, percentile } = breakEvenCost(results, units, days, {
      seed: 4,
      resamples: 10_000,
    });
    const residuals = new Float64Array(60);
    results.forEach((result, i) => {
      residuals[days[i]!]! += result - estimate * units[i]!;
    });
    const squares = residuals.reduce((sum, residual) => sum + residual ** 2, 0);
    const expected = Math.sqrt(squares) / units.reduce((sum, unit) => sum + unit, 0);
    expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.03);
    expect(percentile.low).toBeLessThan(estimate);
    expect(percentile.high).toBeGreaterThan(estimate);
  });

  test('is negative where the trades lose even for nothing, and repeats with its seed', () => {
    const losing = breakEvenCost([-5, -5], [1, 1], [1, 2], { seed: 3 });
    expect(losing.estimate).toBe(-5);
    expect(breakEvenCost([3], [1.5], [1], { seed: 3 }).percentile).toEqual({ low: 2, high: 2 });
    expect(breakEvenCost(results, units, days, { seed: 9 })).toEqual(
      breakEvenCost(results, units, days, { seed: 9 }),
    );
  });

  test('draws again where no trade of a resample pays the cost', () => {
    // One of three days pays: missed with probability (2/3)^3 = 0.296; 1000 resamples cost about 421 more.
    const rare = breakEvenCost([1, 2, 3], [0, 0, 1], [1, 2, 3], { seed: 3, resamples: 1000 });
    expect(rare.redrawn).toBeGreaterThan(330);
    expect(rare.redrawn).toBeLessThan(520);
    expect(rare.percentile.low).toBeGreaterThanOrEqual(1);
  });

  test('refuses unequal columns, negative units and no units', () => {
    expect(() => breakEvenCost([1], [1, 2], [1], { seed: 1 })).toThrow(/equal length/);
    expect(() => breakEvenCost([1, 2], [1, -2], [1, 2], { seed: 1 })).toThrow(/units\[1\]/);
    expect(() => breakEvenCost([1, 2], [0, 0], [1, 2], { seed: 1 })).toThrow(/all be 0/);
    expect(() => breakEvenCost([], [], [], { seed: 1 })).toThrow(RangeError);
  });
});
