import { expect, test } from 'vitest';
import { drawdownsOf } from '../../../src/report/run/drawdowns.ts';
import type { EquityRow } from '../../../src/results/model.ts';

/** Rows of closed equity, with the drawdown that belongs to it, from 100. */
function rowsOf(equities: readonly number[]): EquityRow[] {
  let high = 100;
  return equities.map((equityMilli, day) => {
    high = Math.max(high, equityMilli);
    return {
      tradeDate: `2025-01-${String(day + 1).padStart(2, '0')}`,
      contract: null,
      bars: 1,
      equityMilli,
      netMilli: 0,
      drawdownMilli: equityMilli - high,
      trades: 0,
    };
  });
}

test('falls are told from the high to where it is reached again, the deepest first', () => {
  // From the start to 90, back at 100 on the fourth; from 110 on the fifth to 88 on the seventh, and not back.
  expect(drawdownsOf(rowsOf([95, 90, 99, 100, 110, 99, 88, 105]))).toEqual([
    {
      from: '2025-01-05',
      deepestOn: '2025-01-07',
      recoveredOn: null,
      tradeDates: 3,
      depthMilli: -22,
      depthShare: -0.2,
    },
    {
      from: null,
      deepestOn: '2025-01-02',
      recoveredOn: '2025-01-04',
      tradeDates: 3,
      depthMilli: -10,
      depthShare: -0.1,
    },
  ]);
});

test('equity that only rises has no fall', () => {
  expect(drawdownsOf(rowsOf([100, 101, 101, 105]))).toEqual([]);
});
