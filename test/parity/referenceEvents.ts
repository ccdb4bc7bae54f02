import type { OrderEvent, SignalEvent } from '../../src/engine/events.ts';
import type { ReferenceSession, ReferenceSignal } from './referenceWorld.ts';

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
