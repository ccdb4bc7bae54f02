import type { FillEvent } from './events.ts';
import type { Order } from './orders.ts';

/** What differs between the fills of an order; the rest is the order's. */
export interface FillFacts {
  readonly id: number;
  readonly time: number;
  readonly reason: FillEvent['reason'];
  readonly isAtOpen: boolean;
  readonly priceTicks: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
}

/** The event of a fill; its direction is that of the fill, so that the exit of a long is -1. */
export function fillEvent(order: Order, contract: string, facts: FillFacts): FillEvent {
  const { direction } = order.finding.signal;
  const isEntry = facts.reason === 'limit';
  return {
    type: 'fill',
    id: facts.id,
    time: facts.time,
    order: order.id,
    contract,
    role: isEntry ? 'entry' : 'exit',
    reason: facts.reason,
    isAtOpen: facts.isAtOpen,
    direction: isEntry ? direction : direction === 1 ? -1 : 1,
    quantity: order.quantity,
    priceTicks: facts.priceTicks,
    commissionMilli: facts.commissionMilli,
    slippageMilli: facts.slippageMilli,
  };
}
