import type { OrderEvent } from '../../engine/events.ts';
import { type Instrument, priceOfTicks } from '../../market/instruments.ts';
import type { BayesianStatsRow } from '../../results/bayesianStats.ts';
import type { SignalRow } from '../../results/model.ts';
import type { JudgedLater } from '../runRows.ts';
import { regimesOf } from './regimes.ts';
import type { Execution } from './shortfall.ts';

/** What a person really did with an order, all of it closed. */
export interface RealTrade {
  readonly order: number;
  /** In order of time. */
  readonly entries: readonly Execution[];
  readonly exits: readonly Execution[];
  readonly netMilli: number;
}

export interface BayesianInputs {
  readonly trades: readonly JudgedLater[];
  /** In order of time. */
  readonly signals: readonly SignalRow[];
  readonly orders: readonly Pick<OrderEvent, 'id' | 'signal' | 'contract' | 'direction'>[];
  readonly real: readonly RealTrade[];
  /** Lines of the journal: of each paper trade by its number, and of what was last learned of each order. */
  readonly tradeLines: ReadonlyMap<number, number>;
  readonly learnedLines: ReadonlyMap<number, number>;
  readonly instrument: Instrument;
}

/** A result without what it has from its signal. */
type Result = Omit<BayesianStatsRow, 'contextType' | 'contextValue' | 'volumeRatio' | 'signalStrength'>;

/** The rows of `bayesian_stats`: each result, paper and real, in each context that its signal was in; in order of time. */
export function bayesianRows(inputs: BayesianInputs): BayesianStatsRow[] {
  const { trades, signals, orders, real } = inputs;
  const regimes = regimesOf(signals);
  const signalOf = new Map(signals.map((signal) => [signal.id, signal]));
  const orderOf = new Map(orders.map((order) => [order.id, order]));
  const idOf = new Map(orders.map(({ id, signal }) => [signal, id]));
  const tradeOf = new Map(trades.map((trade) => [idOf.get(trade.signal)!, trade]));
  const isReal = new Set(real.map(({ order }) => order));
  const results = [
    ...trades.map((trade) => {
      const order = idOf.get(trade.signal)!;
      return paperResult(trade, order, !isReal.has(order), inputs);
    }),
    ...real.map((each) => realResult(each, orderOf.get(each.order)!, tradeOf.get(each.order), inputs)),
  ].sort((a, b) => a.time - b.time || a.orderId - b.orderId);
  return results.flatMap((result) => {
    const { modalBin, volumeRatio, strength } = signalOf.get(result.signalId)!;
    const regime = regimes.get(result.signalId)!;
    const whole = { ...result, volumeRatio, signalStrength: strength };
    return [
      { contextType: 'modal_bin' as const, contextValue: String(modalBin), ...whole },
      { contextType: 'volatility' as const, contextValue: regime.volatility, ...whole },
      { contextType: 'trend' as const, contextValue: regime.trend, ...whole },
    ];
  });
}

function paperResult(
  trade: JudgedLater,
  orderId: number,
  isLearned: boolean,
  { instrument, tradeLines }: BayesianInputs,
): Result {
  return {
    time: trade.exitTime,
    entryTime: trade.entryTime,
    contract: trade.contract,
    direction: trade.direction,
    quantity: trade.quantity,
    entry: priceOfTicks(instrument, trade.entryTicks),
    exit: priceOfTicks(instrument, trade.exitTicks),
    netReturn: trade.netReturn,
    netMilli: trade.netMilli,
    win: trade.netMilli > 0,
    source: 'paper',
    isLearned,
    orderId,
    signalId: trade.signal,
    tradeId: trade.id,
    journalEvent: tradeLines.get(trade.id) ?? null,
  };
}

function realResult(
  { order: orderId, entries, exits, netMilli }: RealTrade,
  order: BayesianInputs['orders'][number],
  paper: JudgedLater | undefined,
  { instrument, learnedLines }: BayesianInputs,
): Result {
  const quantity = entries.reduce((sum, each) => sum + each.quantity, 0);
  const turnoverTicks = turnover(entries);
  return {
    time: exits.at(-1)!.time,
    entryTime: entries[0]!.time,
    contract: order.contract,
    direction: order.direction,
    quantity,
    entry: priceOfTicks(instrument, turnoverTicks / quantity),
    exit: priceOfTicks(instrument, turnover(exits) / quantity),
    netReturn: netMilli / (turnoverTicks * instrument.tickValueMilli),
    netMilli,
    win: netMilli > 0,
    source: 'real',
    isLearned: true,
    orderId,
    signalId: order.signal,
    tradeId: paper?.id ?? null,
    journalEvent: learnedLines.get(orderId) ?? null,
  };
}

function turnover(fills: readonly Execution[]): number {
  return fills.reduce((sum, { priceTicks, quantity }) => sum + priceTicks * quantity, 0);
}
