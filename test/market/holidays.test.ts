import { describe, expect, test } from 'vitest';
import { dateText, dayNumber, dayOfText, weekdayOf } from '../../src/market/dates.ts';
import { HOLIDAYS } from '../../src/market/holidays.ts';

const rows = new Map(HOLIDAYS.map(([date, regular, globex, name]) => [date, { regular, globex, name }]));
const closedDays = HOLIDAYS.filter((row) => row[1] === 'closed').map((row) => row[0]);
const earlyCloses = HOLIDAYS.filter((row) => row[1] !== 'closed').map((row) => row[0]);

/** Easter Sunday by the anonymous Gregorian algorithm (Nature, 1876). */
function easter(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const e = b % 4;
  const g = Math.floor((8 * b + 13) / 25);
  const h = (19 * a + b - d - g + 15) % 30;
  const i = Math.floor(c / 4);
  const k = c % 4;
  const l = (32 + 2 * e + 2 * i - h - k) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const n = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(n / 31), (n % 31) + 1);
}

function nth(year: number, month: number, weekday: number, occurrence: number): number {
  const first = dayNumber(year, month, 1);
  return first + ((weekday - weekdayOf(first) + 7) % 7) + 7 * (occurrence - 1);
}

/** NYSE Rule 7.2: Saturday's holiday is kept on Friday unless that is the end of a year, Sunday's on Monday. */
function kept(year: number, month: number, day: number): number | null {
  const date = dayNumber(year, month, day);
  if (weekdayOf(date) === 0) return date + 1;
  if (weekdayOf(date) !== 6) return date;
  return month === 1 ? null : date - 1;
}

function closedByRule(year: number): string[] {
  const lastMondayOfMay = nth(year, 5, 1, 5);
  const days = [
    kept(year, 1, 1),
    nth(year, 1, 1, 3),
    nth(year, 2, 1, 3),
    easter(year) - 2,
    lastMondayOfMay < dayNumber(year, 6, 1) ? lastMondayOfMay : lastMondayOfMay - 7,
    year >= 2022 ? kept(year, 6, 19) : null,
    kept(year, 7, 4),
    nth(year, 9, 1, 1),
    nth(year, 11, 4, 4),
    kept(year, 12, 25),
  ];
  return days.filter((day) => day !== null).map(dateText);
}

function earlyByRule(year: number): string[] {
  const days = [nth(year, 11, 4, 4) + 1];
  const beforeJulyFourth = dayNumber(year, 7, 3);
  if ([1, 2, 3, 4].includes(weekdayOf(beforeJulyFourth))) days.push(beforeJulyFourth);
  const christmasEve = dayNumber(year, 12, 24);
  if ([1, 2, 3, 4].includes(weekdayOf(christmasEve))) days.push(christmasEve);
  return days.map(dateText);
}

const years = Array.from({ length: 21 }, (_, i) => 2010 + i);
const UNSCHEDULED = ['2012-10-29', '2012-10-30', '2018-12-05', '2025-01-09'];

describe('the holiday table', () => {
  test('closes the cash market by the exchange rule, and on the four days of storm and mourning', () => {
    expect(closedDays).toEqual([...years.flatMap(closedByRule), ...UNSCHEDULED].sort());
  });

  test('closes early by the exchange rule, at 13:00, with the futures a quarter of an hour later', () => {
    expect(earlyCloses).toEqual(years.flatMap(earlyByRule).sort());
    for (const date of earlyCloses) {
      expect(rows.get(date)).toMatchObject({ regular: '13:00', globex: '13:15' });
    }
  });

  // NYSE Group, "2021, 2022 and 2023" (2020-12-28), "2026, 2027 and 2028 Holiday and Early Closings Calendar" (2025-12-23).
  test.each([
    [2021, '01-01 01-18 02-15 04-02 05-31 07-05 09-06 11-25 12-24', '11-26'],
    [2022, '01-17 02-21 04-15 05-30 06-20 07-04 09-05 11-24 12-26', '11-25'],
    [2023, '01-02 01-16 02-20 04-07 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
    [2026, '01-01 01-19 02-16 04-03 05-25 06-19 07-03 09-07 11-26 12-25', '11-27 12-24'],
    [2027, '01-01 01-18 02-15 03-26 05-31 06-18 07-05 09-06 11-25 12-24', '11-26'],
    [2028, '01-17 02-21 04-14 05-29 06-19 07-04 09-04 11-23 12-25', '07-03 11-24'],
  ])('is what the exchange announced for %d', (year, closed, early) => {
    const of = (dates: readonly string[]): string =>
      dates
        .filter((date) => date.startsWith(String(year)))
        .map((date) => date.slice(5))
        .join(' ');
    expect(of(closedDays)).toBe(closed);
    expect(of(earlyCloses)).toBe(early);
  });

  test('stops the futures where the exchange said or the bars show it', () => {
    // CME Group press releases of 2012-10-29 (08:15 Central) and 2018-12-02 (08:30 Central).
    expect(rows.get('2012-10-29')?.globex).toBe('09:15');
    expect(rows.get('2012-10-30')?.globex).toBe('09:15');
    expect(rows.get('2018-12-05')?.globex).toBe('09:30');
    // Last minutes of recorded ES bars: 09:29, 12:59, 12:59, none, 12:59, 12:59 and 13:14.
    expect(rows.get('2025-01-09')?.globex).toBe('09:30');
    expect(rows.get('2025-01-20')?.globex).toBe('13:00');
    expect(rows.get('2025-02-17')?.globex).toBe('13:00');
    expect(rows.get('2025-04-18')?.globex).toBe('closed');
    expect(rows.get('2025-05-26')?.globex).toBe('13:00');
    expect(rows.get('2025-06-19')?.globex).toBe('13:00');
    expect(rows.get('2024-12-24')?.globex).toBe('13:15');
    // CME's schedule for July 2013, quoted by brokers at the time: 12:15 and 10:30 Central.
    expect(rows.get('2013-07-03')?.globex).toBe('13:15');
    expect(rows.get('2013-07-04')?.globex).toBe('11:30');
  });

  test('opens the futures on Good Friday only for an employment report', () => {
    const open = HOLIDAYS.filter((row) => row[3].startsWith('Good Friday') && row[2] !== 'closed');
    expect(open.map((row) => [row[0], row[2]])).toEqual(
      ['2010-04-02', '2012-04-06', '2015-04-03', '2021-04-02', '2023-04-07', '2026-04-03'].map((date) => [
        date,
        '09:15',
      ]),
    );
  });

  test('names weekdays only, in order, each once', () => {
    const dates = HOLIDAYS.map((row) => row[0]);
    expect(dates).toEqual([...new Set(dates)].sort());
    for (const date of dates) expect([1, 2, 3, 4, 5]).toContain(weekdayOf(dayOfText(date)));
  });
});
