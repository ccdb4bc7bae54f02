import type { PosteriorRow, TradeRow } from '../results/model.ts';
import { betaQuantile } from '../stats/distributions.ts';
import { LEVEL } from './estimates.ts';

const DAY_MS = 86_400_000;

export interface PosteriorSettings {
  readonly alphaPrior: number;
  readonly betaPrior: number;
  readonly bayesianLookbackDays: number;
}

/**
 * The posterior of each trade's modal bin just after it closed: Beta(alphaPrior + wins, betaPrior + losses) over the
 * bin's trades whose exits lie in the look-back, with its central interval. What the sizer knew at that moment.
 */
export function posteriorOverTime(trades: readonly TradeRow[], settings: PosteriorSettings): PosteriorRow[] {
  const { alphaPrior, betaPrior, bayesianLookbackDays } = settings;
  const tail = (1 - LEVEL) / 2;
  return trades.map((closed, position) => {
    const from = closed.exitTime - bayesianLookbackDays * DAY_MS;
    let wins = 0;
    let count = 0;
    for (const trade of trades.slice(0, position + 1)) {
      if (trade.modalBin !== closed.modalBin || trade.exitTime < from) continue;
      count++;
      if (trade.netMilli > 0) wins++;
    }
    const a = alphaPrior + wins;
    const b = betaPrior + count - wins;
    return {
      time: closed.exitTime,
      modalBin: closed.modalBin,
      wins,
      trades: count,
      mean: a / (a + b),
      low: betaQuantile(tail, a, b),
      high: betaQuantile(1 - tail, a, b),
    };
  });
}
