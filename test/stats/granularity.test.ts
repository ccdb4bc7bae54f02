import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { countsShowingRate } from '../../src/stats/granularity.ts';

describe('counts that show a printed rate', () => {
  test('64.7% is 101 of 156 and no other count of 156', () => {
    expect(countsShowingRate(64.7, 1, 156).filter(({ n }) => n === 156)).toEqual([{ wins: 101, n: 156 }]);
  });

  test('64.7% first shows at 17 trades and cannot be had from 155 or 18', () => {
    const shown = countsShowingRate(64.7, 1, 160);
    expect(shown[0]).toEqual({ wins: 11, n: 17 });
    // 100/155 = 64.516%, 101/155 = 65.161%; 11/18 = 61.1%, 12/18 = 66.7%.
    expect(shown.some(({ n }) => n === 155 || n === 18)).toBe(false);
  });

  test('a tie between two printed values counts for both', () => {
    // 1/8 = 12.5%: prints 12 or 13.
    expect(countsShowingRate(12, 0, 8)).toContainEqual({ wins: 1, n: 8 });
    expect(countsShowingRate(13, 0, 8)).toContainEqual({ wins: 1, n: 8 });
  });

  test('finds every count whose rate prints so, and no other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1000 }), (tenths) => {
        const shown = new Set(countsShowingRate(tenths / 10, 1, 120).map(({ wins, n }) => `${wins}/${n}`));
        for (let n = 1; n <= 120; n++) {
          for (let wins = 0; wins <= n; wins++) {
            // |1000 wins / n - tenths| <= 1/2 in whole numbers.
            expect(shown.has(`${wins}/${n}`)).toBe(Math.abs(2000 * wins - 2 * tenths * n) <= n);
          }
        }
      }),
      { numRuns: 12 },
    );
  });

  test('refuses a rate with more digits than are printed', () => {
    expect(() => countsShowingRate(64.74, 1, 10)).toThrow(/decimals/);
    expect(() => countsShowingRate(101, 0, 10)).toThrow(RangeError);
    expect(() => countsShowingRate(50, 7, 10)).toThrow(RangeError);
    expect(() => countsShowingRate(50, 1, 2_000_000)).toThrow(RangeError);
  });
});
