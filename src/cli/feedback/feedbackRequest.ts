import { TapebenchError } from '../../errors.ts';
import type { FeedbackLine } from '../../live/feedback/feedbackLine.ts';
import type { OrderFeedback } from '../../live/feedback/orderFeedback.ts';
import type { RecommendedOrder } from '../../live/feedback/recommendedOrders.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { newYorkTime } from '../../market/newYork.ts';

/** What a person says about an order, as the flags give it. */
export interface FeedbackWords {
  readonly order?: number | undefined;
  readonly filled?: number | undefined;
  readonly exit?: number | undefined;
  readonly skipped?: boolean | undefined;
  readonly correct?: number | undefined;
  readonly withdraw?: number | undefined;
  readonly quantity?: number | undefined;
  readonly time?: string | undefined;
  readonly commission?: number | undefined;
  readonly reason?: string | undefined;
  readonly note?: string | undefined;
}

/** What is known when it is said. */
export interface FeedbackSetting {
  readonly orders: ReadonlyMap<number, RecommendedOrder>;
  readonly byOrder: ReadonlyMap<number, OrderFeedback>;
  /** What `now` is in the market that the session follows, UTC ms. */
  readonly marketNow: number;
  /** When it is written down, ISO 8601. */
  readonly at: string;
}

const DEEDS = ['filled', 'exit', 'skipped', 'withdraw'] as const;

/**
 * The line that a person's words come to. What a correction does not say is as in the line that it corrects.
 * @throws TapebenchError TB_USAGE for words that do not go together, TB_FEEDBACK_INVALID for what cannot be
 */
export function lineOf(
  words: FeedbackWords,
  lines: readonly FeedbackLine[],
  setting: FeedbackSetting,
): FeedbackLine {
  const said = DEEDS.filter((deed) => words[deed] !== undefined && words[deed] !== false);
  if (said.length !== 1) {
    const what =
      said.length === 0 ? 'nothing is said of the order' : `--${said.join(' and --')} are two things`;
    throw usage(
      what,
      'Say one: --filled PRICE, --exit PRICE --reason WHY, --skipped --reason WHY, or --withdraw NUMBER --reason WHY.',
    );
  }
  const superseded = words.correct ?? words.withdraw;
  const former = superseded === undefined ? undefined : formerLine(superseded, lines);
  const order = words.order ?? former?.order;
  if (order === undefined)
    throw usage('--order is missing', 'Give its number: tapebench feedback --list shows them.');
  const common = {
    at: setting.at,
    order,
    ...(superseded === undefined ? {} : { supersedes: superseded }),
    ...(words.note === undefined ? {} : { note: words.note }),
  };
  const reason = words.reason?.trim() || (former !== undefined && 'reason' in former ? former.reason : '');
  if (words.filled === undefined && reason === '')
    throw usage('--reason is missing', 'For example: --reason target');
  if (words.withdraw !== undefined)
    return { kind: 'withdrawn', ...common, supersedes: words.withdraw, reason };
  if (words.skipped === true) return { kind: 'skipped', ...common, reason };
  const filled = filledPart(words, former, order, setting);
  if (words.filled !== undefined) return { kind: 'entry', ...common, ...filled, price: words.filled };
  return { kind: 'exit', ...common, ...filled, price: words.exit!, reason };
}

function filledPart(
  words: FeedbackWords,
  former: FeedbackLine | undefined,
  order: number,
  setting: FeedbackSetting,
): { readonly time: string; readonly quantity: number; readonly commission?: number } {
  const before = former !== undefined && 'price' in former ? former : undefined;
  const recommended = setting.orders.get(order);
  const quantity = words.quantity ?? before?.quantity ?? openQuantity(words, order, setting);
  if (!Number.isInteger(quantity) || quantity < 1) {
    throw usage(
      `--quantity wants contracts, 1 or more, not ${quantity}`,
      'A part of an order is said by itself, and the rest in a second line.',
    );
  }
  const commission = words.commission ?? before?.commission;
  if (commission !== undefined && !(commission >= 0 && Number.isFinite(commission)))
    throw usage('--commission wants US dollars, 0 or more');
  const price = words.filled ?? words.exit;
  if (price === undefined || Number.isNaN(price))
    throw usage('the price is no number', 'For example: --filled 4521.25');
  const text = words.time ?? before?.time;
  const time = text === undefined ? setting.marketNow : momentOf(text, recommended);
  if (time > setting.marketNow) {
    throw new TapebenchError('TB_FEEDBACK_INVALID', `${text} is still to come`, {
      kept: 'nothing was changed',
      next: 'Say it when it has happened, with the time of the fill: --time 10:32, New York, or 2024-12-03T15:32Z.',
    });
  }
  return {
    time: new Date(time).toISOString(),
    quantity,
    ...(commission === undefined ? {} : { commission }),
  };
}

/** What is left to enter of what was recommended, or to close of what was entered. */
function openQuantity(words: FeedbackWords, order: number, { orders, byOrder }: FeedbackSetting): number {
  const { entered = 0, exited = 0 } = byOrder.get(order) ?? {};
  if (words.filled === undefined) return Math.max(1, entered - exited);
  return Math.max(1, (orders.get(order)?.order.quantity ?? 1) - entered);
}

/**
 * Reads a moment: ISO 8601 in UTC, or the time of a clock in New York on the day of the order.
 * @throws TapebenchError TB_USAGE
 */
function momentOf(text: string, recommended: RecommendedOrder | undefined): number {
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?$/.exec(text.trim());
  if (clock !== null && recommended !== undefined) {
    const [hours, minutes, seconds] = [Number(clock[1]), Number(clock[2]), Number(clock[3] ?? 0)];
    if (hours < 24 && minutes < 60 && seconds < 60) {
      return newYorkTime(newYorkDate(recommended.order.time), hours * 60 + minutes) + seconds * 1000;
    }
  }
  const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?Z$/.test(text) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw usage(
    `--time ${JSON.stringify(text)} is no moment`,
    'Give New York time on the day of the order, 10:32 or 10:32:05, or UTC, 2024-12-03T15:32Z.',
  );
}

function formerLine(number: number, lines: readonly FeedbackLine[]): FeedbackLine {
  const former = lines[number - 1];
  if (former !== undefined) return former;
  throw new TapebenchError('TB_FEEDBACK_INVALID', `there is no line ${number} to correct`, {
    kept: 'nothing was changed',
  });
}

function usage(what: string, next?: string): TapebenchError {
  return new TapebenchError('TB_USAGE', what, {
    kept: 'nothing was changed',
    ...(next === undefined ? {} : { next }),
  });
}
