import { double, estimate, integer, interval, nullable, record, text, whole } from './fields.ts';
import type { Estimate } from './model.ts';
import type { BreakEvenRow, ExecutionRow, PublishedScenarioRow, RegionRow } from './stressModel.ts';
import type { RunTable } from './tables.ts';

/** A stress test in one row; its grid is in `scenarios`, under the run. */
export interface StressFacts {
  readonly stressId: string;
  readonly runId: string;
  readonly command: string;
  readonly fixedTradesBreakEven: Estimate | null;
  readonly basisUsd: number;
  readonly notionalUsd: number;
  readonly claimedGross: number;
  readonly grossHere: Estimate | null;
  readonly figuresDigest: string;
}

export const STRESSES: RunTable<StressFacts> = {
  name: 'stresses',
  about: 'One row a stress test of a run; the cells of its grid are in scenarios, under the run.',
  row: record<StressFacts>({
    stressId: text('hash of the run, the grid and the region'),
    runId: text('the run'),
    command: text('the command that makes the stress test again'),
    fixedTradesBreakEven: nullable(
      estimate("slippage in ticks a side at which the run's trades, held fixed, earn nothing"),
    ),
    basisUsd: double('dollars that the published cost was divided by'),
    notionalUsd: double('mean entry notional of one contract'),
    claimedGross: double('the published gross mean return'),
    grossHere: nullable(estimate('mean gross return of the run')),
    figuresDigest: text('SHA-256 of all figures; the same inputs give the same digest'),
  }),
};

export const STRESS_BREAK_EVENS: RunTable<BreakEvenRow> = {
  name: 'stress_break_evens',
  about: 'The slippage that takes the profit at each commission, risk and sizing simulated again.',
  row: record<BreakEvenRow>({
    limitFill: text('what a bar must do to fill a limit'),
    commissionPerContract: double('USD a contract and side'),
    slippageTicks: double('break-even in ticks a side, clipped to the grid'),
    place: text('below-grid, inside or above-grid'),
    interval: interval('trading days drawn again, clipped to the grid'),
    level: double('confidence level of the interval'),
    trades: integer('trades at the least slippage of the grid'),
    days: integer('trading days that are drawn from'),
  }),
};

export const STRESS_REGIONS: RunTable<RegionRow> = {
  name: 'stress_regions',
  about: 'How much of a stated region of costs earns; a property of the region, and no probability.',
  row: record<RegionRow>({
    limitFill: text('what a bar must do to fill a limit'),
    commissionLow: double('least commission of the region'),
    commissionHigh: double('greatest commission'),
    slippageLow: double('least slippage in ticks'),
    slippageHigh: double('greatest slippage'),
    cells: integer('cells that stand for a part of it'),
    covered: double('share of the region that the grid covers'),
    profitable: double('share of the covered part with a profit'),
    interval: interval('of that share, trading days drawn again'),
    surelyProfitable: double('share with the mean net return above zero by its whole interval'),
    surelyLosing: double('share with it below zero by its whole interval'),
    days: integer('trading days that are drawn from'),
  }),
};

export const STRESS_PUBLISHED: RunTable<PublishedScenarioRow> = {
  name: 'stress_published',
  about: 'The six named scenarios under the published arithmetic and under ours.',
  row: record<PublishedScenarioRow>({
    name: text('name of the scenario'),
    commissionPerContract: double('USD a contract and side'),
    slippageTicks: double('ticks a contract and side'),
    claimedOnBasis: double('published gross less cost over the published basis'),
    claimedOnNotional: double('published gross less the same cost over the notional'),
    hereOnBasis: nullable(double("this run's gross less the published cost over the published basis")),
    here: nullable(estimate('mean net return of this run under the scenario')),
  }),
};

export const STRESS_EXECUTIONS: RunTable<ExecutionRow> = {
  name: 'stress_executions',
  about: 'The run again under other models of execution, one change at a time.',
  row: record<ExecutionRow>({
    name: text('what is changed'),
    about: text('the same in a sentence'),
    latencyBars: integer('bars before an entry order reaches the market'),
    slippageModel: text('model of slippage'),
    commissionPerContract: double('USD a contract and side'),
    slippageTicks: double('ticks a contract and side'),
    limitFill: text('what a bar must do to fill a limit'),
    trades: integer('closed trades'),
    wins: integer('trades with a net profit'),
    winRate: nullable(estimate('share of trades with a net profit')),
    meanNetReturn: nullable(estimate('mean net return on entry notional')),
    netMilli: whole('net profit, thousandths of a dollar'),
    maxDrawdownMilli: whole('deepest fall of closed equity, thousandths of a dollar'),
  }),
};

/** A cell of the grid by the name that it has among the scenarios of the run. */
export interface StressCellRow {
  readonly name: string;
}

export const STRESS_CELLS: RunTable<StressCellRow> = {
  name: 'stress_cells',
  about: 'Which scenarios of the run are the grid of the stress test; a run may have cells of several.',
  row: record<StressCellRow>({ name: text('name of the scenario') }),
};

// biome-ignore lint/suspicious/noExplicitAny: the rows differ from table to table; only names and columns are read here.
export const STRESS_TABLES: readonly RunTable<any>[] = [
  STRESSES,
  STRESS_BREAK_EVENS,
  STRESS_REGIONS,
  STRESS_PUBLISHED,
  STRESS_EXECUTIONS,
  STRESS_CELLS,
];
