import type { TradeBars } from './model.ts';
import type { TradeBarRow } from './tables.ts';

/** The bars around trades, one row a bar. A trade without bars leaves no row. */
export function* tradeBarRows(tradeBars: readonly TradeBars[]): Generator<TradeBarRow> {
  for (const bars of tradeBars) {
    for (let index = 0; index < bars.time.length; index++) {
      yield {
        trade: bars.trade,
        time: bars.time[index]!,
        open: bars.open[index]!,
        high: bars.high[index]!,
        low: bars.low[index]!,
        close: bars.close[index]!,
        volume: bars.volume[index]!,
      };
    }
  }
}

/** The inverse of `tradeBarRows`. */
export function tradeBarsOf(rows: readonly TradeBarRow[]): TradeBars[] {
  const byTrade = Map.groupBy(rows, (row) => row.trade);
  return Array.from(byTrade, ([trade, bars]) => ({
    trade,
    time: bars.map((bar) => bar.time),
    open: bars.map((bar) => bar.open),
    high: bars.map((bar) => bar.high),
    low: bars.map((bar) => bar.low),
    close: bars.map((bar) => bar.close),
    volume: bars.map((bar) => bar.volume),
  }));
}
