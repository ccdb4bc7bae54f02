import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { quantile, quantiles } from '../../src/stats/quantiles.ts';

describe('quantiles', () => {
  test('agree with numpy', () => {
    // numpy 2.4.6, np.quantile with its default method "linear", which is type 7.
    const values = [0.0041, -0.0052, 0.0113, 0.0007, -0.0051, 0.0098, 0.0102, -0.0047];
    const expected = [-0.0052, -0.00513, -0.0048, 0.0024, 0.01053, 0.0113];
    quantiles(values, [0, 0.1, 0.25, 0.5, 0.9, 1]).forEach((value, i) => {
      expect(value).toBeCloseTo(expected[i]!, 14);
    });
  });

  test('leave the column as it was and do not depend on its order', () => {
    const column = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(column, fc.double({ min: 0, max: 1, noNaN: true }), (values, probability) => {
        const before = [...values];
        const figure = quantile(values, probability);
        expect(values).toEqual(before);
        expect(quantile([...values].reverse(), probability)).toBe(figure);
        expect(figure).toBeGreaterThanOrEqual(Math.min(...values));
        expect(figure).toBeLessThanOrEqual(Math.max(...values));
      }),
    );
  });

  test('refuse an empty column and a probability outside 0 to 1', () => {
    expect(() => quantile([], 0.5)).toThrow(RangeError);
    expect(() => quantile([1], 1.01)).toThrow(RangeError);
    expect(() => quantile([1, Infinity], 0.5)).toThrow(RangeError);
  });
});
