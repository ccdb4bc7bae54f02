import { dateText, tradeDateOf } from '../../market/calendar.ts';
import { countOutcomes, learnedOutcomes, type OutcomeCounts } from '../../research/review/outcomes.ts';
import type { PeriodReview } from '../../research/review/periods.ts';
import {
  type FollowedOrder,
  reviewShortfall,
  type ShortfallReview,
} from '../../research/review/shortfall.ts';
import { followedOrders, realOutcomes, recordedPrices, type SessionFeedback } from './sessionFeedback.ts';

/** What a person did with the recommendations of a period, and whose results were learned. */
export interface PersonPeriod {
  /** Recommendations of the period of which nothing was said. */
  readonly unsaid: number;
  readonly shortfall: ShortfallReview;
  /** Of the trades that closed in the period. */
  readonly outcomes: OutcomeCounts;
}

export interface PersonReview {
  readonly day: PersonPeriod;
  readonly week: PersonPeriod;
  readonly all: PersonPeriod;
}

type Periods = Readonly<Record<'day' | 'week' | 'all', PeriodReview>>;

/** The same periods as those of the paper account; null while nothing was said. An order belongs to the trade date on which it was recommended. */
export function personIn(folder: string, feedback: SessionFeedback, periods: Periods): PersonReview | null {
  if (feedback.lines.length === 0) return null;
  const { orders, terms } = feedback;
  const followed = followedOrders(feedback);
  const said = new Set(followed.map(({ order }) => order));
  const prices = recordedPrices(folder, feedback);
  const real = realOutcomes(feedback);
  const review = ({ from, to, closed }: PeriodReview): PersonPeriod => {
    const isInside = ({ time }: Pick<FollowedOrder, 'time'>): boolean => {
      const date = dateText(tradeDateOf(time - 1));
      return date >= from && date <= to;
    };
    const recommended = [...orders.values()].filter(({ order }) => isInside(order));
    const signals = new Set([
      ...closed.map(({ signal }) => signal),
      ...recommended.map(({ signal }) => signal.id),
    ]);
    return {
      unsaid: recommended.filter(({ order }) => !said.has(order.id)).length,
      shortfall: reviewShortfall(followed.filter(isInside), terms.instrument.tickValueMilli, prices),
      outcomes: countOutcomes(
        learnedOutcomes(
          closed,
          real.filter(({ signal }) => signals.has(signal)),
        ),
      ),
    };
  };
  return { day: review(periods.day), week: review(periods.week), all: review(periods.all) };
}
