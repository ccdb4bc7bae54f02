import type { Attribution, AuditTradeRows, RatioDistribution, WorldSummary } from './auditModel.ts';
import type { AuditDrawnRow, RatioRow, ShapleyRow, WorldSummaryRow } from './auditTables.ts';

/** How the nested parts of an audit become rows, and come back. */

export function shapleyRows(attributions: readonly Attribution[]): ShapleyRow[] {
  return attributions.flatMap(({ parts, ...whole }) =>
    parts.map(({ defect, value, interval }) => ({ ...whole, defect, value, interval })),
  );
}

export function attributionsOf(rows: readonly ShapleyRow[]): Attribution[] {
  return Array.from(Map.groupBy(rows, (row) => row.quantity).values(), (group) => {
    const { quantity, published, allMended, level, days } = group[0]!;
    return {
      quantity: quantity as Attribution['quantity'],
      published,
      allMended,
      parts: group.map(({ defect, value, interval }) => ({ defect, value, interval })),
      level,
      days,
    };
  });
}

export function ratioRow({ label, n, quantiles, reachesFitted, becomesEntry }: RatioDistribution): RatioRow {
  const [lowest = null, p10 = null, p25 = null, median = null, p75 = null, p90 = null, highest = null] =
    quantiles;
  return { label, n, lowest, p10, p25, median, p75, p90, highest, reachesFitted, becomesEntry };
}

export function ratioOf(row: RatioRow): RatioDistribution {
  const { label, n, lowest, p10, p25, median, p75, p90, highest, reachesFitted, becomesEntry } = row;
  const quantiles = present([lowest, p10, p25, median, p75, p90, highest]);
  return { label, n, quantiles, reachesFitted, becomesEntry };
}

export function worldSummaryRow({ quantiles, ...rest }: WorldSummary): WorldSummaryRow {
  const [p5 = null, p25 = null, median = null, p75 = null, p95 = null] = quantiles;
  return { ...rest, p5, p25, median, p75, p95 };
}

export function worldSummaryOf(row: WorldSummaryRow): WorldSummary {
  const { p5, p25, median, p75, p95, ...rest } = row;
  const { order, worlds, withTrades, medianTrades, reachesClaim, pValue } = rest;
  const quantiles = present([p5, p25, median, p75, p95]);
  return { order, worlds, withTrades, medianTrades, quantiles, reachesClaim, pValue };
}

/** Quantiles are all there, or none is. */
function present(values: readonly (number | null)[]): number[] {
  return values.filter((value) => value !== null);
}

export function drawnRows(trades: readonly AuditTradeRows[]): AuditDrawnRow[] {
  return trades.flatMap(({ trade, time, close, contract }) =>
    time.map((each, index) => ({ trade, time: each, close: close[index]!, contract: contract[index]! })),
  );
}

export function drawnTrades(rows: readonly AuditDrawnRow[]): AuditTradeRows[] {
  return Array.from(
    Map.groupBy(rows, (row) => row.trade),
    ([trade, group]) => ({
      trade,
      time: group.map((row) => row.time),
      close: group.map((row) => row.close),
      contract: group.map((row) => row.contract),
    }),
  );
}
