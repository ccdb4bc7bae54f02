import { MINUTE_MS } from '../market/bars.ts';
import type { Bracket } from './bracket.ts';
import type { SignalFinding } from './detection.ts';
import type { OrderEvent } from './events.ts';
import type { EngineParameters } from './parameters.ts';
import { flatTimeOf } from './rules.ts';
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

/** What the gate accepted at a time, at a price: the entry limit of it, and when it ends. */
export function orderFor(
  accepted: Pick<Order, 'id' | 'finding' | 'placedAt' | 'quantity' | 'sizing' | 'bracket'>,
  priceTicks: number,
  parameters: EngineParameters,
): Order {
  const { signal, regularClose } = accepted.finding;
  const timeout = accepted.placedAt + parameters.entryTimeoutMinutes * MINUTE_MS;
  const flatTime = flatTimeOf(regularClose, parameters.flatAtClose);
  const sessionEnd = Math.min(flatTime, regularClose);
  return {
    ...accepted,
    limitTicks: priceTicks - signal.direction * parameters.limitOffsetTicks,
    validUntil: Math.min(timeout, sessionEnd),
    endsBy: timeout < sessionEnd ? 'timeout' : flatTime < regularClose ? 'flat-time' : 'session-close',
  };
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
