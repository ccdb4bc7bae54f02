import type { EquityRow } from '../../results/model.ts';

/** A fall of closed equity from a high to where the high was reached again. */
export interface Drawdown {
  /** Trade date of the high that it fell from; null when it fell from the start. */
  readonly from: string | null;
  readonly deepestOn: string;
  /** null when the high was not reached again. */
  readonly recoveredOn: string | null;
  /** From the first trade date below the high to the last before it is reached again. */
  readonly tradeDates: number;
  /** Thousandths of a dollar, negative, and its share of the high. */
  readonly depthMilli: number;
  readonly depthShare: number;
}

/** The falls of closed equity, deepest first. */
export function drawdownsOf(equity: readonly EquityRow[]): Drawdown[] {
  const found: Drawdown[] = [];
  let under: EquityRow[] = [];
  let before: EquityRow | undefined;
  const close = (recoveredOn: string | null): void => {
    if (under.length === 0) return;
    const deepest = under.reduce((worst, row) => (row.drawdownMilli < worst.drawdownMilli ? row : worst));
    found.push({
      from: before?.tradeDate ?? null,
      deepestOn: deepest.tradeDate,
      recoveredOn,
      tradeDates: under.length,
      depthMilli: deepest.drawdownMilli,
      depthShare: deepest.drawdownMilli / (deepest.equityMilli - deepest.drawdownMilli),
    });
    under = [];
  };
  for (const row of equity) {
    if (row.drawdownMilli < 0) under.push(row);
    else {
      close(row.tradeDate);
      before = row;
    }
  }
  close(null);
  return found.sort((a, b) => a.depthMilli - b.depthMilli);
}
