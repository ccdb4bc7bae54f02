import type { Instrument } from '../market/instruments.ts';

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

export function costMoney(costs: Costs, instrument: Instrument): CostMoney {
  return {
    commissionMilli: Math.round(costs.commissionPerContract * 1000),
    slippageMilli: Math.round(costs.slippageTicks * instrument.tickValueMilli),
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
