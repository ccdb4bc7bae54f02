import type { BarDifferences } from '../../live/diverge/barDifferences.ts';
import type { Ladder, SessionHours } from '../../live/diverge/ladder.ts';
import type { TradeDifference } from '../../live/diverge/tradeDifferences.ts';
import type { ShortfallReview } from '../../research/review/shortfall.ts';

/** The causes in the order in which they are laid on the history, down to what was really executed. */
export type Cause = 'data' | 'timing' | 'state' | 'person' | 'fill' | 'cost';

export interface DivergenceStep {
  readonly cause: Cause;
  /** Thousandths of a dollar before and after it, and its part. */
  readonly fromMilli: number;
  readonly toMilli: number;
  readonly partMilli: number;
}

/** Where every cent between the history and what was really executed went. */
export interface Divergence {
  readonly hours: SessionHours;
  /** What the session was held against; null when that was its own recording alone. */
  readonly against: string | null;
  readonly steps: readonly DivergenceStep[];
  /** Net of the first world, of the paper account as it was lived, and of what was really executed, thousandths of a dollar. */
  readonly firstMilli: number;
  readonly livedMilli: number;
  readonly realMilli: number;
  readonly trades: Readonly<Record<'data' | 'timing' | 'state', readonly TradeDifference[]>>;
  readonly bars: BarDifferences | null;
  /** Orders that a person followed, skipped or has not closed, and those of which nothing was said: these are as on paper. */
  readonly orders: {
    readonly closed: number;
    readonly skipped: number;
    readonly open: number;
    readonly unsaid: number;
  };
}

/** Lays the person's part under the ladder of worlds. The parts add up to the whole, in thousandths of a dollar. */
export function divergenceOf(
  ladder: Ladder,
  shortfall: ShortfallReview,
  recommended: number,
  against: string | null,
): Divergence {
  const { parts } = shortfall;
  const livedMilli = ladder.livedNetMilli;
  const firstMilli = ladder.steps[0]!.fromNetMilli;
  const ofPerson: readonly (readonly [Cause, number])[] = [
    ['person', 0 - (parts.missedMilli + parts.entryDelayMilli + parts.exitDelayMilli)],
    ['fill', 0 - (parts.entryPriceMilli + parts.exitPriceMilli)],
    ['cost', 0 - parts.costMilli],
  ];
  const steps: DivergenceStep[] = ladder.steps.map(({ cause, fromNetMilli, toNetMilli, partMilli }) => ({
    cause,
    fromMilli: fromNetMilli,
    toMilli: toNetMilli,
    partMilli,
  }));
  let at = livedMilli;
  for (const [cause, partMilli] of ofPerson) {
    steps.push({ cause, fromMilli: at, toMilli: at + partMilli, partMilli });
    at += partMilli;
  }
  const tradesOf = (cause: Cause): readonly TradeDifference[] =>
    ladder.steps.find((step) => step.cause === cause)?.trades ?? [];
  const { closed, skipped, open } = shortfall;
  return {
    hours: ladder.hours,
    against,
    steps,
    firstMilli,
    livedMilli,
    realMilli: at,
    trades: { data: tradesOf('data'), timing: tradesOf('timing'), state: tradesOf('state') },
    bars: ladder.bars,
    orders: { closed, skipped, open, unsaid: recommended - closed - skipped - open },
  };
}
