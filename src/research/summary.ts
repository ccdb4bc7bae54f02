import type { Interval, RunSummary, SizeDecomposition, TradeRow } from '../results/model.ts';
import { meanEstimate, rateEstimate } from './estimates.ts';

const TRADE_DATES_A_WEEK = 5;

/** What a summary is made of besides the trades. */
export interface SummaryInputs {
  readonly trades: readonly TradeRow[];
  readonly signals: number;
  readonly initialCapitalMilli: number;
  /** Trade dates that had bars; the data may have gaps of years. */
  readonly tradeDates: number;
  readonly emergencyStops: number;
  readonly lossPauses: number;
  readonly rolls: number;
  readonly openAtEnd: string | null;
}

export type Figures = Omit<RunSummary, 'verdict' | 'assumptions'>;

/** All figures of a run; rates and means with n and interval, null where there is nothing to take them of. */
export function summarise(inputs: SummaryInputs): Figures {
  const { trades } = inputs;
  const sum = (of: (trade: TradeRow) => number): number =>
    trades.reduce((total, trade) => total + of(trade), 0);
  const wins = trades.filter((trade) => trade.netMilli > 0).length;
  const days = trades.map((trade) => trade.tradeDate);
  const gained = sum((trade) => Math.max(0, trade.netMilli));
  const lost = -sum((trade) => Math.min(0, trade.netMilli));
  const weeks = inputs.tradeDates / TRADE_DATES_A_WEEK;
  const perWeek = (count: number): number => (weeks === 0 ? 0 : count / weeks);
  return {
    trades: trades.length,
    wins,
    winRate: rateEstimate(wins, trades.length),
    winRateRange: winRateRange(trades),
    ambiguousTrades: trades.filter((trade) => trade.isAmbiguous).length,
    meanNetReturn: meanEstimate(
      trades.map((trade) => trade.netReturn),
      days,
    ),
    meanPositionAdjustedReturn: meanEstimate(
      trades.map((trade) => trade.positionAdjustedReturn),
      days,
    ),
    netMilli: sum((trade) => trade.netMilli),
    grossMilli: sum((trade) => trade.grossMilli),
    commissionMilli: sum((trade) => trade.commissionMilli),
    slippageMilli: sum((trade) => trade.slippageMilli),
    initialCapitalMilli: inputs.initialCapitalMilli,
    ...deepestDrawdown(trades, inputs.initialCapitalMilli),
    breakEvenWinRate: breakEven(trades),
    profitFactor: lost === 0 ? null : gained / lost,
    weeks,
    signalsPerWeek: perWeek(inputs.signals),
    tradesPerWeek: perWeek(trades.length),
    utilisation:
      trades.length === 0 ? null : trades.filter((trade) => trade.isBayesianSized).length / trades.length,
    sizing: decomposeSize(trades),
    emergencyStops: inputs.emergencyStops,
    lossPauses: inputs.lossPauses,
    rolls: inputs.rolls,
    openAtEnd: inputs.openAtEnd,
  };
}

/** The win rate when every trade takes the worst, or the best, of the intrabar policies. */
function winRateRange(trades: readonly TradeRow[]): Interval | null {
  if (trades.length === 0) return null;
  const share = (of: (trade: TradeRow) => number): number =>
    trades.filter((trade) => of(trade) > 0).length / trades.length;
  return { low: share((trade) => trade.netMilliLow), high: share((trade) => trade.netMilliHigh) };
}

/** Largest fall of closed equity from its high-water mark, trade by trade: dollars, and as a share of that mark. */
function deepestDrawdown(
  trades: readonly TradeRow[],
  initialCapitalMilli: number,
): { readonly maxDrawdownMilli: number; readonly maxDrawdownShare: number } {
  let highWater = initialCapitalMilli;
  let deepest = 0;
  let share = 0;
  for (const { equityMilli } of trades) {
    highWater = Math.max(highWater, equityMilli);
    deepest = Math.max(deepest, highWater - equityMilli);
    share = Math.max(share, (highWater - equityMilli) / highWater);
  }
  return { maxDrawdownMilli: deepest, maxDrawdownShare: share };
}

/**
 * The win rate at which these trades, at their own mean win and mean loss, would have earned nothing: L / (W + L). Not the
 * bracket's (1 + c) / (1 + ratio): trades closed by the clock win and lose less than target and stop, and move it.
 */
function breakEven(trades: readonly TradeRow[]): number | null {
  const gains = trades.filter((trade) => trade.netMilli > 0);
  const losses = trades.filter((trade) => trade.netMilli <= 0);
  if (gains.length === 0 || losses.length === 0) return null;
  const mean = (of: readonly TradeRow[]): number =>
    of.reduce((total, trade) => total + trade.netMilli, 0) / of.length;
  return mean(losses) / (mean(losses) - mean(gains));
}

/** mean(size x r) = mean(size) mean(r) + cov(size, r): the first part is leverage, only the second is skill in sizing. */
function decomposeSize(trades: readonly TradeRow[]): SizeDecomposition | null {
  const n = trades.length;
  if (n === 0) return null;
  const mean = (of: (trade: TradeRow) => number): number =>
    trades.reduce((total, trade) => total + of(trade), 0) / n;
  const meanSize = mean((trade) => trade.quantity);
  const meanReturn = mean((trade) => trade.netReturn);
  const meanPositionAdjusted = mean((trade) => trade.positionAdjustedReturn);
  return {
    n,
    meanSize,
    meanReturn,
    meanPositionAdjusted,
    leverage: meanSize * meanReturn,
    covariance: mean((trade) => (trade.quantity - meanSize) * (trade.netReturn - meanReturn)),
  };
}
