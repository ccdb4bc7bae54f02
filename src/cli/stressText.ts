import type { ScenarioRow } from '../results/model.ts';
import type { BreakEvenRow, RegionRow, StressResult } from '../results/stressModel.ts';
import { count, dollars, percent, rateText } from './figures.ts';
import { styled, table } from './terminal.ts';

/** What a stress test prints for people. */
export function stressText(
  result: StressResult,
  files: { readonly report: string; readonly database: string },
): string {
  const { run, grid, breakEvens, regions, executions, fixedTradesBreakEven } = result;
  const named = run.scenarios.map((row) => [
    row.name,
    `${row.commissionPerContract.toFixed(2)} USD`,
    `${row.slippageTicks} ticks`,
    ...figuresOf(row),
  ]);
  return [
    styled('bold', 'The six named scenarios'),
    scenarioTable(['Scenario', 'Commission', 'Slippage'], named),
    '',
    styled('bold', `The grid: ${count(grid.length)} cells`),
    gridText(grid),
    ...regions.map(regionText),
    '',
    styled('bold', 'Break-even slippage, ticks a side, simulated again'),
    breakEvenTable(breakEvens, grid),
    fixedTradesBreakEven === null
      ? 'The trades of the run held fixed: undefined, none pays slippage.'
      : `The trades of the run held fixed: ${fixedTradesBreakEven.value.toFixed(2)} [95%: ${fixedTradesBreakEven.interval.low.toFixed(2)} to ${fixedTradesBreakEven.interval.high.toFixed(2)}], n = ${fixedTradesBreakEven.n}`,
    '',
    styled('bold', 'The published 83%'),
    publishedText(result),
    '',
    styled('bold', 'Other models of execution'),
    scenarioTable(
      ['Change'],
      executions.map((row) => [row.name, ...figuresOf(row)]),
    ),
    '',
    `Report   ${files.report}`,
    `Results  ${files.database} (stress test ${result.stressId}, run ${run.header.runId})`,
  ].join('\n');
}

function figuresOf(row: ScenarioRow): string[] {
  return [rateText(row.winRate), rateText(row.meanNetReturn, 3), dollars(row.netMilli)];
}

function scenarioTable(first: readonly string[], rows: readonly (readonly string[])[]): string {
  const columns = [
    ...first.map((title, index) => ({ title, isNumber: index > 0 })),
    { title: 'Win rate' },
    { title: 'Mean net return' },
    { title: 'Net', isNumber: true },
  ];
  return table(columns, rows);
}

function gridText(grid: readonly ScenarioRow[]): string {
  const profitable = grid.filter((row) => row.netMilli > 0).length;
  const best = grid.reduce((a, b) => (b.netMilli > a.netMilli ? b : a));
  const worst = grid.reduce((a, b) => (b.netMilli < a.netMilli ? b : a));
  const cell = (row: ScenarioRow): string =>
    `${dollars(row.netMilli)} at ${row.commissionPerContract} USD and ${row.slippageTicks} ticks (${row.limitFill}, n = ${row.trades})`;
  return `${profitable} of ${grid.length} cells end above zero.\nBest   ${cell(best)}\nWorst  ${cell(worst)}`;
}

function regionText(row: RegionRow): string {
  const { low, high } = row.interval;
  return `Region ${row.commissionLow} to ${row.commissionHigh} USD, ${row.slippageLow} to ${row.slippageHigh} ticks, limit fill ${row.limitFill}: ${percent(row.profitable, 0)} earns [95%: ${percent(low, 0)} to ${percent(high, 0)}], ${percent(row.surelyProfitable, 0)} surely, ${percent(row.surelyLosing, 0)} surely loses (n = ${row.days} trading days)`;
}

function breakEvenTable(rows: readonly BreakEvenRow[], grid: readonly ScenarioRow[]): string {
  const place = { 'below-grid': 'a loss at ', inside: '', 'above-grid': 'above ' };
  const slippages = grid.map((row) => row.slippageTicks);
  const least = Math.min(...slippages);
  const most = Math.max(...slippages);
  // Ends are clipped to the grid: one at its edge means there or beyond.
  const end = (value: number): string =>
    `${value === least ? '<= ' : value === most ? '>= ' : ''}${value.toFixed(2)}`;
  return table(
    [
      { title: 'Limit fill' },
      { title: 'Commission', isNumber: true },
      { title: 'Break-even', isNumber: true },
      { title: '95% interval', isNumber: true },
      { title: 'n', isNumber: true },
    ],
    rows.map((row) => [
      row.limitFill,
      `${row.commissionPerContract.toFixed(2)} USD`,
      `${place[row.place]}${row.slippageTicks.toFixed(2)}`,
      `${end(row.interval.low)} to ${end(row.interval.high)}`,
      String(row.trades),
    ]),
  );
}

function publishedText({ published }: StressResult): string {
  const { rows, basisUsd, notionalUsd } = published;
  const earning = (of: (row: StressResult['published']['rows'][number]) => number | null): number =>
    rows.filter((row) => (of(row) ?? 0) > 0).length;
  return [
    `${earning((row) => row.claimedOnBasis)} of ${rows.length} scenarios earn over ${basisUsd} USD, ${earning((row) => row.claimedOnNotional)} over a notional of ${Math.round(notionalUsd)} USD: one gross mean less a list of constants.`,
    `This run, simulated again: ${earning((row) => row.here?.value ?? null)} of ${rows.length}, ${earning((row) => row.here?.interval.low ?? null)} by the whole interval of the mean.`,
  ].join('\n');
}
