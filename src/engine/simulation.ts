import type { CostModel } from './costs.ts';
import type { RefusalRule, TradeEvent } from './events.ts';
import type { Direction, Outcome } from './strategy.ts';

export interface SimulationOptions {
  /** In place of the fixed commission and slippage of the engine's parameters. */
  readonly costModel?: CostModel;
  /** Closed trades that the sizer has learned before the run, e.g. those of a backtest; in order of exit time. */
  readonly priorOutcomes?: readonly Outcome[];
}

/** An entry limit that works, or a position that is held, when the data end. It is in no figure. */
export interface OpenAtEnd {
  readonly kind: 'order' | 'position';
  readonly contract: string;
  readonly direction: Direction;
  readonly quantity: number;
  /** The limit of an order, the entry price of a position. */
  readonly priceTicks: number;
  /** When the order was placed or the position entered, UTC ms. */
  readonly since: number;
}

export interface SimulationCounts {
  readonly refusals: Readonly<Record<RefusalRule, number>>;
  /** Entry limits placed, and those of them that ended without a fill. */
  readonly orders: number;
  readonly cancelled: number;
  /** With `entry: retest`: waits begun, lapsed, and signals not taken because one was going on. */
  readonly waits: number;
  readonly lapsed: number;
  readonly skippedWhileWaiting: number;
  readonly entryFills: number;
  readonly emergencyStops: number;
  readonly lossPauses: number;
}

/** The outcome of a run: its trades and what the gate did. The events tell the same in full. */
export interface Simulation {
  readonly trades: readonly TradeEvent[];
  readonly counts: SimulationCounts;
  readonly equityMilli: number;
  readonly highWaterMilli: number;
  readonly openAtEnd: OpenAtEnd | null;
}
