import { firstIndexAtOrAfter } from '../market/bars.ts';
import type { Tape } from '../market/tape.ts';
import type { TradeBars, TradeRow } from '../results/model.ts';

const BARS_BEFORE_SIGNAL = 30;
const BARS_AFTER_EXIT = 15;

/** The bars of each trade's own contract, from half an hour before its signal to a quarter of an hour after its exit. */
export function barsAround(tape: Tape, trades: readonly TradeRow[]): TradeBars[] {
  const contractBySymbol = new Map(tape.contracts.map((contract, index) => [contract.rawSymbol, index]));
  return trades.map((trade) => {
    const bars = tape.byContract[contractBySymbol.get(trade.contract)!]!;
    const from = Math.max(0, firstIndexAtOrAfter(bars, trade.signalTime) - BARS_BEFORE_SIGNAL);
    const to = Math.min(bars.length, firstIndexAtOrAfter(bars, trade.exitBarTime + 1) + BARS_AFTER_EXIT);
    const column = (source: Float64Array | Int32Array): number[] => Array.from(source.subarray(from, to));
    return {
      trade: trade.id,
      time: column(bars.time),
      open: column(bars.open),
      high: column(bars.high),
      low: column(bars.low),
      close: column(bars.close),
      volume: column(bars.volume),
    };
  });
}
