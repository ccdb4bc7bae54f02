import type { EngineEvent, HaltEvent } from '../../engine/events.ts';
import { dateText, tradeDateOf } from '../../market/calendar.ts';
import { dayOfText, weekdayOf } from '../../market/dates.ts';
import type { Estimate } from '../../results/model.ts';
import { rateEstimate } from '../estimates.ts';
import { type JudgedLater, RunRows } from '../runRows.ts';
import { type Tally, tally } from './contexts.ts';

/** What happened on the trade dates from one to another, both included. */
export interface PeriodReview extends Tally {
  readonly from: string;
  readonly to: string;
  /** Trade dates of the period that had bars. */
  readonly tradeDates: number;
  readonly closed: readonly JudgedLater[];
  /** Signals inside market hours, and those outside, which are never traded. */
  readonly signals: number;
  readonly outsideHours: number;
  readonly orders: number;
  readonly entries: number;
  /** Of the fills of the period: a position that is still open has paid for its entry. */
  readonly commissionMilli: number;
  readonly slippageMilli: number;
  /** Share of the closed trades that were sized by a posterior. */
  readonly utilisation: Estimate | null;
  /** Most frequent first, then by name. */
  readonly refusals: readonly { readonly rule: string; readonly count: number }[];
  /** Halts that began or ended in the period. */
  readonly halts: readonly HaltEvent[];
}

/** The events of a session by trade date. */
export class SessionDiary {
  readonly #events: readonly { readonly event: EngineEvent; readonly tradeDate: string }[];
  readonly #trades: readonly JudgedLater[];
  /** Trade dates that had bars, ascending. */
  readonly tradeDates: readonly string[];

  /**
   * @param events of a journal, in order
   * @param judgesFrom events before it (UTC ms) are of the history that the session was begun on
   */
  constructor(events: readonly EngineEvent[], judgesFrom: number) {
    const rows = new RunRows(0);
    for (const event of events) rows.emit(event);
    this.#trades = rows.trades;
    this.#events = events
      .filter((event) => event.time >= judgesFrom)
      .map((event) => ({ event, tradeDate: dateOf(event) }));
    const dates = this.#events.flatMap(({ event, tradeDate }) =>
      event.type === 'session' && event.bars === 0 ? [] : [tradeDate],
    );
    this.tradeDates = [...new Set(dates)].sort();
  }

  /** What happened from one trade date to another, both included. A trade belongs to the trade date of its exit. */
  review(from: string, to: string): PeriodReview {
    const isInside = (date: string): boolean => date >= from && date <= to;
    const events = this.#events.filter(({ tradeDate }) => isInside(tradeDate)).map(({ event }) => event);
    const closed = this.#trades.filter((trade) => isInside(exitDate(trade)));
    const signals = events.filter((event) => event.type === 'signal');
    const inHours = signals.filter(({ status }) => status === 'in-hours').length;
    const fills = events.filter((event) => event.type === 'fill');
    const sizedByPosterior = closed.filter(({ isBayesianSized }) => isBayesianSized).length;
    return {
      from,
      to,
      tradeDates: this.tradeDates.filter(isInside).length,
      ...tally(closed),
      closed,
      signals: inHours,
      outsideHours: signals.length - inHours,
      orders: events.filter((event) => event.type === 'order' && event.action === 'place').length,
      entries: fills.filter(({ role }) => role === 'entry').length,
      commissionMilli: fills.reduce((sum, { commissionMilli }) => sum + commissionMilli, 0),
      slippageMilli: fills.reduce((sum, { slippageMilli }) => sum + slippageMilli, 0),
      utilisation: rateEstimate(sizedByPosterior, closed.length),
      refusals: refusalsByRule(events),
      halts: events.filter((event) => event.type === 'halt'),
    };
  }
}

/** The Monday of the week of a date, both `YYYY-MM-DD`: a week of the futures market begins on Sunday evening, which is Monday's trade date. */
export function mondayOf(date: string): string {
  const day = dayOfText(date);
  return dateText(day - ((weekdayOf(day) + 6) % 7));
}

/** A bar is known at its end, and the last one of a trade date ends as that date does: the moment before belongs to it for certain. */
function dateAt(time: number): string {
  return dateText(tradeDateOf(time - 1));
}

function dateOf(event: EngineEvent): string {
  if (event.type === 'session' || event.type === 'roll') return event.tradeDate;
  return dateAt(event.time);
}

function exitDate({ exitTime }: JudgedLater): string {
  return dateAt(exitTime);
}

function refusalsByRule(events: readonly EngineEvent[]): { rule: string; count: number }[] {
  const counts = new Map<string, number>();
  for (const event of events)
    if (event.type === 'refusal') counts.set(event.rule, (counts.get(event.rule) ?? 0) + 1);
  return [...counts]
    .map(([rule, count]) => ({ rule, count }))
    .sort((a, b) => b.count - a.count || (a.rule < b.rule ? -1 : 1));
}
