import { MINUTE_MS } from '../../market/bars.ts';
import { pauseOf, type Session, sessionAt, sessionAtOrAfter } from '../../market/calendar.ts';
import { dateText } from '../../market/dates.ts';
import { newYorkClock, newYorkText } from '../newYorkText.ts';

/** The clock of the market, in words for people; times are New York's. */
export interface MarketClock {
  /** `2025-06-03 10:31:00`. */
  readonly now: string;
  readonly tradeDate: string;
  readonly phase: 'regular' | 'overnight' | 'pause' | 'closed';
  /** What comes next, and when: `regular session closes at 16:00, in 5 h 29 min`. */
  readonly next: string;
  /** Hours of the trade date: `Globex 18:00 to 17:00`. */
  readonly globex: string;
  /** `09:30 to 16:00`; null on a day without a regular session. */
  readonly regular: string | null;
}

/** The market's clock at a moment, UTC ms. @throws TapebenchError TB_CALENDAR_RANGE outside 2010 to 2030 */
export function marketClock(time: number): MarketClock {
  const session = sessionAtOrAfter(time);
  const { phase, until, name } = nextTurn(time, session);
  const sameDay = newYorkText(time).slice(0, 10) === newYorkText(until).slice(0, 10);
  const at = sameDay ? newYorkClock(until) : newYorkText(until).slice(0, 16);
  return {
    now: newYorkText(time),
    tradeDate: dateText(session.tradeDate),
    phase,
    next: `${name} at ${at}, in ${durationText(until - time)}`,
    globex: `${newYorkClock(session.globexOpen)} to ${newYorkClock(session.globexClose)}`,
    regular: Number.isNaN(session.regularOpen)
      ? null
      : `${newYorkClock(session.regularOpen)} to ${newYorkClock(session.regularClose)}`,
  };
}

function nextTurn(
  time: number,
  session: Session,
): { readonly phase: MarketClock['phase']; readonly until: number; readonly name: string } {
  if (sessionAt(time) === null) return { phase: 'closed', until: session.globexOpen, name: 'Globex opens' };
  const pause = pauseOf(session);
  if (pause !== null && time >= pause.start && time < pause.end)
    return { phase: 'pause', until: pause.end, name: 'trading goes on' };
  if (time < session.regularOpen)
    return { phase: 'overnight', until: session.regularOpen, name: 'regular session opens' };
  if (time < session.regularClose)
    return { phase: 'regular', until: session.regularClose, name: 'regular session closes' };
  return { phase: 'overnight', until: session.globexClose, name: 'Globex closes' };
}

/** A span of time as people say it: `45 s`, `5 h 29 min`, `2 d 3 h`. */
export function durationText(ms: number): string {
  if (ms < MINUTE_MS) return `${Math.max(0, Math.round(ms / 1000))} s`;
  const minutes = Math.floor(ms / MINUTE_MS);
  const hours = Math.floor(minutes / 60);
  if (hours === 0) return `${minutes} min`;
  const days = Math.floor(hours / 24);
  return days === 0 ? `${hours} h ${minutes % 60} min` : `${days} d ${hours % 24} h`;
}
