import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialProbability } from '../../src/stats/binomial.ts';

describe('binomial probability', () => {
  // mpmath with 40 digits: binomial(n, k) p^k (1 - p)^(n - k).
  test.each([
    [101, 156, 0.5, 6.834351810752747e-5],
    [3, 10, 0.3, 0.266827932],
    [0, 20, 0.1, 0.12157665459056927],
    [500, 1_000_000, 0.0005, 0.017842729108770064],
    [700_000, 1_000_000, 0.69, 6.412697654630962e-106],
  ])('of %i wins in %i at %d keeps twelve digits', (wins, n, rate, expected) => {
    expect(Math.abs(binomialProbability(wins, n, rate) / expected - 1)).toBeLessThan(1e-12);
  });

  test('is certain at the rates 0 and 1', () => {
    expect([0, 1].map((wins) => binomialProbability(wins, 5, 0))).toEqual([1, 0]);
    expect([4, 5].map((wins) => binomialProbability(wins, 5, 1))).toEqual([0, 1]);
    expect(binomialProbability(0, 0, 0.3)).toBe(1);
  });

  test('sums to one with the mean n times rate', () => {
    fc.assert(
      fc.property(fc.nat(200), fc.double({ min: 0, max: 1, noNaN: true }), (n, rate) => {
        let total = 0;
        let first = 0;
        for (let wins = 0; wins <= n; wins++) {
          total += binomialProbability(wins, n, rate);
          first += wins * binomialProbability(wins, n, rate);
        }
        expect(total).toBeCloseTo(1, 11);
        expect(first).toBeCloseTo(n * rate, 8);
      }),
    );
  });

  test('refuses what is no count and no rate', () => {
    expect(() => binomialProbability(3, 2, 0.5)).toThrow(RangeError);
    expect(() => binomialProbability(1, 2, 1.5)).toThrow(/rate/);
  });
});
