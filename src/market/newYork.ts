import { TapebenchError } from '../errors.ts';
import { DAY_MS, dayNumber, weekdayOf } from './dates.ts';

/**
 * New York wall time by the rule of the Energy Policy Act of 2005, in force since 2007: daylight saving from the second Sunday
 * of March, 2:00 standard time, to the first Sunday of November, 2:00 daylight time. The host's zone and its zone data have no say.
 */
const FIRST_YEAR = 2007;
const LAST_YEAR = 2099;
const HOUR_MS = 3_600_000;
const STANDARD_OFFSET_MS = 5 * HOUR_MS;
const MEAN_YEAR_MS = 365.2425 * DAY_MS;

const daylightStart = new Float64Array(LAST_YEAR - FIRST_YEAR + 1);
const daylightEnd = new Float64Array(LAST_YEAR - FIRST_YEAR + 1);
for (let i = 0; i < daylightStart.length; i++) {
  daylightStart[i] = sundayOnOrAfter(dayNumber(FIRST_YEAR + i, 3, 8)) * DAY_MS + 7 * HOUR_MS;
  daylightEnd[i] = sundayOnOrAfter(dayNumber(FIRST_YEAR + i, 11, 1)) * DAY_MS + 6 * HOUR_MS;
}
const FIRST_MS = dayNumber(FIRST_YEAR, 1, 1) * DAY_MS + STANDARD_OFFSET_MS;
const END_MS = dayNumber(LAST_YEAR, 12, 31) * DAY_MS + DAY_MS;

function sundayOnOrAfter(day: number): number {
  return day + ((7 - weekdayOf(day)) % 7);
}

/**
 * Milliseconds that New York is behind UTC at a moment: 4 or 5 hours.
 * @throws TapebenchError TB_CALENDAR_RANGE outside 2007 to 2099
 */
export function newYorkOffsetMs(time: number): number {
  if (!(time >= FIRST_MS && time < END_MS)) {
    throw new TapebenchError(
      'TB_CALENDAR_RANGE',
      `New York time is known from ${FIRST_YEAR} to ${LAST_YEAR}`,
      {
        where: `UTC millisecond ${time}`,
      },
    );
  }
  // The estimated year may be wrong within days of New Year, where both neighbours agree on standard time.
  const year = Math.floor(time / MEAN_YEAR_MS) + 1970 - FIRST_YEAR;
  return time >= daylightStart[year]! && time < daylightEnd[year]! ? 4 * HOUR_MS : STANDARD_OFFSET_MS;
}

/** The date in New York at a moment (UTC ms), as a day number. */
export function newYorkDate(time: number): number {
  return Math.floor((time - newYorkOffsetMs(time)) / DAY_MS);
}

/** Whole minutes since midnight on New York's clock at a moment (UTC ms): 0 to 1439, 570 at 09:30. */
export function newYorkMinutesOfDay(time: number): number {
  const local = time - newYorkOffsetMs(time);
  return Math.floor((local - Math.floor(local / DAY_MS) * DAY_MS) / 60_000);
}

/**
 * UTC ms at which New York's clock shows `minutes` since midnight on `day`. Of a time that comes twice, in November, the first;
 * a time that is skipped, in March, is read as standard time (02:30 is 03:30 daylight time).
 */
export function newYorkTime(day: number, minutes: number): number {
  const standard = day * DAY_MS + minutes * 60_000 + STANDARD_OFFSET_MS;
  const daylight = standard - HOUR_MS;
  return newYorkOffsetMs(daylight) === 4 * HOUR_MS ? daylight : standard;
}
