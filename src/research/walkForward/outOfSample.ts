import type { FoldRow, OutOfSample } from '../../results/sweepModel.ts';
import { quickMeanEstimate, rateEstimate } from '../estimates.ts';
import { sharpeOf } from '../sweep/trials.ts';
import type { Fold } from './folds.ts';
import { type ScoredTrials, scoreOn } from './scoring.ts';

/** The test windows of a scheme together: what choosing by the past brought in the time it had not seen. */
export function outOfSampleOf(
  scheme: FoldRow['scheme'],
  trials: ScoredTrials,
  folds: readonly Fold[],
  notes: readonly string[],
): OutOfSample {
  const { outcomes, days } = trials;
  const daily: number[] = [];
  const trades = folds.flatMap(({ row, test }) => {
    // A window without a choice is a window without trades: its days count as idle.
    for (const day of test) daily.push(row.chosen === null ? 0 : outcomes[row.chosen]!.daily[day]!);
    return row.chosen === null ? [] : scoreOn(outcomes[row.chosen]!, test).trades;
  });
  const wins = trades.filter((trade) => trade.netMilli > 0).length;
  const trained = folds.flatMap(({ row }) => row.trainSharpe ?? []);
  const silent = folds.filter(({ row }) => row.testTrades === 0).length;
  return {
    scheme,
    folds: folds.length,
    days: daily.length,
    trades: trades.length,
    wins,
    winRate: rateEstimate(wins, trades.length),
    meanNetReturn: quickMeanEstimate(
      trades.map((trade) => trade.netReturn),
      trades.map((trade) => days[trade.day]!.tradeDate),
    ),
    netMilli: trades.reduce((sum, trade) => sum + trade.netMilli, 0),
    sharpePerDay: sharpeOf(daily)?.sharpe ?? null,
    trainSharpe: trained.length === 0 ? null : trained.reduce((sum, each) => sum + each, 0) / trained.length,
    notes:
      silent === 0
        ? notes
        : [...notes, `${silent} of ${folds.length} test windows hold no trade: they say nothing either way.`],
  };
}
