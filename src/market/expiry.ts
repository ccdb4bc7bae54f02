import { FIRST_CALENDAR_DAY, isTradingDay, LAST_CALENDAR_DAY } from './calendar.ts';
import { dayNumber, weekdayOf } from './dates.ts';
import type { Instrument } from './instruments.ts';
import { newYorkTime } from './newYork.ts';

/**
 * The last trading moment of a contract, UTC ms, by its instrument's rule. Business days are those of the New York Stock Exchange;
 * beyond the calendar's years every weekday counts as one.
 * @param month delivery month as `year * 12 + month - 1`
 */
export function expiryOf(instrument: Instrument, month: number): number {
  const { weekday, occurrence, businessDaysBefore, newYorkMinutes } = instrument.expiry;
  const first = dayNumber(Math.floor(month / 12), (month % 12) + 1, 1);
  const nth = first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (occurrence - 1);
  let day = nth;
  if (businessDaysBefore === 0) while (!isBusinessDay(day)) day--;
  for (let left = businessDaysBefore; left > 0; ) {
    day--;
    if (isBusinessDay(day)) left--;
  }
  return newYorkTime(day, newYorkMinutes);
}

function isBusinessDay(day: number): boolean {
  if (day >= FIRST_CALENDAR_DAY && day <= LAST_CALENDAR_DAY) return isTradingDay(day);
  const weekday = weekdayOf(day);
  return weekday !== 0 && weekday !== 6;
}
