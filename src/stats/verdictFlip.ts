import { binomialTestGreater } from './binomialTest.ts';
import { requireInsideUnit, requireWins } from './preconditions.ts';

/** What would turn the verdict of an exact test over. `null` where nothing of the kind does, or past 100 000 trades. */
export interface VerdictFlip {
  /** Whether the test says that the rate is above the null, at the error asked for. */
  readonly isRejected: boolean;
  readonly pValue: number;
  /**
   * Fewest outcomes that, had they gone the other way, turn the verdict: wins into losses when the null is rejected,
   * losses into wins when it is not. A verdict that hangs on one or two fills is none.
   */
  readonly changedOutcomes: number | null;
  /** Fewest further trades that turn it, all lost when the null is rejected, all won when it is not. */
  readonly addedTrades: number | null;
  /** Wins that could be taken out of the record (fewer trades, same losses) before a rejection is lost. */
  readonly removedWins: number | null;
  /**
   * Fewest further trades, won at the rate observed so far (rounded down), after which the null would be rejected. `null`
   * when it is rejected already, or when the observed rate is not above the null.
   */
  readonly addedAtObservedRate: number | null;
}

const LARGEST_SEARCH = 100_000;

/**
 * How far an exact one-sided test (rate above `nullRate`, error `alpha`) is from the opposite verdict.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers and nullRate and alpha lie strictly between 0 and 1
 */
export function verdictFlip(wins: number, n: number, nullRate: number, alpha: number): VerdictFlip {
  requireWins(wins, n);
  requireInsideUnit('nullRate', nullRate);
  requireInsideUnit('alpha', alpha);
  const rejects = (won: number, trials: number): boolean =>
    binomialTestGreater(won, trials, nullRate) <= alpha;
  const isRejected = rejects(wins, n);
  const losses = n - wins;
  const after = (step: (count: number) => boolean, most: number): number | null =>
    firstCount(step, most, isRejected);
  return {
    isRejected,
    pValue: binomialTestGreater(wins, n, nullRate),
    changedOutcomes: isRejected
      ? after((count) => rejects(wins - count, n), wins)
      : after((count) => rejects(wins + count, n), losses),
    addedTrades: isRejected
      ? after((count) => rejects(wins, n + count), LARGEST_SEARCH)
      : after((count) => rejects(wins + count, n + count), LARGEST_SEARCH),
    removedWins: isRejected ? after((count) => rejects(wins - count, n - count), wins) : null,
    addedAtObservedRate: isRejected ? null : addedAtObservedRate(wins, n, nullRate, rejects),
  };
}

/** The first count from 1 to `most` at which the verdict differs from `before`; it differs from there on. */
function firstCount(verdict: (count: number) => boolean, most: number, before: boolean): number | null {
  if (most < 1 || verdict(most) === before) return null;
  let low = 0;
  let high = most;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (verdict(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** One by one: with the win count rounded down the p-value is a saw-tooth, which bisection would miss. */
function addedAtObservedRate(
  wins: number,
  n: number,
  nullRate: number,
  rejects: (won: number, trials: number) => boolean,
): number | null {
  if (n === 0 || wins / n <= nullRate) return null;
  for (let added = 1; added <= LARGEST_SEARCH; added++) {
    // In whole numbers: wins * (n + added) / n, rounded down.
    if (rejects(Math.floor((wins * (n + added)) / n), n + added)) return added;
  }
  return null;
}
