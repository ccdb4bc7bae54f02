import type { ScenarioRow } from '../results/model.ts';
import { chart } from './chart.ts';
import { breakEvenSlippages, type CostGrid, costGrid, zeroContour } from './costGrid.ts';
import { count, number, percent, returnPercent, seen, signedUsd, standing, usd } from './format.ts';
import { type Html, html } from './html.ts';
import { type Section, section } from './section.ts';
import { table } from './table.ts';
import { colour } from './theme.ts';

/** Below this width a cell has no room for its number. */
const LEAST_LABEL_PIXELS = 38;

/** A cost grid as a heat map with the line of zero profit, and what it takes to get there unless that stands elsewhere. */
export function costSurfaceSection(scenarios: readonly ScenarioRow[], hasBreakEvens = true): Section {
  const title = 'The cost surface';
  if (scenarios.length === 0) return section('surface', title, null, html`<p>No grid was run.</p>`);
  const rules = [...new Set(scenarios.map((scenario) => scenario.limitFill))].sort();
  const lede = html`Net result over commission and slippage. In every cell the whole run is made again, risk and sizing included. The heavy line is where the profit is gone, between the cells by linear interpolation.`;
  const surfaces = rules.map((rule, index) => {
    const grid = costGrid(scenarios.filter((scenario) => scenario.limitFill === rule));
    return html`${surface(grid, rule, `surface-${index + 1}`, rules.length > 1)}${hasBreakEvens ? breakEvenTable(grid) : null}`;
  });
  return section('surface', title, lede, surfaces);
}

function surface(grid: CostGrid, rule: string, id: string, isOneOfSeveral: boolean): Html {
  const cells = grid.cells.flat().filter((cell) => cell !== null);
  const profitable = cells.filter((cell) => cell.netMilli > 0).length;
  const title = isOneOfSeveral ? `Net result, limit fill “${rule}”` : 'Net result';
  return html`${chart({
    id,
    title,
    description: `${number(profitable)} of ${count(cells.length, 'cell')} of this grid (${percent(profitable / cells.length, 0)}) end with a profit. The share depends on the region that was chosen, and the cells are the same trades: it is no probability.`,
    height: 70 + 34 * Math.max(3, grid.commissions.length),
    spec: surfaceSpec(grid),
    table: gridTable(cells),
  })}`;
}

/** The edges of a cell: half-way to its neighbours. */
function edges(values: readonly number[], index: number): readonly [number, number] {
  const here = values[index]!;
  const before = values[index - 1];
  const after = values[index + 1];
  const below = before === undefined ? (after === undefined ? 0.5 : (after - here) / 2) : (here - before) / 2;
  const above = after === undefined ? below : (after - here) / 2;
  return [seen(here - below), seen(here + above)];
}

/** How deep the colour of the extreme cell is, of 1: in both schemes the numbers can be read on it. */
const DEEPEST = 0.45;

