import type { TradeEvent } from '../../engine/events.ts';
import type { Direction } from '../../engine/strategy.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import { dateText, tradeDateOf } from '../../market/calendar.ts';
import type { Estimate } from '../../results/model.ts';
import { mean } from '../../stats/means.ts';
import { meanEstimate } from '../estimates.ts';

/** Contracts that a person bought or sold: UTC ms, ticks, thousandths of a dollar for all of them. */
export interface Execution {
  readonly time: number;
  readonly priceTicks: number;
  readonly quantity: number;
  readonly commissionMilli: number;
}

/** A recommended order, the paper trade of it if there was one, and what a person did. */
export interface FollowedOrder {
  readonly order: number;
  readonly contract: string;
  readonly direction: Direction;
  /** When it was recommended, UTC ms. */
  readonly time: number;
  readonly paper: TradeEvent | undefined;
  /** Open while the person's trade or the paper order is. */
  readonly standing: 'skipped' | 'open' | 'closed';
  readonly entries: readonly Execution[];
  readonly exits: readonly Execution[];
}

/** Lowest and highest price in ticks of a contract's bar that opened at a time (UTC ms); undefined without a bar. */
export type PricesAt = (
  contract: string,
  time: number,
) => { readonly low: number; readonly high: number } | undefined;

/**
 * Where the money between the paper result and the real one went, thousandths of a dollar; above zero is lost to the person.
 * The parts add up to the whole.
 */
export interface ShortfallParts {
  /** By coming at another minute, in which the paper price was no longer to be had. */
  readonly entryDelayMilli: number;
  readonly exitDelayMilli: number;
  /** By another price than was to be had then. */
  readonly entryPriceMilli: number;
  readonly exitPriceMilli: number;
  /** Real commission above the commission and slippage of the paper account. */
  readonly costMilli: number;
  /** Net of the contracts that the paper account traded and the person did not; below zero what the person made beside it. */
  readonly missedMilli: number;
}

export interface Shortfall extends ShortfallParts {
  readonly order: number;
  readonly standing: 'skipped' | 'closed';
  readonly paperNetMilli: number;
  readonly realNetMilli: number;
  /** Paper less real. */
  readonly totalMilli: number;
  /** Ticks a contract that entry and exit were worse than on paper; null where one of the two did not trade. */
  readonly entryTicks: number | null;
  readonly exitTicks: number | null;
}

/**
 * The implementation shortfall of an order after Perold (The Implementation Shortfall: Paper versus Reality, Journal of
 * Portfolio Management 14(3), 1988): what the paper portfolio made and the real one did not, split into execution, cost and
 * opportunity. Paper is here the paper account of the session, costs included.
 * @returns null while it is open
 */
export function shortfallOf(
  followed: FollowedOrder,
  tickValueMilli: number,
  pricesAt: PricesAt,
): Shortfall | null {
  const { order, standing, paper, direction, entries, exits } = followed;
  if (standing === 'open') return null;
  const moveTicks = turnover(exits) - turnover(entries);
  const realGrossMilli = (direction === 1 ? moveTicks : 0 - moveTicks) * tickValueMilli;
  const realCommissionMilli = [...entries, ...exits].reduce((sum, each) => sum + each.commissionMilli, 0);
  const realNetMilli = realGrossMilli - realCommissionMilli;
  const paperNetMilli = paper?.netMilli ?? 0;
  const common = { order, standing, paperNetMilli, realNetMilli, totalMilli: paperNetMilli - realNetMilli };
  const isOnOneSide = paper === undefined || standing === 'skipped';
  if (isOnOneSide) {
    return {
      ...common,
      entryDelayMilli: 0,
      exitDelayMilli: 0,
      entryPriceMilli: 0,
      exitPriceMilli: 0,
      costMilli: realCommissionMilli,
      missedMilli: paperNetMilli - realGrossMilli,
      entryTicks: null,
      exitTicks: null,
    };
  }
  const quantity = entries.reduce((sum, each) => sum + each.quantity, 0);
  // The real quantity's part of what the paper account paid; it pays by the contract, so that this is exact as a rule.
  const paperCostMilli = Math.round(
    ((paper.commissionMilli + paper.slippageMilli) * quantity) / paper.quantity,
  );
  const paperGrossMilli = (paper.grossMilli / paper.quantity) * quantity;
  const entry = slipOf(entries, paper.entryTicks, paper.entryBarTime, direction, followed, pricesAt);
  const exit = slipOf(
    exits,
    paper.exitTicks,
    paper.exitBarTime,
    direction === 1 ? -1 : 1,
    followed,
    pricesAt,
  );
  return {
    ...common,
    entryDelayMilli: entry.delayTicks * tickValueMilli,
    exitDelayMilli: exit.delayTicks * tickValueMilli,
    entryPriceMilli: entry.priceTicks * tickValueMilli,
    exitPriceMilli: exit.priceTicks * tickValueMilli,
    costMilli: realCommissionMilli - paperCostMilli,
    missedMilli: paperNetMilli - (paperGrossMilli - paperCostMilli),
    entryTicks: (entry.delayTicks + entry.priceTicks) / quantity,
    exitTicks: (exit.delayTicks + exit.priceTicks) / quantity,
  };
}

