import type { ScenarioRow } from '../results/model.ts';

/** A grid of cost scenarios: commission by slippage, one cell each, both in ascending order. */
export interface CostGrid {
  readonly commissions: readonly number[];
  readonly slippages: readonly number[];
  /** By commission, then slippage; null where the cell was not run. */
  readonly cells: readonly (readonly (ScenarioRow | null)[])[];
}

/** The grid of scenarios that have one rule for limit fills; of cells given twice, the first. */
export function costGrid(scenarios: readonly ScenarioRow[]): CostGrid {
  const sorted = (values: readonly number[]): number[] => [...new Set(values)].sort((a, b) => a - b);
  const commissions = sorted(scenarios.map((scenario) => scenario.commissionPerContract));
  const slippages = sorted(scenarios.map((scenario) => scenario.slippageTicks));
  const cells = commissions.map((commission) =>
    slippages.map(
      (slippage) =>
        scenarios.find(
          (scenario) => scenario.commissionPerContract === commission && scenario.slippageTicks === slippage,
        ) ?? null,
    ),
  );
  return { commissions, slippages, cells };
}

/** A piece of the line on which profit is zero, in slippage ticks (x) and commission (y). */
export interface ContourPiece {
  readonly x: number;
  readonly y: number;
  readonly x2: number;
  readonly y2: number;
}

type Point = readonly [x: number, y: number];

/**
 * Where net profit is zero, by linear interpolation between neighbouring cells (marching squares; a saddle is cut along the
 * side of its mean). Squares with a missing cell have no line.
 */
export function zeroContour(grid: CostGrid): ContourPiece[] {
  const pieces: ContourPiece[] = [];
  const { commissions, slippages, cells } = grid;
  for (let row = 0; row + 1 < commissions.length; row++) {
    for (let column = 0; column + 1 < slippages.length; column++) {
      const corners = [
        cells[row]![column],
        cells[row]![column + 1],
        cells[row + 1]![column + 1],
        cells[row + 1]![column],
      ];
      if (corners.some((corner) => corner === null || corner === undefined)) continue;
      const values = corners.map((corner) => corner!.netMilli);
      const places: Point[] = [
        [slippages[column]!, commissions[row]!],
        [slippages[column + 1]!, commissions[row]!],
        [slippages[column + 1]!, commissions[row + 1]!],
        [slippages[column]!, commissions[row + 1]!],
      ];
      for (const [from, to] of crossings(values, places)) {
        pieces.push({ x: from[0], y: from[1], x2: to[0], y2: to[1] });
      }
    }
  }
  return pieces;
}

function crossings(values: readonly number[], places: readonly Point[]): (readonly [Point, Point])[] {
  const points: Point[] = [];
  for (let edge = 0; edge < 4; edge++) {
    const next = (edge + 1) % 4;
    const from = values[edge]!;
    const to = values[next]!;
    if (from > 0 === to > 0) continue;
    const share = from / (from - to);
    const [x, y] = places[edge]!;
    const [nextX, nextY] = places[next]!;
    points.push([x + share * (nextX - x), y + share * (nextY - y)]);
  }
  if (points.length === 2) return [[points[0]!, points[1]!]];
  if (points.length < 4) return [];
  const middle = values.reduce((sum, value) => sum + value, 0) / 4;
  // The first corner is joined with the middle when both are on one side: then the cut goes around the other two.
  return middle > 0 === values[0]! > 0
    ? [
        [points[0]!, points[1]!],
        [points[2]!, points[3]!],
      ]
    : [
        [points[3]!, points[0]!],
        [points[1]!, points[2]!],
      ];
}

/**
 * Slippage at which net profit is zero at each commission, by linear interpolation; null where it is not inside the grid.
 */
export function breakEvenSlippages(grid: CostGrid): (number | null)[] {
  return grid.cells.map((row) => {
    for (let column = 0; column + 1 < row.length; column++) {
      const here = row[column]?.netMilli;
      const next = row[column + 1]?.netMilli;
      if (here === undefined || next === undefined || here > 0 === next > 0) continue;
      const [from, to] = [grid.slippages[column]!, grid.slippages[column + 1]!];
      return from + (here / (here - next)) * (to - from);
    }
    return null;
  });
}
