import { TapebenchError } from '../errors.ts';

export const DAY_MS = 86_400_000;

/** A date of the Gregorian calendar; `month` and `day` count from 1. */
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

const DAYS_BEFORE_MONTH = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365] as const;

function isLeap(year: number): boolean {
  return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
}

/** Days from 1970-01-01 to January 1 of `year`. */
function yearStart(year: number): number {
  const past = year - 1;
  return (
    365 * (year - 1970) +
    (Math.floor(past / 4) - Math.floor(past / 100) + Math.floor(past / 400)) -
    (492 - 19 + 4)
  );
}

function daysInMonth(year: number, month: number): number {
  const days = DAYS_BEFORE_MONTH[month]! - DAYS_BEFORE_MONTH[month - 1]!;
  return month === 2 && isLeap(year) ? days + 1 : days;
}

/**
 * Days since 1970-01-01 of a date in the Gregorian calendar; negative before. Arithmetic only: no time zone, no clock.
 * @throws TapebenchError TB_DATE_INVALID for a date that does not exist
 */
export function dayNumber(year: number, month: number, day: number): number {
  const isDate =
    Number.isInteger(year) &&
    Number.isInteger(month) &&
    Number.isInteger(day) &&
    year >= 1 &&
    year <= 9999 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= daysInMonth(year, month);
  if (!isDate) throw new TapebenchError('TB_DATE_INVALID', `there is no date ${year}-${month}-${day}`);
  const leapDay = month > 2 && isLeap(year) ? 1 : 0;
  return yearStart(year) + DAYS_BEFORE_MONTH[month - 1]! + leapDay + day - 1;
}

/** The date of a day number, the inverse of `dayNumber`. */
export function civilDate(day: number): CivilDate {
  // 146 097 days are 400 years; the estimate is off by at most one year.
  let year = 1970 + Math.floor((day * 400) / 146_097);
  if (yearStart(year + 1) <= day) year++;
  else if (yearStart(year) > day) year--;
  const dayOfYear = day - yearStart(year);
  let month = 12;
  while (month > 1 && DAYS_BEFORE_MONTH[month - 1]! + (month > 2 && isLeap(year) ? 1 : 0) > dayOfYear)
    month--;
  const monthStart = DAYS_BEFORE_MONTH[month - 1]! + (month > 2 && isLeap(year) ? 1 : 0);
  return { year, month, day: dayOfYear - monthStart + 1 };
}

/** A day number as `YYYY-MM-DD`. */
export function dateText(day: number): string {
  const date = civilDate(day);
  const twoDigits = (n: number): string => String(n).padStart(2, '0');
  return `${String(date.year).padStart(4, '0')}-${twoDigits(date.month)}-${twoDigits(date.day)}`;
}

/**
 * The day number of `YYYY-MM-DD`.
 * @throws TapebenchError TB_DATE_INVALID for another form or a date that does not exist
 */
export function dayOfText(text: string): number {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text);
  if (!parts) throw new TapebenchError('TB_DATE_INVALID', `${JSON.stringify(text)} is no date YYYY-MM-DD`);
  return dayNumber(Number(parts[1]), Number(parts[2]), Number(parts[3]));
}

/** Day of the week of a day number: 0 is Sunday, 6 Saturday. */
export function weekdayOf(day: number): number {
  // 1970-01-01 was a Thursday.
  return (((day + 4) % 7) + 7) % 7;
}

/** UTC milliseconds as `YYYY-MM-DDTHH:MMZ`, seconds added where there are any. For people and error messages. */
export function utcText(time: number): string {
  if (!Number.isFinite(time)) return String(time);
  const day = Math.floor(time / DAY_MS);
  const ms = time - day * DAY_MS;
  const two = (n: number): string => String(Math.floor(n)).padStart(2, '0');
  const seconds = (ms % 60_000) / 1000;
  const tail = seconds === 0 ? '' : `:${two(seconds)}`;
  return `${dateText(day)}T${two(ms / 3_600_000)}:${two((ms / 60_000) % 60)}${tail}Z`;
}
