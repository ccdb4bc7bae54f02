import type { ExitReason, OrderEvent, TradeEvent } from '../../src/engine/events.ts';
import type { Direction } from '../../src/engine/strategy.ts';
import { seenFrom } from './referenceFills.ts';
import type { TakenSignal } from './referenceOrders.ts';
import { sessionOfTime } from './referenceSelection.ts';
import type { ReferenceBar, ReferenceWorld } from './referenceWorld.ts';

/** A working entry limit. */
export interface Limit {
  readonly placed: OrderEvent;
  readonly signal: TakenSignal;
}

export interface HeldPosition {
  readonly limit: Limit;
  readonly entryTime: number;
  readonly entryBarTime: number;
  readonly isEntryAtOpen: boolean;
  readonly entryTicks: number;
  readonly stopTicks: number;
  readonly targetTicks: number;
}

export interface ReferenceExit {
  readonly time: number;
  readonly barTime: number;
  readonly isAtOpen: boolean;
  readonly priceTicks: number;
  readonly reason: ExitReason;
}

/** Thousandths of a dollar, for all contracts. */
export type TradeMoney = Pick<TradeEvent, 'grossMilli' | 'commissionMilli' | 'slippageMilli' | 'netMilli'>;

/** Thousandths of a dollar for one contract. */
export function unitCostsOf(world: ReferenceWorld): {
  readonly commission: number;
  readonly slippage: number;
} {
  return {
    commission: Math.round(world.parameters.commissionPerContract * 1000),
    slippage: Math.round(world.parameters.slippageTicks * world.tickValue),
  };
}

/** Section 8: the slippage of an exit in a bar, for all its contracts. */
function slippageOf(world: ReferenceWorld, quantity: number, reason: ExitReason, bar: ReferenceBar): number {
  const { parameters, tickValue } = world;
  if (reason === 'target') return 0;
  if (parameters.slippageModel === 'fixed') return unitCostsOf(world).slippage * quantity;
  let ticks = parameters.slippageTicks;
  if (parameters.slippageModel !== 'volume') {
    const session = sessionOfTime(world.sessions, bar.time);
    const edge = parameters.slippageEdgeMinutes * 60_000;
    const isCalm = bar.time >= session.regularOpen + edge && bar.time < session.regularClose - edge;
    if (!isCalm) ticks *= parameters.slippageEdgeFactor;
  }
  if (parameters.slippageModel !== 'session') {
    const volume = bar.volume === 0 ? 1 : bar.volume;
    ticks += parameters.slippageImpactTicks * Math.sqrt(quantity / volume);
  }
  return Math.round(ticks * tickValue * quantity);
}

/** Section 8: what a trade of `quantity` contracts came to, `bar` being the one that it ended in. */
export function moneyOf(
  world: ReferenceWorld,
  direction: Direction,
  quantity: number,
  entryTicks: number,
  exitTicks: number,
  reason: ExitReason,
  bar: ReferenceBar,
): TradeMoney {
  const unit = unitCostsOf(world);
  const grossMilli = direction * (exitTicks - entryTicks) * world.tickValue * quantity;
  const commissionMilli = unit.commission * quantity + unit.commission * quantity;
  const slippageMilli = slippageOf(world, quantity, reason, bar);
  const netMilli = grossMilli - commissionMilli - slippageMilli;
  return { grossMilli, commissionMilli, slippageMilli, netMilli };
}

/** Section 10: the trade as it is reported, `equityMilli` being the equity after it. */
export function tradeOf(
  world: ReferenceWorld,
  id: number,
  position: HeldPosition,
  exit: ReferenceExit,
  money: TradeMoney,
  equityMilli: number,
): TradeEvent {
  const { placed, signal } = position.limit;
  const { direction, quantity } = placed;
  const { entryTicks } = position;
  const netReturn = money.netMilli / (entryTicks * world.tickValue * quantity);
  const { bars } = world.contracts[signal.contract]!;
  return {
    type: 'trade',
    id,
    time: exit.time,
    signal: signal.id,
    order: placed.id,
    contract: placed.contract,
    direction,
    signalTime: signal.time,
    entryTime: position.entryTime,
    entryBarTime: position.entryBarTime,
    isEntryAtOpen: position.isEntryAtOpen,
    entryTicks,
    exitBarTime: exit.barTime,
    exitTicks: exit.priceTicks,
    exitReason: exit.reason,
    stopTicks: position.stopTicks,
    targetTicks: position.targetTicks,
    stopDistanceTicks: placed.stopDistanceTicks,
    wantedQuantity: placed.wantedQuantity,
    quantity,
    ...money,
    netReturn,
    positionAdjustedReturn: netReturn * quantity,
    rMultiple: money.netMilli / (placed.stopDistanceTicks * world.tickValue * quantity),
    ...excursionsOf(bars, position, direction, exit),
    modalBin: signal.given.modalBin,
    strength: signal.given.strength,
    multiplier: placed.multiplier,
    confidence: placed.confidence,
    isBayesianSized: placed.isBayesianSized,
    equityMilli,
  };
}

/** What a trade went through between its fills, over what was certainly held. */
function excursionsOf(
  bars: readonly ReferenceBar[],
  position: HeldPosition,
  direction: Direction,
  exit: ReferenceExit,
): Pick<TradeEvent, 'favourableTicks' | 'adverseTicks' | 'barsHeld'> {
  const { entryBarTime, isEntryAtOpen, entryTicks } = position;
  const seen: number[] = [];
  let barsHeld = 0;
  for (const bar of bars) {
    if (bar.time < entryBarTime || bar.time > exit.barTime) continue;
    const prices = seenFrom(direction, bar);
    const isEntryBar = bar.time === entryBarTime;
    if (bar.time === exit.barTime) {
      if (!isEntryBar) seen.push(prices.open);
      if (!exit.isAtOpen) barsHeld++;
      continue;
    }
    barsHeld++;
    if (isEntryBar && !isEntryAtOpen) seen.push(prices.low, prices.close);
    else seen.push(prices.high, prices.low);
  }
  seen.push(exit.priceTicks * direction);
  const moves = seen.map((price) => price - entryTicks * direction);
  return {
    favourableTicks: Math.max(0, ...moves),
    adverseTicks: Math.max(0, ...moves.map((move) => -move)),
    barsHeld,
  };
}
