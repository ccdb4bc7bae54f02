import type { Estimate } from '../results/model.ts';
import type { Figures } from './summary.ts';

/**
 * What a run says in a sentence or two, by a stated rule and nothing else: whether the mean net return's interval excludes zero. A backtest alone never says that a
 * strategy will earn; on synthetic data it says nothing about a market.
 */
export function verdictOf(figures: Figures, isSynthetic: boolean): string {
  const about = isSynthetic ? ' The data is synthetic: this shows the tool and says nothing about ES.' : '';
  const { winRate, winRateRange, meanNetReturn, breakEvenWinRate, trades } = figures;
  if (winRate === null) return `No trades, so there is nothing to judge.${about}`;
  const wins = `${share(winRate.value)} of ${trades} trades won (95% interval ${share(winRate.interval.low)} to ${share(winRate.interval.high)})`;
  const range =
    winRateRange === null || winRateRange.low === winRateRange.high
      ? ''
      : `, ${share(winRateRange.low)} to ${share(winRateRange.high)} depending on what is assumed inside a bar`;
  const needed =
    breakEvenWinRate === null
      ? ''
      : ` At their mean win and mean loss they needed ${share(breakEvenWinRate)} to break even.`;
  return `${wins}${range}.${needed} ${judgement(meanNetReturn)}${about}`;
}

function judgement(mean: Estimate | null): string {
  if (mean === null) return 'One trade is not enough to judge a mean.';
  const { value, interval, n } = mean;
  const figure = `${percentPoints(value)} a trade (95% interval ${percentPoints(interval.low)} to ${percentPoints(interval.high)}, n = ${n})`;
  if (interval.low > 0) return `The mean net return is above zero in this sample: ${figure}.`;
  if (interval.high < 0) return `The strategy lost money after costs: ${figure}.`;
  return `The mean net return cannot be told from zero: ${figure}.`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

function percentPoints(value: number): string {
  return `${value >= 0 ? '+' : ''}${(value * 100).toFixed(3)}%`;
}
