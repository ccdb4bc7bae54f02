import type { EngineEvent, OrderEvent, SignalEvent, TradeEvent } from '../../engine/events.ts';

/** An order that was recommended, and what became of it on paper. */
export interface RecommendedOrder {
  readonly order: OrderEvent;
  readonly signal: SignalEvent;
  /** Undefined while it works or is held, and when it was never filled. */
  readonly paper: TradeEvent | undefined;
  /** Whether nothing more can become of it on paper: closed, or taken back unfilled. */
  readonly isOver: boolean;
}

/** The recommended orders of a session by number, folded from its events. Feed it the events in order. */
export class RecommendedOrders {
  readonly byId: Map<number, RecommendedOrder> = new Map();
  readonly #signals = new Map<number, SignalEvent>();

  take(event: EngineEvent): void {
    if (event.type === 'signal') this.#signals.set(event.id, event);
    if (event.type === 'order' && event.action === 'place') {
      const signal = this.#signals.get(event.signal)!;
      this.byId.set(event.id, { order: event, signal, paper: undefined, isOver: false });
      this.#signals.delete(event.signal);
    }
    if (event.type === 'order' && event.action === 'cancel') {
      const recommended = this.byId.get(event.id)!;
      this.byId.set(event.id, { ...recommended, isOver: true });
    }
    if (event.type === 'trade') {
      const recommended = this.byId.get(event.order)!;
      this.byId.set(event.order, { ...recommended, paper: event, isOver: true });
    }
  }
}

/** The recommended orders in the events of a journal. */
export function recommendedOrders(events: readonly EngineEvent[]): ReadonlyMap<number, RecommendedOrder> {
  const orders = new RecommendedOrders();
  for (const event of events) orders.take(event);
  return orders.byId;
}
