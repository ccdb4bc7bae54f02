import type {
  FillEvent,
  HaltEvent,
  OrderEvent,
  RefusalEvent,
  RollEvent,
  SessionEvent,
  SignalEvent,
} from '../../engine/events.ts';
import type { Direction } from '../../engine/strategy.ts';
import type { JournalledEvent } from '../pipeline.ts';

/** Rows of a table that are kept; what is older is in the journal. */
const KEPT_ROWS = 50;
/** Signals of which an order may still come. */
const KEPT_SIGNALS = 64;

/** What works or is held, with its bracket: prices in ticks, times UTC ms. */
export interface Holding {
  readonly kind: 'waiting' | 'order' | 'position';
  readonly order: number;
  readonly contract: string;
  readonly direction: Direction;
  readonly quantity: number;
  /** Limit of an order, fill of a position. */
  readonly entryTicks: number;
  readonly stopTicks: number;
  readonly targetTicks: number;
  readonly modalTicks: number;
  readonly since: number;
  /** Until when an order works. */
  readonly validUntil: number;
}

export type OrderFate =
  | { readonly kind: 'works' }
  | { readonly kind: 'held' }
  | { readonly kind: 'taken-back'; readonly reason: string }
  | { readonly kind: 'closed'; readonly reason: string; readonly netMilli: number };

/** An order that was recommended, what it came from, and what became of it on paper. */
export interface Recommended {
  readonly order: OrderEvent;
  readonly signal: SignalEvent;
  readonly place: Pick<JournalledEvent, 'number' | 'hash'>;
  readonly fate: OrderFate;
}

/** The fold of a journal into what a page shows of the trading. */
export class TradingPicture {
  holding: Holding | undefined;
  roll: RollEvent | undefined;
  /** The trade date that ended last, until there has been a roll. */
  ended: SessionEvent | undefined;
  equityMilli: number;
  highWaterMilli: number;
  closedTrades = 0;
  wonTrades = 0;
  netMilli = 0;
  /** Since the session began, also those that are no longer kept. */
  recommended = 0;
  refused = 0;
  readonly refusalsByRule: Map<RefusalEvent['rule'], number> = new Map();
  /** The halts that are on, by rule. */
  readonly halts: Map<HaltEvent['rule'], HaltEvent> = new Map();
  /** Newest first. */
  recommendations: readonly Recommended[] = [];
  refusals: readonly RefusalEvent[] = [];
  readonly #judgesFrom: number;
  #signals: readonly SignalEvent[] = [];

  /** @param judgesFrom refusals before it (UTC ms) are of the history, and no news */
  constructor(initialCapital: number, judgesFrom: number) {
    this.equityMilli = Math.round(initialCapital * 1000);
    this.highWaterMilli = this.equityMilli;
    this.#judgesFrom = judgesFrom;
  }

  /** To be given every event of the journal, in order. */
  take({ event, number, hash }: JournalledEvent): void {
    switch (event.type) {
      case 'signal':
        this.#signals = [event, ...this.#signals].slice(0, KEPT_SIGNALS);
        return;
      case 'refusal':
        this.#refuse(event);
        return;
      case 'order':
        this.#order(event, { number, hash });
        return;
      case 'fill':
        this.#fill(event);
        return;
      case 'roll':
        this.roll = event;
        this.ended = undefined;
        return;
      case 'halt':
        if (event.state === 'on') this.halts.set(event.rule, event);
        else this.halts.delete(event.rule);
        this.#equity(event.equityMilli);
        return;
      case 'trade':
        this.closedTrades += 1;
        if (event.netMilli > 0) this.wonTrades += 1;
        this.netMilli += event.netMilli;
        this.#equity(event.equityMilli);
        this.#end(event.order, { kind: 'closed', reason: event.exitReason, netMilli: event.netMilli });
        return;
      case 'session':
        this.ended = event;
        this.#equity(event.equityMilli);
        return;
      default:
        return;
    }
  }

  #equity(equityMilli: number): void {
    this.equityMilli = equityMilli;
    this.highWaterMilli = Math.max(this.highWaterMilli, equityMilli);
  }

  #refuse(event: RefusalEvent): void {
    if (event.time < this.#judgesFrom) return;
    this.refused += 1;
    this.refusalsByRule.set(event.rule, (this.refusalsByRule.get(event.rule) ?? 0) + 1);
    this.refusals = [event, ...this.refusals].slice(0, KEPT_ROWS);
  }

  #order(order: OrderEvent, place: Recommended['place']): void {
    const signal = this.#signals.find(({ id }) => id === order.signal);
    switch (order.action) {
      case 'await-retest':
        if (signal !== undefined) this.holding = holdingOf('waiting', order, signal);
        return;
      case 'retest-lapsed':
        this.holding = undefined;
        return;
      case 'cancel':
        this.#end(order.id, { kind: 'taken-back', reason: order.reason });
        return;
      case 'place':
        if (signal === undefined) return;
        this.holding = holdingOf('order', order, signal);
        this.recommended += 1;
        this.recommendations = [
          { order, signal, place, fate: { kind: 'works' } as const },
          ...this.recommendations,
        ].slice(0, KEPT_ROWS);
    }
  }

  #fill({ role, order, quantity, priceTicks, time }: FillEvent): void {
    const held = this.holding;
    if (role !== 'entry' || held?.order !== order) return;
    const moved = priceTicks - held.entryTicks;
    this.holding = {
      ...held,
      kind: 'position',
      quantity,
      entryTicks: priceTicks,
      // The bracket hangs on the fill.
      stopTicks: held.stopTicks + moved,
      targetTicks: held.targetTicks + moved,
      since: time,
    };
    this.#become(order, { kind: 'held' });
  }

  #end(order: number, fate: OrderFate): void {
    if (this.holding?.order === order) this.holding = undefined;
    this.#become(order, fate);
  }

  #become(order: number, fate: OrderFate): void {
    this.recommendations = this.recommendations.map((each) =>
      each.order.id === order ? { ...each, fate } : each,
    );
  }
}

function holdingOf(kind: Holding['kind'], order: OrderEvent, signal: SignalEvent): Holding {
  const { direction, limitTicks, stopDistanceTicks, targetDistanceTicks } = order;
  return {
    kind,
    order: order.id,
    contract: order.contract,
    direction,
    quantity: order.quantity,
    entryTicks: limitTicks,
    stopTicks: limitTicks - direction * stopDistanceTicks,
    targetTicks: limitTicks + direction * targetDistanceTicks,
    modalTicks: signal.modalTicks,
    since: order.time,
    validUntil: order.validUntil,
  };
}
