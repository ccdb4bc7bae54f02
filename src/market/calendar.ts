import { TapebenchError } from '../errors.ts';
import { DAY_MS, dateText, dayNumber, dayOfText, utcText, weekdayOf } from './dates.ts';
import { type DayHours, HOLIDAYS } from './holidays.ts';
import { newYorkTime } from './newYork.ts';

export { dateText, dayNumber } from './dates.ts';
export { newYorkDate, newYorkMinutesOfDay } from './newYork.ts';

/**
 * Trade dates and sessions of CME Globex equity-index futures, and the regular session of the cash market.
 * A date is a day number: days since 1970-01-01 (`dayNumber`), which sorts and subtracts.
 */
export interface Session {
  /** Globex trade date as a day number: Monday to Friday, holidays with an abbreviated session included. */
  readonly tradeDate: number;
  /** 18:00 New York of the day before, Sunday for Monday, UTC ms. */
  readonly globexOpen: number;
  /** End of trading on the trade date, UTC ms: 17:00 New York, or the holiday's halt; other hours before 2015-09-21. */
  readonly globexClose: number;
  /** 09:30 New York, UTC ms; NaN on a day without a regular session. */
  readonly regularOpen: number;
  /** 16:00 New York, or the early close, UTC ms; NaN on a day without a regular session. */
  readonly regularClose: number;
}

export const FIRST_CALENDAR_DAY: number = dayNumber(2010, 1, 1);
export const LAST_CALENDAR_DAY: number = dayNumber(2030, 12, 31);

const OPEN_MINUTES = 18 * 60;
const REGULAR_OPEN_MINUTES = 9 * 60 + 30;
const REGULAR_CLOSE_MINUTES = 16 * 60;
const PAUSE_START_MINUTES = 16 * 60 + 15;
const PAUSE_END_MINUTES = 16 * 60 + 30;

/** First trade date of 17:15 as the end of the day (CME notice for Sunday, 2012-11-18). */
const CLOSE_AT_1715_FROM = dayNumber(2012, 11, 19);
/** First trade date of 17:00 as the end of the day (effective with the trade date of Monday, 2015-09-21). */
const CLOSE_AT_1700_FROM = dayNumber(2015, 9, 21);
/** First trade date without the pause from 16:15 to 16:30 (effective Sunday, 2021-06-27). */
const NO_PAUSE_FROM = dayNumber(2021, 6, 28);

/**
 * The end of an ordinary Globex day, minutes in New York. Until 2012-11-16 the exchange began the next trade date at 16:30 and broke
 * off from 17:30 to 18:00, Fridays ended at 16:15; here the hour from 16:30 stays with the day on which it is, so that a
 * trade date is the same stretch of the clock in all years.
 */
function ordinaryCloseMinutes(tradeDate: number): number {
  if (tradeDate >= CLOSE_AT_1700_FROM) return 17 * 60;
  if (tradeDate >= CLOSE_AT_1715_FROM) return 17 * 60 + 15;
  return weekdayOf(tradeDate) === 5 ? PAUSE_START_MINUTES : 17 * 60 + 30;
}

function minutesOf(hours: Exclude<DayHours, 'closed'>): number {
  return Number(hours.slice(0, 2)) * 60 + Number(hours.slice(3));
}

interface SessionTable {
  readonly sessions: readonly Session[];
  /** Ascending and disjoint, for binary search without touching an object. */
  readonly globexOpen: Float64Array;
  readonly globexClose: Float64Array;
}

function buildTable(): SessionTable {
  const holidays = new Map(HOLIDAYS.map((row) => [dayOfText(row[0]), row]));
  const sessions: Session[] = [];
  for (let day = FIRST_CALENDAR_DAY; day <= LAST_CALENDAR_DAY; day++) {
    const weekday = weekdayOf(day);
    const [, regular, globex] = holidays.get(day) ?? ['', undefined, undefined];
    if (weekday === 0 || weekday === 6 || globex === 'closed') continue;
    const isOrdinary = globex === undefined;
    const hasRegular = regular !== 'closed';
    sessions.push({
      tradeDate: day,
      globexOpen: newYorkTime(day - 1, OPEN_MINUTES),
      globexClose: newYorkTime(day, isOrdinary ? ordinaryCloseMinutes(day) : minutesOf(globex)),
      regularOpen: hasRegular ? newYorkTime(day, REGULAR_OPEN_MINUTES) : Number.NaN,
      regularClose: hasRegular
        ? newYorkTime(day, regular === undefined ? REGULAR_CLOSE_MINUTES : minutesOf(regular))
        : Number.NaN,
    });
  }
  return {
    sessions,
    globexOpen: Float64Array.from(sessions, (session) => session.globexOpen),
    globexClose: Float64Array.from(sessions, (session) => session.globexClose),
  };
}

let built: SessionTable | undefined;

