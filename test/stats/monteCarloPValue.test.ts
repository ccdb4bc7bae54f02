import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { monteCarloPValue } from '../../src/stats/monteCarloPValue.ts';

describe('Monte Carlo p-value', () => {
  test('counts the observed figure as a draw of its own', () => {
    const nulls = [1, 2, 3, 4, 5, 6, 7, 8, 9];
    expect(monteCarloPValue(10, nulls, 'greater')).toEqual({ pValue: 0.1, asExtreme: 0, nullFigures: 9 });
    expect(monteCarloPValue(8, nulls, 'greater').pValue).toBe(0.3);
    expect(monteCarloPValue(8, nulls, 'less').pValue).toBe(0.9);
    expect(monteCarloPValue(8, nulls, 'two-sided').pValue).toBe(0.6);
    expect(monteCarloPValue(5, nulls, 'two-sided').pValue).toBe(1);
  });

  test('counts a tie as extreme on both sides', () => {
    expect(monteCarloPValue(1, [1, 1, 1], 'greater').pValue).toBe(1);
    expect(monteCarloPValue(1, [1, 1, 1], 'less').pValue).toBe(1);
  });

  test('is at most k / (m + 1) for exactly k of m + 1 exchangeable figures without ties', () => {
    const distinct = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 2, maxLength: 40 });
    fc.assert(
      fc.property(distinct, (figures) => {
        const pValues = figures.map(
          (figure, i) =>
            monteCarloPValue(
              figure,
              figures.filter((_, j) => j !== i),
              'greater',
            ).pValue,
        );
        [...pValues]
          .sort((a, b) => a - b)
          .forEach((pValue, rank) => {
            expect(pValue).toBeCloseTo((rank + 1) / figures.length, 12);
          });
      }),
    );
  });

  test('refuses no null figures and an undefined observed one', () => {
    expect(() => monteCarloPValue(1, [], 'greater')).toThrow(RangeError);
    expect(() => monteCarloPValue(Number.NaN, [1], 'greater')).toThrow(/observed/);
  });
});
