import { MINUTE_MS } from '../../market/bars.ts';
import { type Instrument, priceOfTicks } from '../../market/instruments.ts';
import { newYorkClock } from '../newYorkText.ts';
import type { RecordedBars } from '../recordedBars.ts';
import type { OrderFeedback } from './orderFeedback.ts';
import type { RecommendedOrder } from './recommendedOrders.ts';

/** People's clocks and the feed's differ: a price counts as traded when it was within so many minutes. */
const MINUTES_AROUND = 1;

/**
 * What is odd about a line that could be: a price that did not trade at its time, more contracts than were recommended, an
 * entry after the order had lapsed. In words, for the person to look at again.
 * @param number of the line, from 1
 */
export function doubtsAbout(
  number: number,
  { order }: RecommendedOrder,
  feedback: OrderFeedback | undefined,
  bars: RecordedBars,
  instrument: Instrument,
): readonly string[] {
  const entry = feedback?.entries.find(({ line }) => line === number);
  const fill = entry ?? feedback?.exits.find(({ line }) => line === number);
  if (feedback === undefined || fill === undefined) return [];
  const doubts: string[] = [];
  const price = (ticks: number): string => priceOfTicks(instrument, ticks).toFixed(instrument.priceDecimals);
  const minute = Math.floor(fill.time / MINUTE_MS) * MINUTE_MS;
  const around = Array.from(
    { length: 2 * MINUTES_AROUND + 1 },
    (_, index) => minute + (index - MINUTES_AROUND) * MINUTE_MS,
  );
  const traded = around.flatMap((time) => bars.pricesAt(order.contract, time, instrument) ?? []);
  const at = `${newYorkClock(fill.time)} New York`;
  if (traded.length === 0)
    doubts.push(`No bar of ${order.contract} around ${at} is on record: the price is not checked.`);
  else {
    const low = Math.min(...traded.map((each) => each.low));
    const high = Math.max(...traded.map((each) => each.high));
    if (fill.priceTicks < low || fill.priceTicks > high) {
      doubts.push(
        `${price(fill.priceTicks)} did not trade in ${order.contract} around ${at}: it went from ${price(low)} to ${price(high)}.`,
      );
    }
  }
  if (entry !== undefined && feedback.entered > order.quantity) {
    doubts.push(`${feedback.entered} contracts are entered, and ${order.quantity} recommended.`);
  }
  if (entry !== undefined && entry.time > order.validUntil + MINUTE_MS) {
    doubts.push(`The order was valid until ${newYorkClock(order.validUntil)} New York only.`);
  }
  return doubts;
}