/** Built at first use, so that a command that needs no calendar does not pay for it. */
function table(): SessionTable {
  built ??= buildTable();
  return built;
}

const FIRST_MS = newYorkTime(FIRST_CALENDAR_DAY, 0);
const END_MS = newYorkTime(LAST_CALENDAR_DAY + 1, 0);

function outOfRange(time: number): TapebenchError {
  return new TapebenchError(
    'TB_CALENDAR_RANGE',
    `the exchange calendar covers ${dateText(FIRST_CALENDAR_DAY)} to ${dateText(LAST_CALENDAR_DAY)}`,
    { where: Number.isFinite(time) && Math.abs(time) < 1e14 ? utcText(time) : String(time) },
  );
}

/** Where the last search ended: most questions are about the same session as the one before. */
let recentIndex = 0;

/** Index of the first session that ends after `time`; the number of sessions when there is none. */
function indexEndingAfter(time: number): number {
  if (!(time >= FIRST_MS && time <= END_MS)) throw outOfRange(time);
  const { globexClose } = table();
  if (time < globexClose[recentIndex]! && !(time < globexClose[recentIndex - 1]!)) return recentIndex;
  recentIndex = searchEndingAfter(globexClose, time);
  return recentIndex;
}

function searchEndingAfter(globexClose: Float64Array, time: number): number {
  let low = 0;
  let high = globexClose.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (globexClose[middle]! <= time) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The Globex session that holds a moment (UTC ms), open included and close excluded; null in a gap: the daily break, a weekend,
 * a holiday. The pause of older years (`pauseOf`) is inside its session.
 * @throws TapebenchError TB_CALENDAR_RANGE outside 2010 to 2030
 */
export function sessionAt(time: number): Session | null {
  const index = indexEndingAfter(time);
  const session = table().sessions[index];
  return session !== undefined && session.globexOpen <= time ? session : null;
}

/**
 * The session that holds a moment (UTC ms), or else the next one.
 * @throws TapebenchError TB_CALENDAR_RANGE outside 2010 to 2030, and after the last session of 2030
 */
export function sessionAtOrAfter(time: number): Session {
  const session = table().sessions[indexEndingAfter(time)];
  if (session === undefined) throw outOfRange(time);
  return session;
}

/**
 * The Globex trade date of a moment (UTC ms) as a day number. Every moment has one: what lies in a gap counts to the trade date that
 * opens next, so Friday's evening belongs to Monday.
 * @throws TapebenchError TB_CALENDAR_RANGE outside 2010 to 2030, and after the last session of 2030
 */
export function tradeDateOf(time: number): number {
  return sessionAtOrAfter(time).tradeDate;
}

/**
 * The sessions that share a moment with [from, to), UTC ms, in order: sorted, disjoint, each once. For a walk over many bars take
 * them once and move along; a search per bar is not needed.
 * @throws TapebenchError TB_CALENDAR_RANGE outside 2010 to 2030
 */
export function sessionsBetween(from: number, to: number): readonly Session[] {
  const first = indexEndingAfter(from);
  if (!(to <= END_MS)) throw outOfRange(to);
  if (to <= from) return [];
  const { sessions, globexOpen } = table();
  let end = first;
  while (end < globexOpen.length && globexOpen[end]! < to) end++;
  return sessions.slice(first, end);
}

/** The session of a trade date (day number); null on a weekend or a holiday without Globex. */
export function sessionOf(tradeDate: number): Session | null {
  if (!(tradeDate >= FIRST_CALENDAR_DAY && tradeDate <= LAST_CALENDAR_DAY))
    throw outOfRange(tradeDate * DAY_MS);
  const session = table().sessions[indexEndingAfter(newYorkTime(tradeDate, 0))];
  return session?.tradeDate === tradeDate ? session : null;
}

/** Whether a moment (UTC ms) is in the cash market's regular session: [09:30, 16:00 or the early close) New York on a trading day. */
export function isRegularTime(time: number): boolean {
  const session = sessionAt(time);
  return session !== null && time >= session.regularOpen && time < session.regularClose;
}

/** The pause of Globex equity futures from 16:15 to 16:30 New York until 2021-06-25, as UTC ms [start, end); null when there is none. */
export function pauseOf(session: Session): { readonly start: number; readonly end: number } | null {
  if (session.tradeDate >= NO_PAUSE_FROM) return null;
  const start = newYorkTime(session.tradeDate, PAUSE_START_MINUTES);
  return start < session.globexClose
    ? { start, end: newYorkTime(session.tradeDate, PAUSE_END_MINUTES) }
    : null;
}

/**
 * Whether the cash market has a regular session on a day (day number), early closes included.
 * @throws TapebenchError TB_CALENDAR_RANGE outside 2010 to 2030
 */
export function isTradingDay(day: number): boolean {
  const session = sessionOf(day);
  return session !== null && !Number.isNaN(session.regularOpen);
}
