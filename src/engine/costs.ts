import type { Instrument } from '../market/instruments.ts';
import type { ExitReason } from './events.ts';

/** What a fill costs, in the units people name: a commission per contract and side, and slippage in ticks. */
export interface Costs {
  /** USD a contract and side, on every fill. */
  readonly commissionPerContract: number;
  /** Ticks a contract and side, on market and stop fills; limits and targets have none. */
  readonly slippageTicks: number;
}

/** The same as money of one instrument: thousandths of a dollar a contract and side. Slippage is a cost, not a price. */
export interface CostMoney {
  readonly commissionMilli: number;
  readonly slippageMilli: number;
}

/** Costs as whole thousandths of a dollar, each rounded once, half up. */
export function costMoney(costs: Costs, instrument: Instrument): CostMoney {
  return {
    commissionMilli: Math.round(costs.commissionPerContract * 1000),
    slippageMilli: Math.round(costs.slippageTicks * instrument.tickValueMilli),
  };
}

/** A fill, as far as a cost model may look at it. */
export interface CostedFill {
  /** `limit` is the entry; all others are exits. */
  readonly reason: 'limit' | ExitReason;
  /** Open of the bar it happened in, UTC ms, and what traded in that bar. */
  readonly barTime: number;
  readonly barVolume: number;
  readonly quantity: number;
}

/** Money that a fill costs, in whole thousandths of a dollar for all its contracts. */
export interface CostModel {
  commissionMilli(fill: CostedFill): number;
  slippageMilli(fill: CostedFill): number;
  /** What the gate sets aside for one contract: two commissions and one stop's slippage. */
  readonly reserveMilli: number;
}

/** The cost model of V6 A.8: the same commission on every fill, the same slippage on every fill that is not a limit or target. */
export function fixedCosts(costs: Costs, instrument: Instrument): CostModel {
  const { commissionMilli, slippageMilli } = costMoney(costs, instrument);
  return {
    commissionMilli: (fill) => commissionMilli * fill.quantity,
    slippageMilli: (fill) =>
      fill.reason === 'limit' || fill.reason === 'target' ? 0 : slippageMilli * fill.quantity,
    reserveMilli: 2 * commissionMilli + slippageMilli,
  };
}

export interface CostScenario extends Costs {
  readonly name: string;
}

/** The six scenarios over which the published claim of cost resilience was made. */
export const NAMED_SCENARIOS: readonly CostScenario[] = [
  { name: 'low-cost', commissionPerContract: 1, slippageTicks: 0.5 },
  { name: 'base', commissionPerContract: 2.5, slippageTicks: 0.75 },
  { name: 'higher-cost', commissionPerContract: 4, slippageTicks: 1 },
  { name: 'market-stress', commissionPerContract: 2.5, slippageTicks: 1.5 },
  { name: 'extreme-stress', commissionPerContract: 5, slippageTicks: 2 },
  { name: 'poor-execution', commissionPerContract: 2.5, slippageTicks: 2.5 },
];
