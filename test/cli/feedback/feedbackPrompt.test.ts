import { expect, test } from 'vitest';
import { askWords, waitingOrders } from '../../../src/cli/feedback/feedbackPrompt.ts';
import type { FeedbackWords } from '../../../src/cli/feedback/feedbackRequest.ts';
import type { SessionFeedback } from '../../../src/cli/feedback/sessionFeedback.ts';
import type { FeedbackLine } from '../../../src/live/feedback/feedbackLine.ts';
import { feedbackByOrder } from '../../../src/live/feedback/orderFeedback.ts';
import { entry, exit, minute, ORDERS, TERMS } from '../../live/feedback/orders.ts';

function feedbackOf(lines: readonly FeedbackLine[]): SessionFeedback {
  return { terms: TERMS, lines, orders: ORDERS, byOrder: feedbackByOrder(lines, ORDERS, TERMS) };
}

/** Answers in order; asked for more, the test fails. */
async function answered(
  answers: readonly string[],
  lines: readonly FeedbackLine[] = [],
): Promise<FeedbackWords | undefined> {
  const left = [...answers];
  const words = await askWords((question) => {
    const answer = left.shift();
    return answer === undefined
      ? Promise.reject(new Error(`asked for more: ${question}`))
      : Promise.resolve(answer);
  }, feedbackOf(lines));
  expect(left).toEqual([]);
  return words;
}

test('a fill with all that can be said, and one with the least', async () => {
  expect(await answered(['1', '$6000.25', '2', '10:32', '5.10'])).toEqual({
    order: 1,
    filled: 6000.25,
    quantity: 2,
    time: '10:32',
    commission: 5.1,
  });
  expect(await answered(['1', '6000.25', '', '', ''])).toEqual({ order: 1, filled: 6000.25 });
});

test('an order that is open is asked for its exit and the reason, or for more of its entry', async () => {
  const lines = [entry(1, 6000)];
  expect(await answered(['1', '6004', '', '', '', 'target'], lines)).toEqual({
    order: 1,
    exit: 6004,
    reason: 'target',
  });
  expect(await answered(['1', 'filled', '6000.5', '', '', ''], lines)).toEqual({ order: 1, filled: 6000.5 });
});

test('a skipped order is asked why, and an empty answer ends it', async () => {
  expect(await answered(['2', 'skipped', 'away'])).toEqual({ order: 2, skipped: true, reason: 'away' });
  expect(await answered([''])).toBeUndefined();
});

test('an answer that is no number is refused', async () => {
  await expect(answered(['one'])).rejects.toThrow('the order is no number: "one"');
  await expect(answered(['1', 'market'])).rejects.toThrow('the price is no number: "market"');
});

test('orders wait until they are closed or skipped', () => {
  const skipped: FeedbackLine = { kind: 'skipped', at: minute(3), order: 2, reason: 'away' };
  const ids = (lines: readonly FeedbackLine[]): number[] =>
    waitingOrders(feedbackOf(lines)).map(({ order }) => order.id);
  expect(ids([])).toEqual([1, 2, 3]);
  expect(ids([entry(1, 6000, 2), skipped])).toEqual([1, 3]);
  expect(ids([entry(1, 6000, 2), exit(1, 6001, 2), skipped])).toEqual([3]);
});
