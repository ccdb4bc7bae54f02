import { describe, expect, test } from 'vitest';
import { breakEvenRows, crossing, fixedTradesBreakEven } from '../../../src/research/surface/breakEven.ts';
import { type SurfaceCell, surfaceOf } from '../../../src/research/surface/dailyNet.ts';
import { namedRegion, regionRow, shares } from '../../../src/research/surface/region.ts';
import { rankedQuantile } from '../../../src/research/surface/resample.ts';

/** Cells whose trades make `gross(day)` dollars a day before costs and pay commission + 10 x slippage. */
function cellsOf(
  commissions: readonly number[],
  slippages: readonly number[],
  days: number,
  gross: (day: number) => number,
): SurfaceCell[] {
  return commissions.flatMap((commissionPerContract) =>
    slippages.map((slippageTicks) => {
      const netByDay = new Map<string, number>();
      for (let day = 0; day < days; day++) {
        netByDay.set(String(day), 1000 * (gross(day) - commissionPerContract - 10 * slippageTicks));
      }
      const sum = [...netByDay.values()].reduce((total, net) => total + net, 0);
      const mean = sum / days / 1e6;
      return {
        row: {
          name: '',
          commissionPerContract,
          slippageTicks,
          limitFill: 'through',
          trades: days,
          wins: 0,
          winRate: null,
          meanNetReturn: {
            value: mean,
            n: days,
            interval: { low: mean - 0.006, high: mean + 0.006 },
            level: 0.95,
            method: 'student',
          },
          netMilli: sum,
          maxDrawdownMilli: 0,
        },
        netByDay,
      };
    }),
  );
}

describe('break-even slippage', () => {
  test('is where net profit first falls to zero, between the cells by a straight line', () => {
    expect(crossing([0, 1, 2], [30, 10, -10])).toBe(1.5);
    expect(crossing([0, 1, 2], [30, 0, -10])).toBe(1);
    expect(crossing([0, 1, 2, 3], [30, -10, 10, -10])).toBe(0.75);
    expect(crossing([0, 1], [0, -1])).toBe(Number.NEGATIVE_INFINITY);
    expect(crossing([0, 1], [2, 1])).toBe(Number.POSITIVE_INFINITY);
  });

  test('of days that are all alike has no width', () => {
    // 20 dollars a day less commission and 10 a tick: gone at 2, 1.5 and 0 ticks.
    const rows = breakEvenRows(surfaceOf(cellsOf([0, 5, 20], [0, 1, 2, 3], 10, () => 20)));
    expect(rows.map((row) => [row.slippageTicks, row.place, row.interval.low, row.interval.high])).toEqual([
      [2, 'inside', 2, 2],
      [1.5, 'inside', 1.5, 1.5],
      [0, 'below-grid', 0, 0],
    ]);
    expect(rows[0]).toMatchObject({ commissionPerContract: 0, trades: 10, days: 10, limitFill: 'through' });
  });

  test('of days that differ has the width of their mean, clipped to the grid', () => {
    // Days of 0 and 40 dollars: mean 20, standard error 20 / sqrt(n). With n = 100 that is 2 dollars, 0.2 ticks: 2 +- 0.39.
    const wide = cellsOf([0], [0, 1, 2, 3, 4], 100, (day) => (day % 2 === 0 ? 0 : 40));
    const { slippageTicks, interval } = breakEvenRows(surfaceOf(wide))[0]!;
    expect(slippageTicks).toBe(2);
    expect(interval.low).toBeGreaterThan(1.5);
    expect(interval.low).toBeLessThan(1.75);
    expect(interval.high).toBeGreaterThan(2.25);
    expect(interval.high).toBeLessThan(2.5);
    const narrow = cellsOf([0], [0, 1, 2], 100, (day) => (day % 2 === 0 ? 0 : 40));
    expect(breakEvenRows(surfaceOf(narrow))[0]!.interval.high).toBe(2);
  });

  test('a grid that earns everywhere says above', () => {
    expect(breakEvenRows(surfaceOf(cellsOf([0], [0, 1], 5, () => 50)))[0]).toMatchObject({
      place: 'above-grid',
      slippageTicks: 1,
    });
  });

  test('of the trades held fixed leaves out what pays no slippage', () => {
    // A stop of two contracts and a target of one: (100 - 10 + 200 - 5) / (2 x 12.50) = 11.4 ticks, by hand.
    const trades = [
      { tradeDate: '1', exitReason: 'stop', quantity: 2, grossMilli: 100_000, commissionMilli: 10_000 },
      { tradeDate: '2', exitReason: 'target', quantity: 1, grossMilli: 200_000, commissionMilli: 5000 },
    ];
    expect(fixedTradesBreakEven(trades, 12_500)).toMatchObject({ value: 11.4, n: 2 });
    expect(fixedTradesBreakEven([trades[1]!], 12_500)).toBeNull();
  });
});