/** How much worse fills on a side (1 buys, -1 sells) were than the paper price, ticks times contracts: for their time, and for their price then. */
function slipOf(
  fills: readonly Execution[],
  paperTicks: number,
  paperBarTime: number,
  side: Direction,
  { contract }: FollowedOrder,
  pricesAt: PricesAt,
): { readonly delayTicks: number; readonly priceTicks: number } {
  let delayTicks = 0;
  let priceTicks = 0;
  for (const fill of fills) {
    const minute = Math.floor(fill.time / MINUTE_MS) * MINUTE_MS;
    const prices = minute === paperBarTime ? undefined : pricesAt(contract, minute);
    // The price nearest to the paper one that was to be had in that minute.
    const nearest =
      prices === undefined ? paperTicks : Math.min(Math.max(paperTicks, prices.low), prices.high);
    const worse = (from: number, to: number): number => (side === 1 ? to - from : from - to) * fill.quantity;
    delayTicks += worse(paperTicks, nearest);
    priceTicks += worse(nearest, fill.priceTicks);
  }
  return { delayTicks, priceTicks };
}

/** A mean, never without its n; its interval is null for fewer than two. */
export interface ShortfallMean {
  readonly n: number;
  readonly mean: number;
  readonly estimate: Estimate | null;
}

export interface ShortfallReview {
  readonly orders: readonly Shortfall[];
  /** Orders that a person has closed, skipped, or not closed yet. */
  readonly closed: number;
  readonly skipped: number;
  readonly open: number;
  /** Sums over the orders, thousandths of a dollar. */
  readonly paperNetMilli: number;
  readonly realNetMilli: number;
  readonly totalMilli: number;
  readonly parts: ShortfallParts;
  /** Ticks a contract, over orders that were closed on both sides; null without any. */
  readonly entryTicks: ShortfallMean | null;
  readonly exitTicks: ShortfallMean | null;
  /** Thousandths of a dollar an order. */
  readonly perOrderMilli: ShortfallMean | null;
}

/** The shortfall of all orders of which a person has said what became of them, their sums and means. */
export function reviewShortfall(
  followed: readonly FollowedOrder[],
  tickValueMilli: number,
  pricesAt: PricesAt,
): ShortfallReview {
  const days = new Map(followed.map(({ order, time }) => [order, dateText(tradeDateOf(time - 1))]));
  const orders = followed.flatMap((each) => shortfallOf(each, tickValueMilli, pricesAt) ?? []);
  const sum = (of: (shortfall: Shortfall) => number): number =>
    orders.reduce((total, each) => total + of(each), 0);
  const meanOver = (of: (shortfall: Shortfall) => number | null): ShortfallMean | null => {
    const counted = orders.flatMap((each) => {
      const value = of(each);
      return value === null ? [] : [{ value, day: days.get(each.order)! }];
    });
    if (counted.length === 0) return null;
    const values = counted.map(({ value }) => value);
    const estimate = meanEstimate(
      values,
      counted.map(({ day }) => day),
    );
    return { n: values.length, mean: mean(values), estimate };
  };
  const count = (standing: FollowedOrder['standing']): number =>
    followed.filter((each) => each.standing === standing).length;
  return {
    orders,
    closed: count('closed'),
    skipped: count('skipped'),
    open: count('open'),
    paperNetMilli: sum(({ paperNetMilli }) => paperNetMilli),
    realNetMilli: sum(({ realNetMilli }) => realNetMilli),
    totalMilli: sum(({ totalMilli }) => totalMilli),
    parts: {
      entryDelayMilli: sum(({ entryDelayMilli }) => entryDelayMilli),
      exitDelayMilli: sum(({ exitDelayMilli }) => exitDelayMilli),
      entryPriceMilli: sum(({ entryPriceMilli }) => entryPriceMilli),
      exitPriceMilli: sum(({ exitPriceMilli }) => exitPriceMilli),
      costMilli: sum(({ costMilli }) => costMilli),
      missedMilli: sum(({ missedMilli }) => missedMilli),
    },
    entryTicks: meanOver(({ entryTicks }) => entryTicks),
    exitTicks: meanOver(({ exitTicks }) => exitTicks),
    perOrderMilli: meanOver(({ totalMilli }) => totalMilli),
  };
}

function turnover(fills: readonly Execution[]): number {
  return fills.reduce((sum, { priceTicks, quantity }) => sum + priceTicks * quantity, 0);
}
