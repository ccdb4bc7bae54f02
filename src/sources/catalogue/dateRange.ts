import { TapebenchError } from '../../errors.ts';
import { dayOfText } from '../../market/dates.ts';
import { newYorkTime } from '../../market/newYork.ts';

/** Globex opens at 18:00 New York on the evening before its trade date. */
const OPEN_MINUTES = 18 * 60;

export interface TimeRange {
  /** UTC ms, inclusive. */
  readonly from: number;
  /** UTC ms, exclusive. */
  readonly to: number;
}

/**
 * The time from one trade date to another, both whole: `2025-01-06` begins at 18:00 New York on the 5th. A moment
 * (`2025-01-06T14:30Z`) is taken as it stands, `to` exclusive.
 * @throws TapebenchError TB_DATE_INVALID for what is no date, or an end before its start
 */
export function timeRange(from: string | undefined, to: string | undefined): TimeRange {
  const start = from === undefined ? Number.NEGATIVE_INFINITY : momentOf(from, -1);
  const end = to === undefined ? Number.POSITIVE_INFINITY : momentOf(to, 0);
  if (start < end) return { from: start, to: end };
  throw new TapebenchError('TB_DATE_INVALID', `the range from ${from} to ${to} is empty`, {
    next: 'Give the earlier date first; both are included.',
  });
}

function momentOf(text: string, daysAfter: number): number {
  const moment = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?Z$/.test(text)
    ? Date.parse(text)
    : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  return newYorkTime(dayOfText(text) + daysAfter, OPEN_MINUTES);
}
