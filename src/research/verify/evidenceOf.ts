import { dateText, tradeDateOf } from '../../market/calendar.ts';
import type { RunResult, TradeRow } from '../../results/model.ts';
import type { Estimand } from '../../results/verifyModel.ts';
import type { Evidence } from './evidence.ts';
import { frequencyEvidence, type MeanColumns, meanEvidence, sharpeEvidence } from './meanEvidence.ts';
import { exitCounts, type RateCounts, rateEvidence, winCounts } from './rateEvidence.ts';
import { skillEvidence } from './sizingSkill.ts';

const TRADE_DATES_A_WEEK = 5;

/** What a run has to say about an estimand; null where it has nothing to take it of. Scenarios have a count and no evidence. */
export function evidenceOf(
  run: RunResult,
  estimand: Exclude<Estimand, 'profitable-scenarios'>,
): Evidence | null {
  const { trades } = run;
  switch (estimand) {
    case 'win-rate':
      return rateEvidence(winCounts(trades));
    case 'target-share':
      return rateEvidence(exitCounts(trades, 'target'));
    case 'stop-share':
      return rateEvidence(exitCounts(trades, 'stop'));
    case 'utilisation':
      return rateEvidence(utilisationCounts(trades));
    case 'mean-net-return':
      return meanEvidence(returnColumns(run, false));
    case 'position-adjusted-return':
      return meanEvidence(returnColumns(run, true));
    case 'sharpe-per-trade':
      return sharpeEvidence(returnColumns(run, false));
    case 'sizing-skill':
      return skillEvidence(trades);
    case 'signals-per-week':
      return frequencyEvidence(
        perWeek(
          run,
          run.signals
            .filter(({ status }) => status !== 'outside-hours')
            .map(({ time }) => dateText(tradeDateOf(time))),
        ),
      );
    case 'trades-per-week':
      return frequencyEvidence(
        perWeek(
          run,
          trades.map(({ tradeDate }) => tradeDate),
        ),
      );
  }
}

/**
 * Counts in weeks of five trade dates that had bars, from the first one on; what is left at the end is no week. Dates without
 * bars are no time in which nothing came: a dataset may hold some days of several years.
 */
function perWeek({ equity }: RunResult, dates: readonly string[]): number[] {
  const counts = new Array<number>(Math.floor(equity.length / TRADE_DATES_A_WEEK)).fill(0);
  const places = new Map(equity.map(({ tradeDate }, place) => [tradeDate, place]));
  for (const date of dates) {
    const week = Math.floor((places.get(date) ?? Number.POSITIVE_INFINITY) / TRADE_DATES_A_WEEK);
    if (week < counts.length) counts[week]! += 1;
  }
  return counts;
}

/** Trades in a week of five trade dates that had bars; 0 without trades. */
export function tradesPerWeek({ equity, trades }: RunResult): number {
  return equity.length === 0 ? 0 : trades.length / (equity.length / TRADE_DATES_A_WEEK);
}

function utilisationCounts(trades: readonly TradeRow[]): RateCounts {
  const wins = trades.filter((trade) => trade.isBayesianSized).length;
  return { wins, low: wins, high: wins, n: trades.length };
}

/** Net returns, times the quantity or for one contract, at the run's own and at the worst and best reading of its bars. */
function returnColumns({ header, trades }: RunResult, isSized: boolean): MeanColumns {
  const { tickValueMilli } = header.instrument;
  const asReturn = (trade: TradeRow, netMilli: number): number =>
    netMilli / (trade.entryTicks * tickValueMilli * (isSized ? 1 : trade.quantity));
  return {
    values: trades.map((trade) => (isSized ? trade.positionAdjustedReturn : trade.netReturn)),
    low: trades.map((trade) => asReturn(trade, trade.netMilliLow)),
    high: trades.map((trade) => asReturn(trade, trade.netMilliHigh)),
    days: trades.map((trade) => trade.tradeDate),
  };
}
