import type { Estimate, Interval, RunResult, ScenarioRow } from './model.ts';

/** A stress test of a run as plain data. Money is in thousandths of a dollar, costs a contract and side. */

/** The costs about which a share is asked: a rectangle, stated before the grid is looked at. */
export interface CostRegion {
  readonly commissionLow: number;
  readonly commissionHigh: number;
  readonly slippageLow: number;
  readonly slippageHigh: number;
}

/** How much of a region earns, under one rule of limit fills. Shares are of its area, each cell standing for the costs nearest to it. */
export interface RegionRow extends CostRegion {
  readonly limitFill: string;
  /** Cells of the grid that lie in it or stand for a part of it. */
  readonly cells: number;
  /** Share of the region that the grid covers; the other shares are of the covered part. */
  readonly covered: number;
  readonly profitable: number;
  /** Of the profitable share, with trading days drawn again for all cells together. */
  readonly interval: Interval;
  /** Shares whose mean net return is above, and below, zero by its whole interval. */
  readonly surelyProfitable: number;
  readonly surelyLosing: number;
  readonly days: number;
}

/**
 * The slippage that takes the profit at one commission, risk and sizing simulated again at each slippage: where net
 * profit first falls to zero, by linear interpolation. Ends are clipped to the grid: an end at its least means at or below it, at its
 * greatest at or above it.
 */
export interface BreakEvenRow {
  readonly limitFill: string;
  readonly commissionPerContract: number;
  readonly slippageTicks: number;
  readonly place: 'below-grid' | 'inside' | 'above-grid';
  readonly interval: Interval;
  readonly level: number;
  /** Trades at the least slippage of the grid, and trading days with a trade in any cell of the row. */
  readonly trades: number;
  readonly days: number;
}

/** A named scenario under the published arithmetic and under ours. Returns are shares of what the row says. */
export interface PublishedScenarioRow {
  readonly name: string;
  readonly commissionPerContract: number;
  readonly slippageTicks: number;
  /** The published gross mean less its cost over 5 000 USD, and over the notional. */
  readonly claimedOnBasis: number;
  readonly claimedOnNotional: number;
  /** This run's gross mean less the published cost over 5 000 USD; null without trades. */
  readonly hereOnBasis: number | null;
  /** This run simulated again under the scenario, both sides paid, over the notional of each trade. */
  readonly here: Estimate | null;
}

export interface PublishedComparison {
  readonly basisUsd: number;
  /** Mean entry notional of one contract in this run; null without trades, and then a stated one is used. */
  readonly notionalUsd: number;
  readonly isNotionalOfRun: boolean;
  readonly claimedGross: number;
  readonly grossHere: Estimate | null;
  readonly rows: readonly PublishedScenarioRow[];
}

/** The run again under another model of execution, costs as the run's. */
export interface ExecutionRow extends ScenarioRow {
  readonly about: string;
  readonly latencyBars: number;
  readonly slippageModel: string;
}

export interface StressResult {
  readonly stressId: string;
  readonly run: RunResult;
  readonly command: string;
  readonly grid: readonly ScenarioRow[];
  readonly breakEvens: readonly BreakEvenRow[];
  /** The same with the run's own trades held fixed, in ticks a side; null where no trade pays slippage. */
  readonly fixedTradesBreakEven: Estimate | null;
  readonly regions: readonly RegionRow[];
  readonly published: PublishedComparison;
  readonly executions: readonly ExecutionRow[];
}
