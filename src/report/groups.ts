import type { Estimate, TradeRow } from '../results/model.ts';
import { mean, studentInterval } from '../stats/means.ts';
import { wilsonInterval } from '../stats/rates.ts';

const LEVEL = 0.95;

/** Trades that have something in common, and what can be said of them. */
export interface TradeGroup {
  readonly label: string;
  readonly n: number;
  readonly wins: number;
  /** null without trades. */
  readonly winRate: Estimate | null;
  /** null with fewer than two trades: one trade has no interval. */
  readonly meanR: Estimate | null;
  readonly netMilli: number;
}

/** The groups of `labels`, in this order, empty ones too; trades of another label are left out. */
export function groupTrades(
  trades: readonly TradeRow[],
  labels: readonly string[],
  labelOf: (trade: TradeRow) => string,
): TradeGroup[] {
  const byLabel = Map.groupBy(trades, labelOf);
  return labels.map((label) => groupOf(label, byLabel.get(label) ?? []));
}

function groupOf(label: string, trades: readonly TradeRow[]): TradeGroup {
  const n = trades.length;
  const wins = trades.filter((trade) => trade.netMilli > 0).length;
  const multiples = trades.map((trade) => trade.rMultiple);
  return {
    label,
    n,
    wins,
    winRate: shareOf(wins, n),
    meanR:
      n < 2
        ? null
        : {
            value: mean(multiples),
            n,
            interval: studentInterval(multiples, LEVEL),
            level: LEVEL,
            method: 'student',
          },
    netMilli: trades.reduce((sum, trade) => sum + trade.netMilli, 0),
  };
}

/** A share of n with its Wilson interval; null when there is nothing to be a share of. */
export function shareOf(part: number, n: number): Estimate | null {
  return n === 0
    ? null
    : { value: part / n, n, interval: wilsonInterval(part, n, LEVEL), level: LEVEL, method: 'wilson' };
}
