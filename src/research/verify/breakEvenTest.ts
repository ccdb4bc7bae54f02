import type { RunResult } from '../../results/model.ts';
import type { TestOutcome } from './evidence.ts';
import { meanEvidence } from './meanEvidence.ts';

/**
 * Tests that a win rate is above the break-even of its own trades. That break-even, L / (W + L), is no fixed number: it is
 * taken from the same trades, and a binomial test against it as if it were fixed raises too many false alarms (8.6% of 1 000
 * simulated records of 200 normal results, at 5%). A rate is above its own break-even exactly when the mean result is above
 * zero, and that has a test which takes each day as one piece of evidence. At the worst reading of ambiguous bars.
 * @returns null for fewer than two trades
 */
export function breakEvenTest({ trades }: Pick<RunResult, 'trades'>): TestOutcome | null {
  const evidence = meanEvidence({
    values: trades.map((trade) => trade.netMilli),
    low: trades.map((trade) => trade.netMilliLow),
    high: trades.map((trade) => trade.netMilliHigh),
    days: trades.map((trade) => trade.tradeDate),
  });
  const outcome = evidence?.above(0) ?? null;
  return outcome === null ? null : { ...outcome, method: `mean result above zero, ${outcome.method}` };
}
