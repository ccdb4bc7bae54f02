import { readFeedback } from '../../live/feedback/feedbackFile.ts';
import type { FeedbackLine } from '../../live/feedback/feedbackLine.ts';
import {
  type FeedbackTerms,
  feedbackByOrder,
  type OrderFeedback,
} from '../../live/feedback/orderFeedback.ts';
import { type RecommendedOrder, recommendedOrders } from '../../live/feedback/recommendedOrders.ts';
import { recordedBars } from '../../live/recordedBars.ts';
import { readSessionEvents } from '../../live/sessionEvents.ts';
import type { SessionSetup } from '../../live/sessionSetup.ts';
import { instrumentOf } from '../../market/instruments.ts';
import type { RealOutcome } from '../../research/review/outcomes.ts';
import {
  type FollowedOrder,
  type PricesAt,
  reviewShortfall,
  type ShortfallReview,
} from '../../research/review/shortfall.ts';

/** The recommendations of a session, and what a person said of them. */
export interface SessionFeedback {
  readonly terms: FeedbackTerms;
  readonly lines: readonly FeedbackLine[];
  readonly orders: ReadonlyMap<number, RecommendedOrder>;
  readonly byOrder: ReadonlyMap<number, OrderFeedback>;
}

/**
 * Reads a session's recommendations and feedback from its files; it may be running.
 * @throws TapebenchError TB_JOURNAL_BROKEN, TB_FEEDBACK_INVALID
 */
export function readSessionFeedback(folder: string, setup: SessionSetup): SessionFeedback {
  const terms = termsOf(setup);
  const orders = recommendedOrders(readSessionEvents(folder));
  const lines = readFeedback(folder);
  return { terms, lines, orders, byOrder: feedbackByOrder(lines, orders, terms) };
}

/** What a line is read by: the instrument, and the commission where it gives none. */
export function termsOf({ instrument, parameters }: SessionSetup): FeedbackTerms {
  return {
    instrument: instrumentOf(instrument),
    commissionPerContract: Number(parameters['commissionPerContract']),
  };
}

/** What the person really got, trade by trade. */
export function realOutcomes({ orders, byOrder }: SessionFeedback): RealOutcome[] {
  return [...byOrder.values()].flatMap(({ order, closed }) => {
    if (closed === null) return [];
    const { signal } = orders.get(order)!;
    const { exitTime, netMilli } = closed;
    return { signal: signal.id, modalBin: signal.modalBin, exitTime, netMilli };
  });
}

/** The orders of which a person has said something, beside their paper trades; those that are not over on paper count as open. */
export function followedOrders({ orders, byOrder }: SessionFeedback): FollowedOrder[] {
  return [...byOrder.values()].map(({ order: id, standing, entries, exits }) => {
    const { order, paper, isOver } = orders.get(id)!;
    const { contract, direction, time } = order;
    const common = { order: id, contract, direction, time, paper, entries, exits };
    return { ...common, standing: isOver ? standing : 'open' };
  });
}

/** What the person's results fell short of paper; the prices at other minutes than paper's are those of the recording. */
export function shortfallIn(
  folder: string,
  feedback: SessionFeedback,
  wanted: (followed: FollowedOrder) => boolean = () => true,
): ShortfallReview {
  const { instrument } = feedback.terms;
  const followed = followedOrders(feedback).filter(wanted);
  return reviewShortfall(
    followed,
    instrument.tickValueMilli,
    followed.length === 0 ? () => undefined : recordedPrices(folder, feedback),
  );
}

/** Lowest and highest recorded price of a contract in a minute. */
export function recordedPrices(folder: string, { terms }: SessionFeedback): PricesAt {
  const bars = recordedBars(folder);
  return (contract, time) => bars.pricesAt(contract, time, terms.instrument);
}
