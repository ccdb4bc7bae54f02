import { describe, expect, test } from 'vitest';
import {
  type FeedbackSetting,
  type FeedbackWords,
  lineOf,
} from '../../../src/cli/feedback/feedbackRequest.ts';
import type { TapebenchError } from '../../../src/errors.ts';
import type { FeedbackLine } from '../../../src/live/feedback/feedbackLine.ts';
import { feedbackByOrder } from '../../../src/live/feedback/orderFeedback.ts';
import { entry, exit, minute, ORDERS, TEN, TERMS } from '../../live/feedback/orders.ts';

const AT = '2024-12-03T16:00:00.000Z';

function said(words: FeedbackWords, lines: readonly FeedbackLine[] = []): FeedbackLine {
  const setting: FeedbackSetting = {
    orders: ORDERS,
    byOrder: feedbackByOrder(lines, ORDERS, TERMS),
    marketNow: TEN + 60 * 60_000,
    at: AT,
  };
  return lineOf(words, lines, setting);
}

function refusal(words: FeedbackWords, lines: readonly FeedbackLine[] = []): string {
  try {
    said(words, lines);
  } catch (error) {
    const { code, message } = error as TapebenchError;
    return `${code}: ${message}`;
  }
  return 'taken';
}

describe('words become a line', () => {
  test('a fill without more is of all that was recommended, now in the time of the market', () => {
    expect(said({ order: 1, filled: 6000.25 })).toEqual({
      kind: 'entry',
      at: AT,
      order: 1,
      time: minute(60),
      price: 6000.25,
      quantity: 2,
    });
  });

  test('a second fill is of the rest, and an exit of all that is open', () => {
    expect(said({ order: 1, filled: 6000 }, [entry(1, 6000)])).toMatchObject({ quantity: 1 });
    const lines = [entry(1, 6000, 2), exit(1, 6001)];
    expect(said({ order: 1, exit: 6002, reason: 'target' }, lines)).toMatchObject({
      kind: 'exit',
      quantity: 1,
      reason: 'target',
    });
  });

  test('a time is of a clock in New York on the day of the order, or UTC', () => {
    const time = (text: string): unknown =>
      (said({ order: 1, filled: 6000, time: text }) as { time: string }).time;
    expect(time('10:32')).toBe('2024-12-03T15:32:00.000Z');
    expect(time('9:59:30')).toBe('2024-12-03T14:59:30.000Z');
    expect(time('2024-12-03T15:32Z')).toBe('2024-12-03T15:32:00.000Z');
  });

  test('a correction keeps what it does not say, and comes in place of its line', () => {
    const lines = [entry(1, 6000, 2, { commission: 3 }), exit(1, 6001, 2)];
    expect(said({ correct: 1, filled: 6000.5 }, lines)).toEqual({
      kind: 'entry',
      at: AT,
      order: 1,
      supersedes: 1,
      time: minute(2),
      price: 6000.5,
      quantity: 2,
      commission: 3,
    });
    expect(said({ correct: 2, exit: 6003 }, lines)).toMatchObject({ reason: 'target', supersedes: 2 });
    expect(said({ correct: 1, skipped: true, reason: 'was never sent' }, lines)).toMatchObject({
      kind: 'skipped',
    });
  });

  test('a line is taken back with its reason', () => {
    expect(said({ withdraw: 1, reason: 'wrong order' }, [entry(1, 6000)])).toEqual({
      kind: 'withdrawn',
      at: AT,
      order: 1,
      supersedes: 1,
      reason: 'wrong order',
    });
  });
});

test.each<[string, FeedbackWords, RegExp]>([
  ['nothing said', { order: 1 }, /TB_USAGE: nothing is said/],
  ['two things', { order: 1, filled: 6000, skipped: true, reason: 'x' }, /TB_USAGE: --filled and --skipped/],
  ['no order', { filled: 6000 }, /TB_USAGE: --order is missing/],
  ['an exit without a reason', { order: 1, exit: 6000 }, /TB_USAGE: --reason is missing/],
  ['an empty reason', { order: 1, skipped: true, reason: '  ' }, /TB_USAGE: --reason is missing/],
  ['half a contract', { order: 1, filled: 6000, quantity: 0.5 }, /TB_USAGE: --quantity wants contracts/],
  ['no contract', { order: 1, filled: 6000, quantity: 0 }, /TB_USAGE: --quantity wants contracts/],
  ['a commission below nothing', { order: 1, filled: 6000, commission: -1 }, /TB_USAGE: --commission/],
  [
    'an endless commission',
    { order: 1, filled: 6000, commission: Number.POSITIVE_INFINITY },
    /TB_USAGE: --comm/,
  ],
  ['a price that is no number', { order: 1, filled: Number.NaN }, /TB_USAGE: the price is no number/],
  ['a time that is none', { order: 1, filled: 6000, time: '25:00' }, /TB_USAGE: --time "25:00" is no moment/],
  ['a time without a zone', { order: 1, filled: 6000, time: '2024-12-03T15:32' }, /TB_USAGE: --time/],
  [
    'a time to come',
    { order: 1, filled: 6000, time: '11:01' },
    /TB_FEEDBACK_INVALID: 11:01 is still to come/,
  ],
  ['a line that is not there', { correct: 4, filled: 6000 }, /TB_FEEDBACK_INVALID: there is no line 4/],
])('%s is refused', (_, words, why) => {
  expect(refusal(words)).toMatch(why);
});
