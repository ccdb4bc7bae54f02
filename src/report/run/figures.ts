import type { RunResult, RunSummary } from '../../results/model.ts';
import { estimateValues, type PageFigures } from '../pageFigures.ts';

/** The figures that a run's report stands on. */
export function runFigures({ header, summary }: Pick<RunResult, 'header' | 'summary'>): PageFigures {
  return { kind: 'run', about: [header.runId], values: summaryValues(summary) };
}

/** The figures of a run by name. */
export function summaryValues(summary: RunSummary): PageFigures['values'] {
  return {
    trades: summary.trades,
    wins: summary.wins,
    ...estimateValues('winRate', summary.winRate),
    worstWinRate: summary.winRateRange?.low ?? null,
    bestWinRate: summary.winRateRange?.high ?? null,
    breakEvenWinRate: summary.breakEvenWinRate,
    ...estimateValues('meanNetReturn', summary.meanNetReturn),
    grossMilli: summary.grossMilli,
    commissionMilli: summary.commissionMilli,
    slippageMilli: summary.slippageMilli,
    netMilli: summary.netMilli,
    maxDrawdownMilli: summary.maxDrawdownMilli,
    maxDrawdownShare: summary.maxDrawdownShare,
    utilisation: summary.utilisation,
    tradesPerWeek: summary.tradesPerWeek,
  };
}
