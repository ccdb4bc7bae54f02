import type { RunResult } from '../results/model.ts';

/** The name under which a run's report carries its figures among the data of the page. */
export const FIGURES = 'figures';

/** The figures of a report as data, so that a program can hold them against the run they are of. */
export interface PageFigures {
  readonly run: string;
  readonly journalRoot: string;
  /** Shares as fractions, money in thousandths of a dollar; null where a figure is undefined. */
  readonly values: Readonly<Record<string, number | null>>;
}

/** The figures that a run's report stands on. */
export function pageFigures({ header, summary }: Pick<RunResult, 'header' | 'summary'>): PageFigures {
  const { winRate, meanNetReturn, winRateRange } = summary;
  return {
    run: header.runId,
    journalRoot: header.journalRoot,
    values: {
      trades: summary.trades,
      wins: summary.wins,
      winRate: winRate?.value ?? null,
      winRateLow: winRate?.interval.low ?? null,
      winRateHigh: winRate?.interval.high ?? null,
      worstWinRate: winRateRange?.low ?? null,
      bestWinRate: winRateRange?.high ?? null,
      breakEvenWinRate: summary.breakEvenWinRate,
      meanNetReturn: meanNetReturn?.value ?? null,
      meanNetReturnLow: meanNetReturn?.interval.low ?? null,
      meanNetReturnHigh: meanNetReturn?.interval.high ?? null,
      grossMilli: summary.grossMilli,
      commissionMilli: summary.commissionMilli,
      slippageMilli: summary.slippageMilli,
      netMilli: summary.netMilli,
      maxDrawdownMilli: summary.maxDrawdownMilli,
      maxDrawdownShare: summary.maxDrawdownShare,
      utilisation: summary.utilisation,
      tradesPerWeek: summary.tradesPerWeek,
    },
  };
}
