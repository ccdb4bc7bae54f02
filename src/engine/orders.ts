import type { Bracket } from './bracket.ts';
import type { SignalFinding } from './detection.ts';
import type { OrderEvent } from './events.ts';
import type { Sizing } from './strategy.ts';

/** An accepted signal's entry limit: what was decided about it, and until when it works. */
export interface Order {
  readonly id: number;
  readonly finding: SignalFinding;
  readonly placedAt: number;
  readonly quantity: number;
  readonly sizing: Sizing;
  readonly limitTicks: number;
  readonly bracket: Bracket;
  /** It works on bars that open before this, UTC ms; `endsBy` says what that time is. */
  readonly validUntil: number;
  readonly endsBy: 'timeout' | 'flat-time' | 'session-close';
}

/** A signal that waits for the price to come back to its modal price (`entry: retest`). */
export interface Wait {
  readonly id: number;
  readonly finding: SignalFinding;
  readonly until: number;
  readonly endsBy: 'timeout' | 'session-close';
  /** The next bar whose close is looked at. */
  next: number;
  /** Bars `[0, retestEnd)` end with the one whose close came back; -1 while none has. */
  retestEnd: number;
}

/** The event of an order placed or cancelled. */
export function orderEvent(
  order: Order,
  contract: string,
  action: 'place' | 'cancel',
  reason: OrderEvent['reason'],
  time: number,
): OrderEvent {
  const { finding, sizing, bracket } = order;
  return {
    type: 'order',
    id: order.id,
    time,
    signal: finding.id,
    action,
    reason,
    contract,
    direction: finding.signal.direction,
    quantity: order.quantity,
    wantedQuantity: sizing.wantedQuantity,
    limitTicks: order.limitTicks,
    stopDistanceTicks: bracket.stopDistanceTicks,
    targetDistanceTicks: bracket.targetDistanceTicks,
    validUntil: order.validUntil,
    multiplier: sizing.multiplier,
    confidence: sizing.confidence,
    contextTrades: sizing.contextTrades,
    isBayesianSized: sizing.isBayesianSized,
  };
}

/** The event of a wait begun or lapsed: nothing is sized yet, and the limit shown is the modal price waited for. */
export function waitEvent(
  wait: Wait,
  contract: string,
  action: 'await-retest' | 'retest-lapsed',
  reason: OrderEvent['reason'],
  time: number,
): OrderEvent {
  const { signal, id } = wait.finding;
  return {
    type: 'order',
    id: wait.id,
    time,
    signal: id,
    action,
    reason,
    contract,
    direction: signal.direction,
    quantity: 0,
    wantedQuantity: 0,
    limitTicks: signal.modalTicks,
    stopDistanceTicks: 0,
    targetDistanceTicks: 0,
    validUntil: wait.until,
    multiplier: 1,
    confidence: 0,
    contextTrades: 0,
    isBayesianSized: false,
  };
}
