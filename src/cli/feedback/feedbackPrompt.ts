import { TapebenchError } from '../../errors.ts';
import type { RecommendedOrder } from '../../live/feedback/recommendedOrders.ts';
import type { FeedbackWords } from './feedbackRequest.ts';
import type { SessionFeedback } from './sessionFeedback.ts';

/** How many of the recommendations that wait for a word are shown: the last ones. */
const SHOWN = 10;

/** Asks a question and gives the answer without the blanks around it. */
export type Ask = (question: string) => Promise<string>;

/** The orders of which nothing was said yet, or whose trade is open; the last of them. */
export function waitingOrders({ orders, byOrder }: SessionFeedback): readonly RecommendedOrder[] {
  return [...orders.values()]
    .filter(({ order }) => (byOrder.get(order.id)?.standing ?? 'open') === 'open')
    .slice(-SHOWN);
}

/**
 * Asks a person what became of an order: what was filled, why it was skipped, or how it was closed.
 * @returns undefined when the person has nothing more to say
 * @throws TapebenchError TB_USAGE for an answer that is no number
 */
export async function askWords(ask: Ask, feedback: SessionFeedback): Promise<FeedbackWords | undefined> {
  const number = await ask('Which order? (empty to end) ');
  if (number === '') return undefined;
  const order = numberOf(number, 'the order');
  const { entered = 0, exited = 0 } = feedback.byOrder.get(order) ?? {};
  const isOpen = entered > exited;
  const what = await ask(
    isOpen
      ? `Closed at what price? ${entered - exited} open (or "filled" for more of the entry) `
      : 'Filled at what price? (or "skipped") ',
  );
  if (/^s(kip(ped)?)?$/i.test(what)) return { order, skipped: true, reason: await ask('Why? ') };
  const isExit = isOpen && !/^f(ill(ed)?)?$/i.test(what);
  const price = numberOf(isOpen && !isExit ? await ask('Filled at what price? ') : what, 'the price');
  const quantity = await ask('How many contracts? (empty: all of it) ');
  const time = await ask('When? New York time, 10:32, or UTC, 2024-12-03T15:32Z (empty: now) ');
  const commission = await ask('Commission in dollars? (empty: as on paper) ');
  return {
    order,
    ...(isExit
      ? { exit: price, reason: await ask('Why was it closed? target, stop, time, ... ') }
      : { filled: price }),
    ...(quantity === '' ? {} : { quantity: numberOf(quantity, 'the quantity') }),
    ...(time === '' ? {} : { time }),
    ...(commission === '' ? {} : { commission: numberOf(commission, 'the commission') }),
  };
}

function numberOf(text: string, what: string): number {
  const value = text === '' ? Number.NaN : Number(text.replace(/^\$/, ''));
  if (!Number.isNaN(value)) return value;
  throw new TapebenchError('TB_USAGE', `${what} is no number: ${JSON.stringify(text)}`, {
    kept: 'nothing was changed',
    next: 'Say it again, for example 4521.25.',
  });
}
