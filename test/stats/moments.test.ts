import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moments } from '../../src/stats/moments.ts';

describe('moments', () => {
  test('agree with scipy', () => {
    // scipy 1.17.1: stats.skew and stats.kurtosis(fisher=False), both biased; numpy for mean and std(ddof=1).
    const facts = moments([0.0041, -0.0052, 0.0113, 0.0007, -0.0051, 0.0098, 0.0102, -0.0047]);
    expect(facts.skewness).toBeCloseTo(0.04312434708856728, 12);
    expect(facts.kurtosis).toBeCloseTo(1.3127347959523945, 12);
    expect(facts.mean).toBeCloseTo(0.0026375, 15);
    expect(facts.standardDeviation).toBeCloseTo(0.007216635048869482, 14);
    expect(facts.n).toBe(8);
  });

  test('obey the inequality between skewness and kurtosis', () => {
    const column = fc.array(
      fc.integer({ min: -100, max: 100 }).map((value) => value / 100),
      { minLength: 2, maxLength: 30 },
    );
    fc.assert(
      fc.property(column, (values) => {
        fc.pre(Math.max(...values) - Math.min(...values) > 1e-6);
        const { skewness, kurtosis } = moments(values);
        expect(kurtosis).toBeGreaterThanOrEqual(1 + skewness ** 2 - 1e-6);
      }),
    );
  });

  test('refuse a column without spread', () => {
    expect(() => moments([0.1, 0.1, 0.1])).toThrow(/differ/);
    expect(() => moments([0.1])).toThrow(RangeError);
  });
});
