import type { Estimate, Interval } from '../../results/model.ts';
import type { BreakEvenRow } from '../../results/stressModel.ts';
import { breakEvenCost } from '../../stats/breakEvenCost.ts';
import { LEVEL } from '../estimates.ts';
import type { Surface } from './dailyNet.ts';
import { RESAMPLES, rankedQuantile, resampleSurface } from './resample.ts';

const SEED = 20_250_603;

/** The break-even slippage at each commission of a surface, with an interval from trading days drawn again. */
export function breakEvenRows(surface: Surface): BreakEvenRow[] {
  const { commissions, slippages, days, nets, rows, limitFill } = surface;
  const columns = slippages.length;
  const drawn = commissions.map(() => new Float64Array(RESAMPLES));
  let resample = 0;
  resampleSurface(surface, (totals) => {
    commissions.forEach((_, row) => {
      drawn[row]![resample] = crossing(slippages, totals.subarray(row * columns, (row + 1) * columns));
    });
    resample++;
  });
  return commissions.map((commissionPerContract, row) => {
    const observed = crossing(
      slippages,
      nets[row]!.map((net) => net.reduce((sum, each) => sum + each, 0)),
    );
    const sorted = drawn[row]!.sort();
    return {
      limitFill,
      commissionPerContract,
      slippageTicks: clipped(observed, slippages),
      place:
        observed === Number.NEGATIVE_INFINITY
          ? 'below-grid'
          : observed === Number.POSITIVE_INFINITY
            ? 'above-grid'
            : 'inside',
      interval: intervalOf(sorted, slippages),
      level: LEVEL,
      trades: rows[row]![0]!.trades,
      days: days.length,
    };
  });
}

/**
 * Where net profit first falls to zero along ascending slippages, by linear interpolation; -Infinity when it does not earn at
 * the least of them, Infinity when it earns at all.
 */
export function crossing(slippages: readonly number[], nets: ArrayLike<number>): number {
  if (!(nets[0]! > 0)) return Number.NEGATIVE_INFINITY;
  for (let column = 1; column < slippages.length; column++) {
    if (nets[column]! > 0) continue;
    const before = nets[column - 1]!;
    const [from, to] = [slippages[column - 1]!, slippages[column]!];
    return from + (before / (before - nets[column]!)) * (to - from);
  }
  return Number.POSITIVE_INFINITY;
}

function intervalOf(sorted: Float64Array, slippages: readonly number[]): Interval {
  return {
    low: clipped(rankedQuantile(sorted, (1 - LEVEL) / 2), slippages),
    high: clipped(rankedQuantile(sorted, (1 + LEVEL) / 2), slippages),
  };
}

function clipped(value: number, slippages: readonly number[]): number {
  return Math.min(Math.max(value, slippages[0]!), slippages.at(-1)!);
}

/** A trade as far as its break-even slippage goes. */
export interface SlippingTrade {
  readonly tradeDate: string;
  readonly exitReason: string;
  readonly quantity: number;
  readonly grossMilli: number;
  readonly commissionMilli: number;
}

/**
 * The slippage in ticks a side at which these trades, held fixed, would have earned nothing: their result after commission
 * over one tick's value for each contract whose exit pays slippage. null where none does, or on a single day.
 */
export function fixedTradesBreakEven(
  trades: readonly SlippingTrade[],
  tickValueMilli: number,
): Estimate | null {
  const units = trades.map(({ exitReason, quantity }) =>
    exitReason === 'target' ? 0 : quantity * tickValueMilli,
  );
  const days = new Map<string, number>();
  for (const { tradeDate } of trades) if (!days.has(tradeDate)) days.set(tradeDate, days.size);
  if (days.size < 2 || units.every((unit) => unit === 0)) return null;
  const { estimate, percentile } = breakEvenCost(
    trades.map(({ grossMilli, commissionMilli }) => grossMilli - commissionMilli),
    units,
    trades.map(({ tradeDate }) => days.get(tradeDate)!),
    { seed: SEED, level: LEVEL },
  );
  return { value: estimate, n: trades.length, interval: percentile, level: LEVEL, method: 'day-bootstrap' };
}
