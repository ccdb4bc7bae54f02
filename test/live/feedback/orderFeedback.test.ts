import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TapebenchError } from '../../../src/errors.ts';
import type { FeedbackLine } from '../../../src/live/feedback/feedbackLine.ts';
import { feedbackByOrder, type OrderFeedback } from '../../../src/live/feedback/orderFeedback.ts';
import { entry, exit, minute, ORDERS, TERMS } from './orders.ts';

function of(order: number, ...lines: FeedbackLine[]): OrderFeedback | undefined {
  return feedbackByOrder(lines, ORDERS, TERMS).get(order);
}

function refusal(...lines: FeedbackLine[]): string {
  try {
    feedbackByOrder(lines, ORDERS, TERMS);
  } catch (error) {
    const { code, message } = error as TapebenchError;
    return `${code}: ${message}`;
  }
  return 'taken';
}

const skipped = (order: number, more: Partial<FeedbackLine> = {}): FeedbackLine =>
  ({ kind: 'skipped', at: minute(3), order, reason: 'no time', ...more }) as FeedbackLine;
const withdrawn = (order: number, supersedes: number): FeedbackLine => ({
  kind: 'withdrawn',
  at: minute(20),
  order,
  supersedes,
  reason: 'typed wrong',
});

describe('what lines come to', () => {
  test('a long of two, filled in two parts and closed in two, with the commission given once', () => {
    // (6004 - 6000.25) + (6005 - 6000.50) points = 8.25 points of 50 dollars; commissions 3 + 2.5 + 2.5 + 2.5.
    const feedback = of(
      1,
      entry(1, 6000.25, 1, { commission: 3 }),
      entry(1, 6000.5),
      exit(1, 6004),
      exit(1, 6005, 1, { time: minute(13) }),
    );
    expect(feedback).toMatchObject({
      entered: 2,
      exited: 2,
      standing: 'closed',
      closed: {
        exitTime: Date.parse(minute(13)),
        grossMilli: 412_500,
        commissionMilli: 10_500,
        netMilli: 402_000,
      },
    });
    expect(feedback?.entries.map(({ isCommissionAssumed }) => isCommissionAssumed)).toEqual([false, true]);
    expect(feedback?.entries.map(({ priceTicks }) => priceTicks)).toEqual([24_001, 24_002]);
  });

  test('a short gains as the price falls', () => {
    // 6000 - 5998 = 2 points of 50 dollars, less 2 x 2.50.
    expect(of(2, entry(2, 6000), exit(2, 5998))?.closed?.netMilli).toBe(95_000);
  });

  test('a fill that is not closed is open, and one that is closed in part too', () => {
    expect(of(1, entry(1, 6000, 2))).toMatchObject({ standing: 'open', closed: null, entered: 2 });
    expect(of(1, entry(1, 6000, 2), exit(1, 6001))).toMatchObject({ standing: 'open', closed: null });
  });

  test('a skipped order has no result', () => {
    expect(of(1, skipped(1))).toMatchObject({ standing: 'skipped', closed: null, entered: 0 });
  });

  test('a correction counts in place of the line that it names, and one that is withdrawn counts no more', () => {
    const lines = [entry(1, 6000), exit(1, 6001), exit(1, 6002, 1, { supersedes: 2 })];
    expect(of(1, ...lines)?.closed?.grossMilli).toBe(100_000);
    expect(of(1, ...lines, withdrawn(1, 3))).toMatchObject({ standing: 'open', exited: 0 });
    expect(of(1, ...lines, withdrawn(1, 3), withdrawn(1, 1))).toBeUndefined();
    expect(of(1, skipped(1), entry(1, 6000, 1, { supersedes: 1 }))).toMatchObject({ standing: 'open' });
  });
});

test.each<[string, readonly FeedbackLine[], RegExp]>([
  ['an order that was not recommended', [entry(9, 6000)], /order 9 was not recommended/],
  ['a price between ticks', [entry(1, 6000.1)], /6000.1 is no price of ES: it moves in steps of 0.25/],
  ['a price of another magnitude', [entry(1, 600.25)], /600.25 is more than 20% from the limit, 6000.00/],
  ['a price below nothing', [entry(1, -6000)], /more than 20% from the limit/],
  ['an exit without an entry', [exit(1, 6000)], /nothing is open/],
  ['more closed than entered', [entry(1, 6000), exit(1, 6001, 2)], /only 1 contract is open/],
  [
    'an exit before its entry',
    [entry(1, 6000, 1, { time: minute(13) }), exit(1, 6001)],
    /2024-12-03T15:12:00Z is before the entry/,
  ],
  ['a fill before the recommendation', [entry(1, 6000, 1, { time: minute(-1) })], /only at 2024-12-03T15:00/],
  ['skipped and filled', [skipped(1), entry(1, 6000)], /both skipped \(line 1\) and filled \(line 2\)/],
  ['skipped twice', [skipped(1), skipped(1)], /skipped already, by line 1/],
  [
    'a correction of a line that is not there',
    [entry(1, 6000, 1, { supersedes: 1 })],
    /no line 1 to correct/,
  ],
  ['a correction of a later line', [entry(1, 6000, 1, { supersedes: 2 }), exit(1, 6001)], /no line 2/],
  [
    "a correction of another order's line",
    [entry(1, 6000), skipped(2, { supersedes: 1 })],
    /is about order 1/,
  ],
  [
    'a correction of what was corrected',
    [entry(1, 6000), entry(1, 6001, 1, { supersedes: 1 }), entry(1, 6002, 1, { supersedes: 1 })],
    /corrected already/,
  ],
  [
    'a correction of a withdrawal',
    [entry(1, 6000), withdrawn(1, 1), entry(1, 6002, 1, { supersedes: 2 })],
    /only takes another one back/,
  ],
])('%s is refused', (_, lines, why) => {
  const text = refusal(...lines);
  expect(text).toMatch(/^TB_FEEDBACK_INVALID: /);
  expect(text).toMatch(why);
});

test('in whatever order the lines of a trade were written, they come to the same', () => {
  const lines = [
    entry(1, 6000.25),
    entry(1, 6000.5, 2),
    exit(1, 6004, 2),
    exit(1, 5999, 1, { time: minute(14) }),
    skipped(2),
  ];
  const asGiven = of(1, ...lines)!.closed;
  fc.assert(
    fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (shuffled) => {
      const feedback = feedbackByOrder(shuffled, ORDERS, TERMS);
      expect(feedback.get(1)!.closed).toEqual(asGiven);
      expect([...feedback.keys()]).toEqual([1, 2]);
    }),
  );
});
