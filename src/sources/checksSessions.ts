import { firstIndexAtOrAfter, MINUTE_MS } from '../market/bars.ts';
import { FIRST_CALENDAR_DAY, pauseOf, type Session, sessionsBetween } from '../market/calendar.ts';
import { DAY_MS, dateText, utcText } from '../market/dates.ts';
import { newYorkTime } from '../market/newYork.ts';
import type { ContractSchedule } from '../market/schedule.ts';
import type { Tape } from '../market/tape.ts';
import { type Finding, FindingLog } from './checksFinding.ts';

const FX_CLOSE_MINUTES = 17 * 60;

/** Sessions on which every minute of the regular hours is missing, one after the other, told as one place. */
interface EmptyDays {
  readonly first: number;
  last: number;
  days: number;
  minutes: number;
}

/**
 * Minutes of the regular session without a bar, between the first bar of the tape and the last. Bars longer than a minute count for
 * all their minutes, shorter ones for the minute they are in; a day's bar opens at midnight UTC and is never asked for.
 */
export function missingRegularMinutes(tape: Tape, schedule: ContractSchedule): Finding {
  const { rows, contracts, intervalMs } = tape;
  const log = new FindingLog();
  if (rows.length === 0) return log.finding;
  const stepMs = Math.max(intervalMs, MINUTE_MS);
  const minutesOfStep = stepMs / MINUTE_MS;
  const first = rows.time[0]!;
  const end = rows.time[rows.length - 1]! + intervalMs;
  const isSeries = contracts.map((contract) => contract.kind === 'continuous');
  const dayOf = new Map(schedule.sessions.map((session, day) => [session.tradeDate, day]));
  let empty: EmptyDays | null = null;
  const tellEmpty = (): void => {
    if (empty === null) return;
    const { minutes, days } = empty;
    const dates = `${dateText(empty.first)}${days > 1 ? ` to ${dateText(empty.last)}, ${days} days` : ''}`;
    log.add(() => `${dates}: all ${minutes} minutes`, minutes);
    empty = null;
  };

  for (const session of sessionsBetween(first, end)) {
    const from = Math.ceil(Math.max(session.regularOpen, first) / stepMs) * stepMs;
    const to = Math.min(session.regularClose, end);
    if (!(from < to)) continue;
    const busiest = busiestContract(tape, schedule, dayOf.get(session.tradeDate));
    const runs: { readonly time: number; steps: number }[] = [];
    let expected = from;
    const missUntil = (time: number): void => {
      if (time > expected) runs.push({ time: expected, steps: (time - expected) / stepMs });
    };
    for (let i = firstIndexAtOrAfter(rows, from); i < rows.length && rows.time[i]! < to; i++) {
      const contract = rows.contract[i]!;
      const step = Math.floor(rows.time[i]! / stepMs) * stepMs;
      if (step < expected || (contract !== busiest && !isSeries[contract]!)) continue;
      missUntil(step);
      expected = step + stepMs;
    }
    const hasBar = expected > from;
    missUntil(Math.ceil(to / stepMs) * stepMs);
    const missing = minutesOfStep * runs.reduce((sum, run) => sum + run.steps, 0);
    if (!hasBar) {
      empty ??= { first: session.tradeDate, last: session.tradeDate, days: 0, minutes: 0 };
      empty.last = session.tradeDate;
      empty.days += 1;
      empty.minutes += missing;
      continue;
    }
    tellEmpty();
    for (const { time, steps } of runs) {
      const minutes = steps * minutesOfStep;
      log.add(() => `${utcText(time)}, ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`, minutes);
    }
  }
  tellEmpty();
  return log.finding;
}

/** The outright with the most volume on a day of the schedule, in hindsight; -1 where none traded. */
function busiestContract(tape: Tape, { volume }: ContractSchedule, day: number | undefined): number {
  if (day === undefined) return -1;
  const count = tape.contracts.length;
  let best = -1;
  let most = 0;
  for (let contract = 0; contract < count; contract++) {
    const traded = volume[day * count + contract]!;
    if (tape.contracts[contract]!.kind === 'outright' && traded > most) {
      most = traded;
      best = contract;
    }
  }
  return best;
}

/** Bars that open outside of the instrument's Globex hours. Days have no hours to be outside of. */
export function barsOutsideHours(tape: Tape): Finding {
  const { rows, contracts, intervalMs, instrument } = tape;
  const log = new FindingLog();
  if (rows.length === 0 || intervalMs >= DAY_MS) return log.finding;
  // From a day earlier: currencies go on when the equity session that the calendar knows has ended.
  const from = Math.max(rows.time[0]! - DAY_MS, newYorkTime(FIRST_CALENDAR_DAY, 0));
  const sessions = sessionsBetween(from, rows.time[rows.length - 1]! + 1);
  const hours = sessions.map((session) => hoursOf(session, instrument.hours));
  let s = 0;
  let last = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < rows.length; i++) {
    const time = rows.time[i]!;
    // Rows in disorder are another check's matter.
    if (time < last) continue;
    last = time;
    while (s < hours.length && hours[s]!.close <= time) s++;
    const now = hours[s];
    const isInside =
      now !== undefined && time >= now.open && !(time >= now.pauseStart && time < now.pauseEnd);
    if (!isInside) log.add(() => `${contracts[rows.contract[i]!]!.rawSymbol} at ${utcText(time)}`);
  }
  return log.finding;
}

interface Hours {
  readonly open: number;
  readonly close: number;
  /** NaN without a pause. */
  readonly pauseStart: number;
  readonly pauseEnd: number;
}

/** Currencies trade on where equity futures stop early or pause. */
function hoursOf(session: Session, kind: 'equity-index' | 'fx'): Hours {
  const pause = kind === 'fx' ? null : pauseOf(session);
  return {
    open: session.globexOpen,
    close: kind === 'fx' ? newYorkTime(session.tradeDate, FX_CLOSE_MINUTES) : session.globexClose,
    pauseStart: pause?.start ?? Number.NaN,
    pauseEnd: pause?.end ?? Number.NaN,
  };
}
