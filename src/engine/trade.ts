import { type Bars, MINUTE_MS } from '../market/bars.ts';
import type { Instrument } from '../market/instruments.ts';
import type { CostModel } from './costs.ts';
import type { ExitReason, TradeEvent } from './events.ts';
import type { Order } from './orders.ts';
import type { Position } from './position.ts';

/** Money of a round trip in thousandths of a dollar, for all its contracts. */
export interface TradeMoney {
  readonly grossMilli: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
  readonly netMilli: number;
  /** The exit's part of the costs. */
  readonly exitCommissionMilli: number;
  readonly exitSlippageMilli: number;
}

/** One side of a round trip: the bar it was filled in, and its price. */
export interface Side {
  readonly index: number;
  readonly ticks: number;
}

/** What a round trip brings and costs: gross is ticks times tick value times quantity, net is gross less all costs. */
export function tradeMoney(
  entry: Side & { readonly direction: 1 | -1 },
  exit: Side & { readonly reason: ExitReason },
  quantity: number,
  bars: Bars,
  instrument: Instrument,
  costs: CostModel,
): TradeMoney {
  const fillAt = <R extends 'limit' | ExitReason>(index: number, reason: R) => ({
    reason,
    barTime: bars.time[index]!,
    barVolume: bars.volume[index]!,
    quantity,
  });
  const entryFill = fillAt(entry.index, 'limit');
  const exitFill = fillAt(exit.index, exit.reason);
  // Not direction times the move: a short that moves nothing would then have a gross of minus zero.
  const moveTicks = entry.direction === 1 ? exit.ticks - entry.ticks : entry.ticks - exit.ticks;
  const grossMilli = moveTicks * instrument.tickValueMilli * quantity;
  const exitCommissionMilli = costs.commissionMilli(exitFill);
  const exitSlippageMilli = costs.slippageMilli(exitFill);
  const commissionMilli = costs.commissionMilli(entryFill) + exitCommissionMilli;
  const slippageMilli = costs.slippageMilli(entryFill) + exitSlippageMilli;
  return {
    grossMilli,
    commissionMilli,
    slippageMilli,
    netMilli: grossMilli - commissionMilli - slippageMilli,
    exitCommissionMilli,
    exitSlippageMilli,
  };
}

/** When a fill in a bar happened: its open, or, inside it, when it was known. */
export function fillTime(barTime: number, isAtOpen: boolean): number {
  return isAtOpen ? barTime : barTime + MINUTE_MS;
}

/** The event of a closed trade. `equityMilli` is the account's after it. */
export function tradeEvent(
  id: number,
  order: Order,
  position: Position,
  money: TradeMoney,
  equityMilli: number,
  contract: string,
  bars: Bars,
  instrument: Instrument,
): TradeEvent {
  const { finding, quantity, sizing, bracket } = order;
  const { entry } = position;
  const exit = position.exit!;
  const entryBarTime = bars.time[entry.index]!;
  const exitBarTime = bars.time[exit.index]!;
  const { netMilli } = money;
  const netReturn = netMilli / (entry.ticks * instrument.tickValueMilli * quantity);
  return {
    type: 'trade',
    id,
    time: fillTime(exitBarTime, exit.isAtOpen),
    signal: finding.id,
    order: order.id,
    contract,
    direction: entry.direction,
    signalTime: finding.time,
    entryTime: fillTime(entryBarTime, entry.isAtOpen),
    entryBarTime,
    isEntryAtOpen: entry.isAtOpen,
    entryTicks: entry.ticks,
    exitBarTime,
    exitTicks: exit.ticks,
    exitReason: exit.reason,
    stopTicks: position.stopTicks,
    targetTicks: position.targetTicks,
    stopDistanceTicks: bracket.stopDistanceTicks,
    wantedQuantity: sizing.wantedQuantity,
    quantity,
    grossMilli: money.grossMilli,
    commissionMilli: money.commissionMilli,
    slippageMilli: money.slippageMilli,
    netMilli,
    netReturn,
    positionAdjustedReturn: netReturn * quantity,
    rMultiple: netMilli / (bracket.stopDistanceTicks * instrument.tickValueMilli * quantity),
    favourableTicks: position.favourableTicks,
    adverseTicks: position.adverseTicks,
    barsHeld: position.barsHeld,
    modalBin: finding.signal.modalBin,
    strength: finding.signal.strength,
    multiplier: sizing.multiplier,
    confidence: sizing.confidence,
    isBayesianSized: sizing.isBayesianSized,
    equityMilli,
  };
}
