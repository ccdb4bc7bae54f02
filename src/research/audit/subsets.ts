import type { PublishedProcedure, PublishedTrade } from '../../../strategies/v6-published/procedure.ts';
import { DEFECTS, isMended, type MendMask, SUBSETS } from '../../../strategies/v6-published/switches.ts';
import { dateText } from '../../market/calendar.ts';
import type { SubsetRow } from '../../results/auditModel.ts';
import { meanEstimate, quickMeanEstimate, rateEstimate } from '../estimates.ts';

/** Quantities that exist for every subset, also one without trades; the win rate does not. */
export const QUANTITIES = ['trades', 'wins', 'sum-net-return'] as const;
export type Quantity = (typeof QUANTITIES)[number];

/** What each day of the data adds to each quantity, under each subset; days without a trade add nothing but are days. */
export interface DailyContributions {
  readonly days: readonly number[];
  /** `[quantity][mask * days.length + position of the day]` */
  readonly values: Readonly<Record<Quantity, Float64Array>>;
}

export interface AllSubsets {
  readonly rows: readonly SubsetRow[];
  readonly daily: DailyContributions;
}

/** The procedure under all 512 sets of mended defects; `days` are all UTC days of the data. */
export function runAllSubsets(
  procedure: PublishedProcedure,
  days: readonly number[],
  onSubset?: (done: number) => void,
): AllSubsets {
  const rows: SubsetRow[] = [];
  const traded: (readonly PublishedTrade[])[] = [];
  for (let mask = 0; mask < SUBSETS; mask++) {
    const trades = procedure.trades(mask);
    traded.push(trades);
    rows.push(subsetRow(mask, trades));
    onSubset?.(mask + 1);
  }
  return { rows, daily: contributionsOf(traded, days) };
}

export function subsetRow(mask: MendMask, trades: readonly PublishedTrade[]): SubsetRow {
  const n = trades.length;
  const returns = trades.map((trade) => trade.netReturn);
  const wins = trades.filter((trade) => trade.isWin).length;
  const sum = (of: (trade: PublishedTrade) => number): number =>
    trades.reduce((total, trade) => total + of(trade), 0);
  return {
    mask,
    mended: DEFECTS.filter((defect) => isMended(mask, defect)),
    trades: n,
    wins,
    winRate: rateEstimate(wins, n),
    meanNetReturn: (isShown(mask) ? meanEstimate : quickMeanEstimate)(
      returns,
      trades.map((trade) => dateText(trade.day)),
    ),
    sumNetReturn: sum((trade) => trade.netReturn),
    meanPositionAdjustedReturn: n === 0 ? null : sum((trade) => trade.positionAdjustedReturn) / n,
    utilisation: n === 0 ? null : trades.filter((trade) => trade.isBayesianSized).length / n,
  };
}

/** The subsets that the report shows by name: as published, one mended, one left out of all, all mended. */
function isShown(mask: MendMask): boolean {
  const mended = DEFECTS.filter((defect) => isMended(mask, defect)).length;
  return mended <= 1 || mended >= DEFECTS.length - 1;
}

function contributionsOf(
  traded: readonly (readonly PublishedTrade[])[],
  days: readonly number[],
): DailyContributions {
  const place = new Map(days.map((day, position) => [day, position]));
  const empty = (): Float64Array => new Float64Array(traded.length * days.length);
  const values: Record<Quantity, Float64Array> = {
    trades: empty(),
    wins: empty(),
    'sum-net-return': empty(),
  };
  traded.forEach((trades, mask) => {
    for (const trade of trades) {
      const cell = mask * days.length + place.get(trade.day)!;
      values.trades[cell]! += 1;
      values.wins[cell]! += trade.isWin ? 1 : 0;
      values['sum-net-return'][cell]! += trade.netReturn;
    }
  });
  return { days, values };
}
