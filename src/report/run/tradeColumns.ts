import type { RunResult, TradeBars, TradeRow } from '../../results/model.ts';
import { newYorkWall } from '../format.ts';

/**
 * A column of the trades as the page carries it: whole numbers only, which are small and quickly read. The script makes values of
 * them; what can be told from another column (month, weekday, side, result) it tells itself.
 */
export interface TradeColumn {
  readonly name: string;
  /** What a number stands for: itself divided by this. */
  readonly scale?: number;
  /** What a number is counted from: the number before it, or the number of another column in its row. */
  readonly from?: 'before' | string;
  /** Texts that the numbers are places in. */
  readonly texts?: readonly string[];
  readonly numbers: readonly number[];
}

const FRACTION = 10_000;

/** The columns of the trades that are shown, filtered by and drawn. Times are seconds of New York's clock, prices ticks, money thousandths of a dollar. */
export function tradeColumns({ trades, signals }: RunResult): TradeColumn[] {
  const signalTicks = new Map(signals.map((signal) => [signal.id, signal.priceTicks]));
  const seconds = (time: number): number => newYorkWall(time) / 1000;
  const whole = (name: string, of: (trade: TradeRow) => number): TradeColumn => ({
    name,
    numbers: trades.map(of),
  });
  const fraction = (name: string, of: (trade: TradeRow) => number): TradeColumn => ({
    name,
    scale: FRACTION,
    numbers: trades.map((trade) => Math.round(of(trade) * FRACTION)),
  });
  const steps = (name: string, of: (trade: TradeRow) => number): TradeColumn => {
    const values = trades.map(of);
    return { name, from: 'before', numbers: values.map((value, place) => value - (values[place - 1] ?? 0)) };
  };
  const beside = (
    name: string,
    from: string,
    of: (trade: TradeRow) => number,
    other: (trade: TradeRow) => number,
  ): TradeColumn => ({ name, from, numbers: trades.map((trade) => of(trade) - other(trade)) });
  const entry = (trade: TradeRow): number => trade.entryTicks;
  const signalTime = (trade: TradeRow): number => seconds(trade.signalTime);
  const entryBarTime = (trade: TradeRow): number => seconds(trade.entryBarTime);
  return [
    steps('id', (trade) => trade.id),
    texts('date', trades, (trade) => trade.tradeDate),
    texts('contract', trades, (trade) => trade.contract),
    texts('reason', trades, (trade) => trade.exitReason),
    whole('direction', (trade) => trade.direction),
    whole('quantity', (trade) => trade.quantity),
    steps('entryTicks', entry),
    beside('exitTicks', 'entryTicks', (trade) => trade.exitTicks, entry),
    beside('stopTicks', 'entryTicks', (trade) => trade.stopTicks, entry),
    beside('targetTicks', 'entryTicks', (trade) => trade.targetTicks, entry),
    beside('modalTicks', 'entryTicks', (trade) => trade.modalTicks, entry),
    beside('signalTicks', 'entryTicks', (trade) => signalTicks.get(trade.signal) ?? trade.entryTicks, entry),
    steps('signalSecond', signalTime),
    beside('entryBarSecond', 'signalSecond', entryBarTime, signalTime),
    beside('exitBarSecond', 'entryBarSecond', (trade) => seconds(trade.exitBarTime), entryBarTime),
    whole('held', (trade) => trade.barsHeld),
    whole('bin', (trade) => trade.modalBin),
    fraction('strength', (trade) => trade.strength),
    fraction('multiplier', (trade) => trade.multiplier),
    fraction('confidence', (trade) => trade.confidence),
    whole('isSized', (trade) => Number(trade.isBayesianSized)),
    whole('isAmbiguous', (trade) => Number(trade.isAmbiguous)),
    fraction('r', (trade) => trade.rMultiple),
    whole('net', (trade) => trade.netMilli),
  ];
}

function texts(name: string, trades: readonly TradeRow[], of: (trade: TradeRow) => string): TradeColumn {
  const places = new Map<string, number>();
  const numbers = trades.map((trade) => {
    const text = of(trade);
    let place = places.get(text);
    if (place === undefined) {
      place = places.size;
      places.set(text, place);
    }
    return place;
  });
  return { name, texts: [...places.keys()], numbers };
}

/** Bars that a page carries at most; of more trades the newest are drawn. */
const MOST_BARS = 150_000;

/** The bars of the newest trades, as many as a page can carry. */
export function drawnBars(all: readonly TradeBars[]): readonly TradeBars[] {
  let bars = 0;
  let from = all.length;
  while (from > 0 && bars + all[from - 1]!.time.length <= MOST_BARS) bars += all[--from]!.time.length;
  return all.slice(from);
}

/** Bars as steps, which are small and compress well; minutes of New York's clock, prices in ticks. */
export function packedBars(bars: TradeBars): readonly [number, ...(readonly number[])[]] {
  const minutes = bars.time.map((time) => newYorkWall(time) / 60_000);
  const start = minutes[0] ?? 0;
  return [
    start,
    minutes.map((minute, index) => minute - (minutes[index - 1] ?? start)),
    bars.open.map((open, index) => open - (bars.close[index - 1] ?? 0)),
    bars.close.map((close, index) => close - bars.open[index]!),
    bars.high.map((high, index) => high - Math.max(bars.open[index]!, bars.close[index]!)),
    bars.low.map((low, index) => Math.min(bars.open[index]!, bars.close[index]!) - low),
    bars.volume,
  ];
}
