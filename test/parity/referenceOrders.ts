import type { OrderEvent, SignalEvent } from '../../src/engine/events.ts';
import type { Wanted } from './referenceSizing.ts';
import { unitCostsOf } from './referenceTrade.ts';
import type { ReferenceSession, ReferenceSignal, ReferenceWorld } from './referenceWorld.ts';

const MINUTE = 60_000;

/** A signal as it was recorded. */
export interface TakenSignal {
  readonly id: number;
  readonly time: number;
  readonly contract: number;
  readonly symbol: string;
  readonly given: ReferenceSignal;
  readonly sigma1: number;
  readonly session: ReferenceSession;
}

/** A wait for a retest; it has its order's id. */
export interface Wait {
  readonly order: number;
  readonly signal: TakenSignal;
  readonly until: number;
}

export function signalEvent(signal: TakenSignal, status: SignalEvent['status']): SignalEvent {
  const { given } = signal;
  return {
    type: 'signal',
    id: signal.id,
    time: signal.time,
    contract: signal.symbol,
    direction: given.direction,
    status,
    strength: given.strength,
    priceTicks: given.priceTicks,
    modalTicks: given.modalTicks,
    lowTicks: given.lowTicks,
    highTicks: given.highTicks,
    modalPosition: given.modalPosition,
    modalBin: given.modalBin,
    volumeRatio: given.volumeRatio,
    positionPart: given.positionPart,
    volumePart: given.volumePart,
    momentumPart: given.momentumPart,
    sigma1: signal.sigma1,
  };
}

export function waitEvent(
  wait: Wait,
  time: number,
  action: 'await-retest' | 'retest-lapsed',
  reason: OrderEvent['reason'],
): OrderEvent {
  const { signal } = wait;
  return {
    type: 'order',
    id: wait.order,
    time,
    signal: signal.id,
    action,
    reason,
    contract: signal.symbol,
    direction: signal.given.direction,
    quantity: 0,
    wantedQuantity: 0,
    limitTicks: signal.given.modalTicks,
    stopDistanceTicks: 0,
    targetDistanceTicks: 0,
    validUntil: wait.until,
    multiplier: 1,
    confidence: 0,
    contextTrades: 0,
    isBayesianSized: false,
  };
}

export interface ReferenceBracket {
  readonly stopDistance: number;
  readonly targetDistance: number;
  /** Thousandths of a dollar that one contract loses at its stop. */
  readonly risk: number;
}

export function bracketOf(world: ReferenceWorld, sigma1: number, price: number): ReferenceBracket {
  const { stopSigmas, maxHoldMinutes, minStopTicks, profitTargetRatio } = world.parameters;
  const expectedMove = stopSigmas * sigma1 * Math.sqrt(maxHoldMinutes) * price;
  const stopDistance = Math.max(minStopTicks, Math.ceil(expectedMove - 1e-9));
  const targetDistance = Math.ceil(profitTargetRatio * stopDistance - 1e-9);
  const unit = unitCostsOf(world);
  const risk = stopDistance * world.tickValue + 2 * unit.commission + unit.slippage;
  return { stopDistance, targetDistance, risk };
}

/** When an order or position of a session has to be gone; null for never. */
export function flatTimeOf(world: ReferenceWorld, session: ReferenceSession): number | null {
  return world.parameters.flatAtClose ? session.regularClose - MINUTE : null;
}

/** Section 4, the entry limit of an accepted signal. */
export function placedOrder(
  world: ReferenceWorld,
  id: number,
  reason: 'accepted' | 'retest',
  time: number,
  signal: TakenSignal,
  price: number,
  quantity: number,
  bracket: ReferenceBracket,
  sizing: Wanted,
): OrderEvent {
  const { entryTimeoutMinutes, limitOffsetTicks } = world.parameters;
  const flatTime = flatTimeOf(world, signal.session) ?? Number.POSITIVE_INFINITY;
  return {
    type: 'order',
    id,
    time,
    signal: signal.id,
    action: 'place',
    reason,
    contract: signal.symbol,
    direction: signal.given.direction,
    quantity,
    wantedQuantity: sizing.wantedQuantity,
    limitTicks: price - signal.given.direction * limitOffsetTicks,
    stopDistanceTicks: bracket.stopDistance,
    targetDistanceTicks: bracket.targetDistance,
    validUntil: Math.min(time + entryTimeoutMinutes * MINUTE, flatTime, signal.session.regularClose),
    multiplier: sizing.multiplier,
    confidence: sizing.confidence,
    contextTrades: sizing.contextTrades,
    isBayesianSized: sizing.isBayesianSized,
  };
}

export function cancelledOrder(world: ReferenceWorld, placed: OrderEvent, signal: TakenSignal): OrderEvent {
  const timeout = placed.time + world.parameters.entryTimeoutMinutes * MINUTE;
  const flatTime = flatTimeOf(world, signal.session);
  const isTimeout = timeout < signal.session.regularClose && (flatTime === null || timeout < flatTime);
  const reason = isTimeout ? 'timeout' : flatTime !== null ? 'flat-time' : 'session-close';
  return { ...placed, time: placed.validUntil, action: 'cancel', reason };
}
