import type { EngineEvent, EventSink, OrderEvent, SignalEvent, TradeEvent } from '../engine/events.ts';
import { assertNever } from '../errors.ts';
import { dateText, tradeDateOf } from '../market/calendar.ts';
import type { EquityRow, FillRow, RefusalRow, SignalRow, TradeRow } from '../results/model.ts';

type Status = SignalRow['status'];

/** A trade row before its ambiguity is known: that looks beyond the exit and is no part of the run. */
export type JudgedLater = Omit<TradeRow, 'isAmbiguous' | 'netMilliLow' | 'netMilliHigh'>;

/** The fold of a run's events into the rows that are stored and shown. Feed it the events in order. */
export class RunRows implements EventSink {
  readonly refusals: RefusalRow[] = [];
  readonly fills: FillRow[] = [];
  readonly trades: JudgedLater[] = [];
  readonly equity: EquityRow[] = [];
  readonly orders: OrderEvent[] = [];
  rolls = 0;
  emergencyStops = 0;
  lossPauses = 0;
  readonly #signals: SignalEvent[] = [];
  readonly #status = new Map<number, Status>();
  readonly #modal = new Map<number, number>();
  #highWaterMilli: number;
  #equityMilli: number;
  #tradesOfDay = 0;

  constructor(initialCapitalMilli: number) {
    this.#highWaterMilli = initialCapitalMilli;
    this.#equityMilli = initialCapitalMilli;
  }

  emit(event: EngineEvent): void {
    switch (event.type) {
      case 'signal':
        this.#signals.push(event);
        this.#modal.set(event.id, event.modalTicks);
        this.#status.set(event.id, event.status === 'outside-hours' ? 'outside-hours' : 'waiting-skipped');
        return;
      case 'refusal': {
        const { time, contract, signal, rule, value, limit } = event;
        this.refusals.push({ time, contract, signal, rule, value, limit });
        if (signal !== null) this.#status.set(signal, 'refused');
        return;
      }
      case 'order':
        this.orders.push(event);
        if (event.action === 'retest-lapsed') this.#status.set(event.signal, 'retest-lapsed');
        else if (event.action !== 'cancel') this.#status.set(event.signal, 'accepted');
        return;
      case 'fill': {
        const { type: _, ...fill } = event;
        this.fills.push(fill);
        return;
      }
      case 'trade':
        this.trades.push(this.#tradeRow(event));
        this.#tradesOfDay++;
        return;
      case 'session':
        this.#endDay(event.tradeDate, event.contract, event.bars, event.equityMilli);
        return;
      case 'roll':
        this.rolls++;
        return;
      case 'halt':
        if (event.state === 'off') return;
        if (event.rule === 'emergency-stop') this.emergencyStops++;
        else this.lossPauses++;
        return;
      case 'learned':
        // It changes what coming trades are sized by, and no row of the paper account.
        return;
      default:
        assertNever(event);
    }
  }

  /** The signals with what became of each; complete when the run is over. */
  signals(): SignalRow[] {
    return this.#signals.map(({ type: _, status: __, ...signal }) => ({
      ...signal,
      status: this.#status.get(signal.id)!,
    }));
  }

  #endDay(tradeDate: string, contract: string | null, bars: number, equityMilli: number): void {
    this.#highWaterMilli = Math.max(this.#highWaterMilli, equityMilli);
    this.equity.push({
      tradeDate,
      contract,
      bars,
      equityMilli,
      netMilli: equityMilli - this.#equityMilli,
      drawdownMilli: equityMilli - this.#highWaterMilli,
      trades: this.#tradesOfDay,
    });
    this.#equityMilli = equityMilli;
    this.#tradesOfDay = 0;
  }

  #tradeRow(event: TradeEvent): JudgedLater {
    const { type: _, time, order: __, isEntryAtOpen: ___, stopDistanceTicks: ____, ...rest } = event;
    return {
      ...rest,
      exitTime: time,
      tradeDate: dateText(tradeDateOf(event.entryBarTime)),
      modalTicks: this.#modal.get(event.signal)!,
    };
  }
}
