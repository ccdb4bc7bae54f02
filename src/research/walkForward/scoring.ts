import type { SharpeFacts } from '../../stats/sharpe.ts';
import type { RecordDay, TrialOutcome, TrialTrade } from '../sweep/trials.ts';
import { sharpeOf } from '../sweep/trials.ts';

/** What the folds are cut from: every trial over the whole record, and its trade dates. */
export interface ScoredTrials {
  readonly outcomes: readonly TrialOutcome[];
  readonly days: readonly RecordDay[];
  /** Trades that a trial must have in training to be chosen. */
  readonly minTrades: number;
}

/** A trial on some of the days. */
export interface Score {
  readonly trades: readonly TrialTrade[];
  readonly facts: SharpeFacts | null;
  readonly netMilli: number;
}

/** The trades entered on these days, and the Sharpe ratio of the days, idle ones included. */
export function scoreOn(outcome: TrialOutcome, days: ReadonlySet<number>): Score {
  const trades = outcome.trades.filter((trade) => days.has(trade.day));
  const daily = Float64Array.from(days, (day) => outcome.daily[day]!);
  return {
    trades,
    facts: sharpeOf(daily),
    netMilli: trades.reduce((sum, trade) => sum + trade.netMilli, 0),
  };
}

/** The trial with the best daily Sharpe ratio on the training days among those that traded often enough there; null for none. */
export function choose(
  { outcomes, minTrades }: ScoredTrials,
  training: ReadonlySet<number>,
): { readonly chosen: number; readonly score: Score } | null {
  let best: { chosen: number; score: Score } | null = null;
  outcomes.forEach((outcome, index) => {
    const score = scoreOn(outcome, training);
    if (score.facts === null || score.trades.length < minTrades) return;
    if (best === null || score.facts.sharpe > best.score.facts!.sharpe) best = { chosen: index, score };
  });
  return best;
}

/** Days from .. to - 1 as a set. */
export function dayRange(from: number, to: number): Set<number> {
  return new Set(Array.from({ length: Math.max(0, to - from) }, (_, k) => from + k));
}