function surfaceSpec(grid: CostGrid): object {
  const cells = grid.cells.flatMap((row, y) =>
    row.flatMap((cell, x) => {
      if (cell === null) return [];
      const [left, right] = edges(grid.slippages, x);
      const [low, high] = edges(grid.commissions, y);
      return [
        {
          left,
          right,
          low,
          high,
          x: cell.slippageTicks,
          y: cell.commissionPerContract,
          net: seen(cell.netMilli / 1000),
          short: shortUsd(cell.netMilli),
          words: signedUsd(cell.netMilli),
          costs: `${usd(cell.commissionPerContract * 1000, 2)}, ${number(cell.slippageTicks, 2)} ticks`,
          rate:
            cell.winRate === null
              ? 'no trades'
              : `${percent(cell.winRate.value)} of ${number(cell.winRate.n)}`,
          mean: cell.meanNetReturn === null ? 'no trades' : returnPercent(cell.meanNetReturn.value),
        },
      ];
    }),
  );
  const most = Math.max(...cells.map((cell) => Math.abs(cell.net)), 1) / DEEPEST;
  const x = {
    field: 'left',
    type: 'quantitative',
    title: 'slippage, ticks a side',
    scale: { nice: false, zero: false },
    axis: { values: grid.slippages, grid: false, format: '.2~f' },
  };
  const y = {
    field: 'low',
    type: 'quantitative',
    title: 'commission, USD a side',
    scale: { nice: false, zero: false },
    axis: { values: grid.commissions, grid: false, format: '.2f' },
  };
  return {
    layer: [
      {
        data: { values: cells },
        mark: { type: 'rect', stroke: colour('paper'), strokeWidth: 1 },
        encoding: {
          x,
          x2: { field: 'right' },
          y,
          y2: { field: 'high' },
          color: {
            field: 'net',
            type: 'quantitative',
            scale: {
              domain: [-most, 0, most],
              range: [colour('loss'), colour('surface'), colour('gain')],
              interpolate: 'rgb',
            },
            legend: null,
          },
          tooltip: [
            { field: 'costs', title: 'costs' },
            { field: 'words', title: 'net' },
            { field: 'mean', title: 'mean net return' },
            { field: 'rate', title: 'win rate' },
          ],
        },
      },
      {
        data: { values: zeroContour(grid) },
        mark: { type: 'rule', color: colour('ink'), strokeWidth: 2.5, strokeCap: 'round' },
        encoding: {
          x: { field: 'x', type: 'quantitative' },
          x2: { field: 'x2' },
          y: { field: 'y', type: 'quantitative' },
          y2: { field: 'y2' },
        },
      },
      {
        data: { values: cells },
        // On a narrow screen the numbers would run into each other: there the colours, the tooltips and the table say it.
        mark: {
          type: 'text',
          fontSize: 11,
          opacity: { expr: `width / ${grid.slippages.length} < ${LEAST_LABEL_PIXELS} ? 0 : 1` },
        },
        encoding: {
          x: { field: 'x', type: 'quantitative' },
          y: { field: 'y', type: 'quantitative' },
          text: { field: 'short' },
        },
      },
    ],
  };
}

/** Thousands of dollars, short enough for a cell. */
function shortUsd(milli: number): string {
  return `${number(milli / 1e6, Math.abs(milli) < 1e7 ? 1 : 0)}k`;
}

function breakEvenTable(grid: CostGrid): Html {
  const slippages = breakEvenSlippages(grid);
  const least = grid.slippages[0]!;
  const most = grid.slippages.at(-1)!;
  const words = (slippage: number | null, index: number): string => {
    if (slippage !== null) return `${number(slippage, 2)} ticks`;
    const first = grid.cells[index]!.find((cell) => cell !== null);
    if (first === undefined || first === null) return 'not run';
    return first.netMilli > 0
      ? `more than ${number(most, 2)} ticks`
      : `a loss already at ${number(least, 2)} ticks`;
  };
  return html`<h3>Slippage that takes the profit</h3>${table(
    'Break-even slippage by commission',
    [{ title: 'commission a side' }, { title: 'break-even slippage a side', isNumber: true }],
    grid.commissions.map((commission, index) => [usd(commission * 1000, 2), words(slippages[index]!, index)]),
  )}`;
}

function gridTable(cells: readonly ScenarioRow[]): Html {
  return table(
    'Cells of the grid',
    [
      { title: 'commission' },
      { title: 'slippage, ticks', isNumber: true },
      { title: 'trades', isNumber: true },
      { title: 'win rate', isNumber: true },
      { title: 'mean net return' },
      { title: 'net', isNumber: true },
      { title: 'drawdown', isNumber: true, isExtra: true },
    ],
    cells.map((cell) => [
      usd(cell.commissionPerContract * 1000, 2),
      number(cell.slippageTicks, 2),
      number(cell.trades),
      cell.winRate === null ? 'undefined' : `${percent(cell.winRate.value)} of ${number(cell.winRate.n)}`,
      cell.meanNetReturn === null
        ? 'undefined'
        : `${returnPercent(cell.meanNetReturn.value)}; ${standing(cell.meanNetReturn, returnPercent)}`,
      signedUsd(cell.netMilli),
      usd(-cell.maxDrawdownMilli),
    ]),
  );
}
