import { fixedCosts } from '../../../src/engine/costs.ts';
import type { OrderEvent, SignalEvent, TradeEvent } from '../../../src/engine/events.ts';
import type { FeedbackLine } from '../../../src/live/feedback/feedbackLine.ts';
import type { FeedbackTerms } from '../../../src/live/feedback/orderFeedback.ts';
import type { RecommendedOrder } from '../../../src/live/feedback/recommendedOrders.ts';
import { type Instrument, instrumentOf } from '../../../src/market/instruments.ts';

export const ES: Instrument = instrumentOf('ES');
export const TERMS: FeedbackTerms = { instrument: ES, commissionPerContract: 2.5 };
/** 2024-12-03, ten o'clock in New York. */
export const TEN: number = Date.parse('2024-12-03T15:00:00Z');

/** A moment so many minutes after ten. */
export function minute(after: number): string {
  return new Date(TEN + after * 60_000).toISOString();
}

/** An order of two contracts, recommended at ten, filled on paper at its limit and closed by its target ten minutes later. */
export function recommended(
  id: number,
  values: { readonly direction?: 1 | -1; readonly quantity?: number; readonly isClosed?: boolean } = {},
): RecommendedOrder {
  const { direction = 1, quantity = 2, isClosed = true } = values;
  const order = {
    type: 'order',
    id,
    time: TEN,
    signal: id,
    action: 'place',
    contract: 'ESZ4',
    direction,
    quantity,
    limitTicks: 24_000,
  } as OrderEvent;
  const costs = fixedCosts({ commissionPerContract: 2.5, slippageTicks: 0 }, ES);
  const commissionMilli = 2 * costs.commissionMilli({ reason: 'limit', barTime: 0, barVolume: 0, quantity });
  const grossMilli = 20 * ES.tickValueMilli * quantity;
  const paper = {
    type: 'trade',
    id,
    order: id,
    signal: id,
    time: TEN + 10 * 60_000,
    contract: 'ESZ4',
    direction,
    quantity,
    entryTime: TEN + 60_000,
    entryBarTime: TEN,
    entryTicks: 24_000,
    exitBarTime: TEN + 9 * 60_000,
    exitTicks: 24_000 + 20 * direction,
    exitReason: 'target',
    grossMilli,
    commissionMilli,
    slippageMilli: 0,
    netMilli: grossMilli - commissionMilli,
    modalBin: 5,
  } as TradeEvent;
  return {
    order,
    signal: { id, modalBin: 5 } as SignalEvent,
    paper: isClosed ? paper : undefined,
    isOver: isClosed,
  };
}

export const ORDERS: ReadonlyMap<number, RecommendedOrder> = new Map(
  [recommended(1), recommended(2, { direction: -1 }), recommended(3, { isClosed: false })].map((each) => [
    each.order.id,
    each,
  ]),
);

export function entry(
  order: number,
  price: number,
  quantity = 1,
  more: Partial<FeedbackLine> = {},
): FeedbackLine {
  return { kind: 'entry', at: minute(5), time: minute(2), order, price, quantity, ...more } as FeedbackLine;
}

export function exit(
  order: number,
  price: number,
  quantity = 1,
  more: Partial<FeedbackLine> = {},
): FeedbackLine {
  const said = { kind: 'exit', at: minute(15), time: minute(12), reason: 'target' };
  return { ...said, order, price, quantity, ...more } as FeedbackLine;
}