describe('a stated region', () => {
  const surface = surfaceOf(cellsOf([0, 5, 10], [0, 1, 2], 10, () => 12));

  test('is shared out among the cells by what lies nearest', () => {
    expect(shares([0, 1, 2], 0, 2)).toEqual([0.25, 0.5, 0.25]);
    expect(shares([0, 1, 2], 0.5, 1.5)).toEqual([0, 1, 0]);
    expect(shares([0, 1, 2], 1, 3)).toEqual([0, 0.25, 0.25]);
    expect(shares([2], 1, 3)).toEqual([1]);
    expect(shares([0, 1, 2], 1.2, 1.2)).toEqual([0, 1, 0]);
    expect(shares([0, 1, 2], 5, 5)).toEqual([0, 0, 0]);
  });

  test('earns by the area of the cells that earn', () => {
    // Net of a day: 12 - commission - 10 x slippage. Above zero at (0, 0), (5, 0), (10, 0), (0, 1): 1/16 + 2/16 + 1/16 + 2/16.
    const region = { commissionLow: 0, commissionHigh: 10, slippageLow: 0, slippageHigh: 2 };
    expect(regionRow(surface, region)).toMatchObject({
      cells: 9,
      covered: 1,
      profitable: 6 / 16,
      interval: { low: 6 / 16, high: 6 / 16 },
      days: 10,
    });
  });

  test('counts as sure what the interval of the mean leaves no doubt of', () => {
    // Half-width 6 dollars: above it are (0, 0) and (5, 0), below its negative (10, 1), (0, 2), (5, 2) and (10, 2).
    const region = { commissionLow: 0, commissionHigh: 10, slippageLow: 0, slippageHigh: 2 };
    const row = regionRow(surface, region)!;
    expect(row.surelyProfitable).toBe(3 / 16);
    expect(row.surelyLosing).toBe(6 / 16);
  });

  test('outside of the grid is no region, and partly outside says how much is covered', () => {
    const beyond = { commissionLow: 20, commissionHigh: 30, slippageLow: 0, slippageHigh: 2 };
    expect(regionRow(surface, beyond)).toBeNull();
    const partly = { commissionLow: 5, commissionHigh: 15, slippageLow: 0, slippageHigh: 2 };
    expect(regionRow(surface, partly)).toMatchObject({ covered: 0.5 });
  });

  test('is the rectangle around the six named scenarios unless another is given', () => {
    expect(namedRegion()).toEqual({
      commissionLow: 1,
      commissionHigh: 5,
      slippageLow: 0.5,
      slippageHigh: 2.5,
    });
  });
});

test('quantiles of figures that may be infinite are order statistics', () => {
  expect(rankedQuantile([-Infinity, 1, 2, Infinity], 0.025)).toBe(-Infinity);
  expect(rankedQuantile([-Infinity, 1, 2, Infinity], 0.5)).toBe(1);
  expect(rankedQuantile([-Infinity, 1, 2, Infinity], 0.975)).toBe(Infinity);
});
