import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { breakEvenSlippages, costGrid, zeroContour } from '../../src/report/costGrid.ts';
import type { ScenarioRow } from '../../src/results/model.ts';

function cell(commissionPerContract: number, slippageTicks: number, netMilli: number): ScenarioRow {
  return {
    name: '',
    commissionPerContract,
    slippageTicks,
    limitFill: 'through',
    trades: 10,
    wins: 4,
    winRate: null,
    meanNetReturn: null,
    netMilli,
    maxDrawdownMilli: 0,
  };
}

describe('a cost grid', () => {
  test('is sorted by commission and slippage whatever the order of its cells, and knows what was not run', () => {
    const grid = costGrid([cell(2, 1, 3), cell(0, 1, 1), cell(0, 0, 2)]);
    expect(grid.commissions).toEqual([0, 2]);
    expect(grid.slippages).toEqual([0, 1]);
    expect(grid.cells.map((row) => row.map((each) => each?.netMilli ?? null))).toEqual([
      [2, 1],
      [null, 3],
    ]);
  });
});

describe('the line of zero profit', () => {
  test('runs between cells by linear interpolation', () => {
    // Net 300 - 100 x slippage - 100 x commission, zero where they add to 3, on a grid of 2 and 4: by hand.
    const plane = (commission: number, slippage: number): ScenarioRow =>
      cell(commission, slippage, 300 - 100 * slippage - 100 * commission);
    const grid = costGrid([plane(0, 2), plane(0, 4), plane(2, 2), plane(2, 4)]);
    expect(zeroContour(grid)).toEqual([{ x: 3, y: 0, x2: 2, y2: 1 }]);
    expect(breakEvenSlippages(grid)).toEqual([3, null]);
  });

  test('is not drawn where nothing changes sign, or where a cell is missing', () => {
    expect(zeroContour(costGrid([cell(0, 0, 5), cell(0, 1, 4), cell(1, 0, 3), cell(1, 1, 2)]))).toEqual([]);
    expect(zeroContour(costGrid([cell(0, 0, 5), cell(0, 1, -4), cell(1, 0, 3)]))).toEqual([]);
    expect(breakEvenSlippages(costGrid([cell(0, 0, 5), cell(0, 1, 4)]))).toEqual([null]);
  });

  test('goes round the side of the mean in a saddle', () => {
    // Corners by hand: first and third positive; a positive mean joins them, so that the pieces cut the others off.
    const joined = zeroContour(costGrid([cell(0, 0, 3), cell(0, 1, -1), cell(1, 0, -1), cell(1, 1, 3)]));
    expect(joined).toEqual([
      { x: 0.75, y: 0, x2: 1, y2: 0.25 },
      { x: 0.25, y: 1, x2: 0, y2: 0.75 },
    ]);
    const split = zeroContour(costGrid([cell(0, 0, 1), cell(0, 1, -3), cell(1, 0, -3), cell(1, 1, 1)]));
    expect(split).toEqual([
      { x: 0, y: 0.25, x2: 0.25, y2: 0 },
      { x: 1, y: 0.75, x2: 0.75, y2: 1 },
    ]);
  });

  test('lies on the zero of any plane', () => {
    const weight = fc.double({ min: 0.1, max: 10, noNaN: true });
    fc.assert(
      fc.property(weight, weight, fc.double({ min: -5, max: 60, noNaN: true }), (a, b, c) => {
        const values = [0, 1, 2.5, 4];
        const cells = values.flatMap((commission) =>
          values.map((slippage) => cell(commission, slippage, c - a * slippage - b * commission)),
        );
        for (const { x, y, x2, y2 } of zeroContour(costGrid(cells))) {
          expect(c - a * x - b * y).toBeCloseTo(0, 8);
          expect(c - a * x2 - b * y2).toBeCloseTo(0, 8);
        }
      }),
    );
  });
});
