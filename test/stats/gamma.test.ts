import { describe, expect, test } from 'vitest';
import { logBeta, stirlingError } from '../../src/stats/gamma.ts';

// All golden values: mpmath with 40 digits.
describe('gamma function pieces', () => {
  test.each([
    [0.5, 0.1534264097200273],
    [1, 0.08106146679532726],
    [7.25, 0.011487002684428697],
    [15.9, 0.005240399880756108],
    [16, 0.00520765591960964],
    [1000, 0.00008333333055555635],
  ])('the error of Stirling at %d is right to fifteen decimals', (x, expected) => {
    expect(Math.abs(stirlingError(x) - expected)).toBeLessThan(2e-15);
  });

  test.each([
    [0.5, 0.5, 1.1447298858494002],
    [3.25, 0.1, 2.1492355595889707],
    [101.5, 55.5, -102.85473349994261],
    [1e8, 2e8, -190954258.57711312],
    [2.5, 1e9, -51.523481723768107],
  ])('ln B(%d, %d) keeps its digits', (a, b, expected) => {
    expect(Math.abs(logBeta(a, b) / expected - 1)).toBeLessThan(1e-13);
    expect(logBeta(b, a)).toBeCloseTo(logBeta(a, b), 12);
  });

  test('ln B(1, 1) is zero', () => {
    expect(Math.abs(logBeta(1, 1))).toBeLessThan(1e-14);
  });
});
