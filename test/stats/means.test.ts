import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean, sampleStandardDeviation, studentInterval, studentTestGreater } from '../../src/stats/means.ts';

const returns = [0.0041, -0.0052, 0.0113, 0.0007, -0.0051, 0.0098, 0.0102, -0.0047];

describe('means', () => {
  test('mean, deviation and Student interval agree with numpy and scipy', () => {
    // numpy 2.4.6 and scipy 1.17.1 (stats.t.interval with stats.sem).
    expect(mean(returns)).toBeCloseTo(0.0026375, 15);
    expect(sampleStandardDeviation(returns)).toBeCloseTo(0.007216635048869482, 14);
    const usual = studentInterval(returns, 0.95);
    expect(usual.low).toBeCloseTo(-0.0033957578846211395, 12);
    expect(usual.high).toBeCloseTo(0.00867075788462114, 12);
    const wide = studentInterval(returns, 0.999);
    expect(wide.low).toBeCloseTo(-0.011160527249410374, 12);
    expect(wide.high).toBeCloseTo(0.01643552724941064, 12);
  });

  test('keep their digits far from zero', () => {
    // NIST StRD "NumAcc4": 1001 values around 10000000.2, certified mean 10000000.2 and deviation 0.1.
    const values = [10000000.2];
    for (let i = 0; i < 500; i++) values.push(10000000.1, 10000000.3);
    expect(mean(values)).toBe(10000000.2);
    expect(Math.abs(sampleStandardDeviation(values) - 0.1)).toBeLessThan(1e-8);
  });

  test('deviation is zero for equal values', () => {
    expect(sampleStandardDeviation([0.1, 0.1, 0.1])).toBe(0);
    expect(studentInterval([0.1, 0.1, 0.1], 0.95)).toEqual({ low: 0.1, high: 0.1 });
  });

  test('the interval follows a shift and a change of unit', () => {
    const values = fc.array(fc.double({ min: -10, max: 10, noNaN: true }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(values, fc.double({ min: -5, max: 5, noNaN: true }), (column, shift) => {
        const plain = studentInterval(column, 0.9);
        const moved = studentInterval(
          column.map((value) => -2 * value + shift),
          0.9,
        );
        expect(moved.low).toBeCloseTo(-2 * plain.high + shift, 8);
        expect(moved.high).toBeCloseTo(-2 * plain.low + shift, 8);
      }),
    );
  });

  test('the t test agrees with scipy', () => {
    // scipy 1.17.1, stats.ttest_1samp(returns, null, alternative='greater').
    expect(studentTestGreater(returns, 0)).toBeCloseTo(0.1678265946509302, 12);
    expect(studentTestGreater(returns, 0.02) / 0.99987396042781).toBeCloseTo(1, 8);
    expect(studentTestGreater(returns, -0.1) / 7.64361155026922e-10).toBeCloseTo(1, 8);
  });

  test('the t test rejects at half the error exactly where the interval excludes', () => {
    const { low } = studentInterval(returns, 0.9);
    expect(studentTestGreater(returns, low)).toBeCloseTo(0.05, 10);
    expect(studentTestGreater([1, 1], 0)).toBe(1);
  });

  test('refuse too few values and values that are not finite', () => {
    expect(() => mean([])).toThrow(RangeError);
    expect(() => mean([1, Number.NaN])).toThrow(/values\[1\]/);
    expect(() => sampleStandardDeviation([1])).toThrow(RangeError);
    expect(() => studentInterval([1], 0.95)).toThrow(RangeError);
    expect(() => studentInterval([1, 2], 1)).toThrow(RangeError);
  });
});
