import type { RunResult } from '../../results/model.ts';
import { quantiles } from '../../stats/quantiles.ts';
import { randomFromSeed } from '../../stats/random.ts';
import { shuffleInPlace } from '../../stats/shuffle.ts';

const SEED = 20_250_607;
/** Values that are put into random order in all: many orders of few, fewer of many. */
const WORK = 20_000_000;
const MOST_ORDERS = 1000;

/** What is seen in the order that happened, and the middle 90% of it when the same values come in random order. */
export interface OrderLuck {
  readonly seen: number;
  readonly low: number;
  readonly median: number;
  readonly high: number;
  readonly n: number;
  readonly orders: number;
}

/**
 * Deepest drawdown of closed equity in thousandths of a dollar, a positive number, and what the same daily results give in random
 * order: whether losses came in a row by more than chance. null with fewer than ten days that have a result.
 */
export function drawdownLuck({ equity }: Pick<RunResult, 'equity'>): OrderLuck | null {
  const nets = Float64Array.from(equity.map((row) => row.netMilli).filter((net) => net !== 0));
  return nets.length < 10 ? null : luckOf(nets, deepestFall);
}

/** Longest run of losing trades, and that of the same trades in random order; null with fewer than ten trades. */
export function losingRunLuck({ trades }: Pick<RunResult, 'trades'>): OrderLuck | null {
  const outcomes = Float64Array.from(trades, (trade) => (trade.netMilli > 0 ? 1 : 0));
  return outcomes.length < 10 ? null : luckOf(outcomes, longestRunOfZeros);
}

function luckOf(values: Float64Array, measure: (values: Float64Array) => number): OrderLuck {
  const seen = measure(values);
  const orders = Math.max(100, Math.min(MOST_ORDERS, Math.floor(WORK / values.length)));
  const random = randomFromSeed(SEED);
  const shuffled = Float64Array.from(values);
  const found = new Float64Array(orders);
  for (let order = 0; order < orders; order++) {
    shuffleInPlace(random, shuffled);
    found[order] = measure(shuffled);
  }
  const [low = 0, median = 0, high = 0] = quantiles(found, [0.05, 0.5, 0.95]);
  return { seen, low, median, high, n: values.length, orders };
}

function deepestFall(nets: Float64Array): number {
  let sum = 0;
  let highest = 0;
  let deepest = 0;
  for (let place = 0; place < nets.length; place++) {
    sum += nets[place]!;
    if (sum > highest) highest = sum;
    if (highest - sum > deepest) deepest = highest - sum;
  }
  return deepest;
}

function longestRunOfZeros(values: Float64Array): number {
  let run = 0;
  let longest = 0;
  for (let place = 0; place < values.length; place++) {
    run = values[place] === 0 ? run + 1 : 0;
    if (run > longest) longest = run;
  }
  return longest;
}
