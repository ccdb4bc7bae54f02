import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  anytimeRateInterval,
  anytimeRatePValue,
  anytimeRatePValueGreater,
} from '../../src/stats/anytimeRate.ts';
import { binomialProbability } from '../../src/stats/binomial.ts';
import { clopperPearsonInterval } from '../../src/stats/rates.ts';

// All golden values: mpmath with 40 digits, the beta-binomial ratio bisected, incomplete beta functions for the cut mixture.
describe('intervals and p-values for a rate that hold at any time', () => {
  test.each([
    [101, 156, 0.95, 0.512907598250374, 0.767797896738035],
    [0, 10, 0.95, 0, 0.376987350990677],
    [7, 10, 0.9, 0.283868203457473, 0.958090036463996],
  ])('the interval of %i of %i at %d', (wins, n, level, low, high) => {
    const interval = anytimeRateInterval(wins, n, level);
    expect(interval.low).toBeCloseTo(low, 11);
    expect(interval.high).toBeCloseTo(high, 11);
  });

  test('p-values of both kinds', () => {
    expect(anytimeRatePValue(101, 156, 0.5)).toBeCloseTo(0.01605882427283795, 12);
    expect(anytimeRatePValueGreater(101, 156, 0.5)).toBeCloseTo(0.00803024933412678, 12);
    expect(anytimeRatePValue(20, 20, 0.5) / 7.606836450479145e-6).toBeCloseTo(1, 10);
    expect(anytimeRatePValueGreater(20, 20, 0.5) / 3.80341866465958e-6).toBeCloseTo(1, 10);
    expect(anytimeRatePValueGreater(60, 156, 0.5)).toBe(1);
    expect(anytimeRatePValue(3, 10, 0.33)).toBe(1);
  });

  test('the mixture ratio is a martingale: what is seen of it stays below one in expectation', () => {
    // The p-value is capped at one and hides ratios below it, so the expectation over the rest must stay below one.
    const rate = 0.35;
    for (const n of [1, 5, 14]) {
      let above = 0;
      for (let wins = 0; wins <= n; wins++) {
        const pValue = anytimeRatePValue(wins, n, rate);
        if (pValue < 1) above += binomialProbability(wins, n, rate) / pValue;
      }
      expect(above).toBeGreaterThan(0.2);
      expect(above).toBeLessThan(1);
    }
  });

  test('no path of twelve trials is ever falsely excluded more often than allowed', () => {
    // Exact: all 4096 paths, looked at after every trial.
    const level = 0.8;
    const table = Array.from({ length: 13 }, (_, n) =>
      Array.from({ length: n + 1 }, (_, wins) => anytimeRateInterval(wins, n, level)),
    );
    for (const rate of [0.05, 0.3, 0.5, 0.81]) {
      let missed = 0;
      for (let path = 0; path < 4096; path++) {
        let wins = 0;
        let isExcluded = false;
        for (let n = 1; n <= 12; n++) {
          wins += (path >> (n - 1)) & 1;
          const { low, high } = table[n]![wins]!;
          if (rate < low || rate > high) isExcluded = true;
        }
        if (isExcluded) missed += rate ** wins * (1 - rate) ** (12 - wins);
      }
      expect(missed).toBeLessThanOrEqual(1 - level);
      expect(missed).toBeGreaterThan(0);
    }
  });

  test('is wider than the interval that may be looked at once, and says nothing without trials', () => {
    expect(anytimeRateInterval(0, 0, 0.95)).toEqual({ low: 0, high: 1 });
    fc.assert(
      fc.property(fc.nat(300), fc.nat(300), (wins, losses) => {
        fc.pre(wins + losses > 0);
        const always = anytimeRateInterval(wins, wins + losses, 0.95);
        const once = clopperPearsonInterval(wins, wins + losses, 0.95);
        expect(always.low).toBeLessThanOrEqual(once.low + 1e-12);
        expect(always.high).toBeGreaterThanOrEqual(once.high - 1e-12);
      }),
    );
  });

  test('the interval excludes exactly the rates whose p-value is at most alpha', () => {
    fc.assert(
      fc.property(
        fc.nat(80),
        fc.nat(80),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (wins, losses, rate) => {
          const { low, high } = anytimeRateInterval(wins, wins + losses, 0.9);
          fc.pre(Math.abs(rate - low) > 1e-9 && Math.abs(rate - high) > 1e-9);
          expect(anytimeRatePValue(wins, wins + losses, rate) <= 0.1).toBe(rate < low || rate > high);
        },
      ),
    );
  });

  test('refuse what is no count, no level and no mixture', () => {
    expect(() => anytimeRateInterval(3, 2, 0.95)).toThrow(RangeError);
    expect(() => anytimeRateInterval(1, 2, 1)).toThrow(/level/);
    expect(() => anytimeRatePValue(1, 2, 0)).toThrow(/nullRate/);
    expect(() => anytimeRatePValueGreater(1, 2, 1)).toThrow(/nullRate/);
    expect(() => anytimeRatePValue(1, 2, 0.5, { a: 0, b: 1 })).toThrow(/mixture/);
  });
});
