import type { TradeRow } from '../../results/model.ts';
import { binomialTestGreater, binomialTestLess } from '../../stats/binomialTest.ts';
import { clopperPearsonInterval, jeffreysInterval, wilsonInterval } from '../../stats/rates.ts';
import { sampleSizeForRate } from '../../stats/sampleSize.ts';
import { LEVEL, rateEstimate } from '../estimates.ts';
import type { Evidence } from './evidence.ts';

/** How many of `n` trades count, as they are and at the worst and the best reading of ambiguous bars. */
export interface RateCounts {
  readonly wins: number;
  readonly low: number;
  readonly high: number;
  readonly n: number;
}

/** Trades with a net result above zero. */
export function winCounts(trades: readonly TradeRow[]): RateCounts {
  const counted = (of: (trade: TradeRow) => boolean): number => trades.filter(of).length;
  return {
    wins: counted((trade) => trade.netMilli > 0),
    low: counted((trade) => trade.netMilliLow > 0),
    high: counted((trade) => trade.netMilliHigh > 0),
    n: trades.length,
  };
}

/** Trades that ended by `reason`; one whose end depends on the reading of a bar counts for the worst and the best case both. */
export function exitCounts(trades: readonly TradeRow[], reason: TradeRow['exitReason']): RateCounts {
  const ended = trades.filter((trade) => trade.exitReason === reason);
  const unsure = trades.filter((trade) => trade.isAmbiguous && trade.exitReason !== reason).length;
  return {
    wins: ended.length,
    low: ended.filter((trade) => !trade.isAmbiguous).length,
    high: ended.length + unsure,
    n: trades.length,
  };
}

/** A rate's evidence: three intervals and exact binomial tests, the test for a claim on its worst reading. null without trades. */
export function rateEvidence({ wins, low, high, n }: RateCounts): Evidence | null {
  const estimate = rateEstimate(wins, n);
  if (estimate === null) return null;
  const method = 'exact binomial';
  return {
    estimate,
    fillRange: { low: low / n, high: high / n },
    intervals: [
      { method: 'wilson', interval: wilsonInterval(wins, n, LEVEL) },
      { method: 'clopper-pearson', interval: clopperPearsonInterval(wins, n, LEVEL) },
      { method: 'jeffreys', interval: jeffreysInterval(wins, n, LEVEL) },
    ],
    above: (value) => ({ pValue: binomialTestGreater(low, n, bounded(value)), method }),
    below: (value) => ({ pValue: binomialTestLess(high, n, bounded(value)), method }),
    furtherTrades: (against, claimed, alpha, power) => {
      // Rates this near take more trades than anyone will make; the search stops long before.
      if (!(claimed - against > 0.005 && against > 0 && claimed < 1)) return null;
      return Math.max(0, sampleSizeForRate(against, claimed, alpha, power).trials - n);
    },
  };
}

/** A break-even above 1 means that no rate pays: tested as 1. */
function bounded(rate: number): number {
  return Math.min(1, Math.max(0, rate));
}
