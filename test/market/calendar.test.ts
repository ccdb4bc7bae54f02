import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  dateText,
  dayNumber,
  isRegularTime,
  isTradingDay,
  pauseOf,
  type Session,
  sessionAt,
  sessionAtOrAfter,
  sessionOf,
  sessionsBetween,
  tradeDateOf,
} from '../../src/market/calendar.ts';
import { dayOfText, utcText } from '../../src/market/dates.ts';

const FIRST = Date.UTC(2010, 0, 1, 5);
const END = Date.UTC(2031, 0, 1, 5);
const LAST_CLOSE = Date.UTC(2030, 11, 31, 22);
const moment = fc.integer({ min: FIRST, max: LAST_CLOSE - 1 });
const all = sessionsBetween(FIRST, END);

function utc(text: string): number {
  return Date.parse(`${text}Z`);
}

function hoursOf(date: string): (string | null)[] {
  const session = sessionOf(dayOfText(date));
  if (session === null) return [];
  const { globexOpen, globexClose, regularOpen, regularClose } = session;
  return [globexOpen, globexClose, regularOpen, regularClose].map((time) =>
    Number.isNaN(time) ? null : utcText(time).slice(5, 16),
  );
}

describe('sessions', () => {
  // Hand-worked from the exchange's hours: 18:00 to 17:00 and 09:30 to 16:00 New York; UTC is 5 hours ahead, 4 in daylight saving.
  test.each([
    ['an ordinary winter day', '2025-01-15', ['01-14T23:00', '01-15T22:00', '01-15T14:30', '01-15T21:00']],
    ['an ordinary summer day', '2025-07-15', ['07-14T22:00', '07-15T21:00', '07-15T13:30', '07-15T20:00']],
    [
      'a Monday, from Sunday evening',
      '2025-07-14',
      ['07-13T22:00', '07-14T21:00', '07-14T13:30', '07-14T20:00'],
    ],
    [
      'the Friday before the clocks go forward',
      '2025-03-07',
      ['03-06T23:00', '03-07T22:00', '03-07T14:30', '03-07T21:00'],
    ],
    [
      'the Monday after, from that Sunday',
      '2025-03-10',
      ['03-09T22:00', '03-10T21:00', '03-10T13:30', '03-10T20:00'],
    ],
    [
      'the Friday before the clocks go back',
      '2025-10-31',
      ['10-30T22:00', '10-31T21:00', '10-31T13:30', '10-31T20:00'],
    ],
    [
      'the Monday after, from that Sunday',
      '2025-11-03',
      ['11-02T23:00', '11-03T22:00', '11-03T14:30', '11-03T21:00'],
    ],
    ['a holiday with a halt', '2025-01-20', ['01-19T23:00', '01-20T18:00', null, null]],
    ['an early close', '2025-11-28', ['11-27T23:00', '11-28T18:15', '11-28T14:30', '11-28T18:00']],
    ['the day after Christmas', '2025-12-26', ['12-25T23:00', '12-26T22:00', '12-26T14:30', '12-26T21:00']],
    ['Christmas', '2025-12-25', []],
    ['a Saturday', '2025-07-12', []],
    ['the day of mourning of 2018', '2018-12-05', ['12-04T23:00', '12-05T14:30', null, null]],
    ['a day of 17:15', '2013-10-08', ['10-07T22:00', '10-08T21:15', '10-08T13:30', '10-08T20:00']],
    ['the last day of 17:15', '2015-09-18', ['09-17T22:00', '09-18T21:15', '09-18T13:30', '09-18T20:00']],
    ['the first day of 17:00', '2015-09-21', ['09-20T22:00', '09-21T21:00', '09-21T13:30', '09-21T20:00']],
    ['a Thursday of 17:30', '2012-11-15', ['11-14T23:00', '11-15T22:30', '11-15T14:30', '11-15T21:00']],
    ['the last Friday of 16:15', '2012-11-16', ['11-15T23:00', '11-16T21:15', '11-16T14:30', '11-16T21:00']],
    ['the first day of 17:15', '2012-11-19', ['11-18T23:00', '11-19T22:15', '11-19T14:30', '11-19T21:00']],
  ])('of %s, %s', (_, date, hours) => {
    expect(hoursOf(date)).toEqual(hours);
  });

  test('are sorted, disjoint and hold their regular session', () => {
    // Weekdays of the 21 years (pandas bdate_range), less 18 New Years, 21 Christmases and 15 Good Fridays. The CME Globex Equity
    // calendar of pandas_market_calendars 5.5 has 6 more: Good Fridays that it takes for days with an employment report.
    expect(all.length).toBe(5478 - 18 - 21 - 15);
    let previous: Session | undefined;
    for (const session of all) {
      if (previous !== undefined) {
        expect(session.tradeDate).toBeGreaterThan(previous.tradeDate);
        expect(session.globexOpen).toBeGreaterThan(previous.globexClose);
      }
      expect(session.globexClose).toBeGreaterThan(session.globexOpen);
      if (!Number.isNaN(session.regularOpen)) {
        expect(session.regularOpen).toBeGreaterThan(session.globexOpen);
        expect(session.regularClose).toBeGreaterThan(session.regularOpen);
        expect(session.regularClose).toBeLessThanOrEqual(session.globexClose);
      }
      previous = session;
    }
  });

  test('hold every moment at most once, and every moment has one trade date', () => {
    fc.assert(
      fc.property(moment, (time) => {
        const holding = all.filter((session) => session.globexOpen <= time && time < session.globexClose);
        expect(holding.length).toBeLessThanOrEqual(1);
        expect(sessionAt(time)).toBe(holding[0] ?? null);
        const next = all.find((session) => session.globexClose > time);
        expect(sessionAtOrAfter(time)).toBe(next);
        expect(tradeDateOf(time)).toBe(next?.tradeDate);
      }),
      { numRuns: 300 },
    );
  });

  test('begin with their open and end before their close', () => {
    for (const session of all.slice(3000, 3300)) {
      expect(sessionAt(session.globexOpen)).toBe(session);
      expect(sessionAt(session.globexOpen - 1)).toBeNull();
      expect(sessionAt(session.globexClose - 1)).toBe(session);
      expect(sessionAt(session.globexClose)).toBeNull();
      expect(sessionOf(session.tradeDate)).toBe(session);
    }
  });

  test('between two moments are those that share time with them', () => {
    fc.assert(
      fc.property(moment, fc.integer({ min: 0, max: 30 * 86_400_000 }), (from, length) => {
        const to = Math.min(from + length, END);
        const expected = all.filter((session) => session.globexOpen < to && session.globexClose > from);
        expect(sessionsBetween(from, to)).toEqual(to > from ? expected : expected.filter(() => false));
      }),
      { numRuns: 200 },
    );
    expect(sessionsBetween(utc('2025-07-15T12:00'), utc('2025-07-14T12:00'))).toEqual([]);
    // From a close to the next open.
    expect(sessionsBetween(utc('2025-07-14T21:00'), utc('2025-07-14T22:00'))).toEqual([]);
    expect(sessionsBetween(utc('2025-07-14T20:59'), utc('2025-07-14T22:01'))).toHaveLength(2);
  });

  test('count Friday evening to Monday', () => {
    expect(dateText(tradeDateOf(utc('2025-07-11T20:59:59.999')))).toBe('2025-07-11');
    expect(dateText(tradeDateOf(utc('2025-07-11T22:30')))).toBe('2025-07-14');
    expect(dateText(tradeDateOf(utc('2025-07-13T22:00')))).toBe('2025-07-14');
    expect(sessionAt(utc('2025-07-11T22:30'))).toBeNull();
  });
});

describe('the regular session', () => {
  test('is known at its edges', () => {
    expect(isRegularTime(utc('2025-07-15T13:29:59.999'))).toBe(false);
    expect(isRegularTime(utc('2025-07-15T13:30'))).toBe(true);
    expect(isRegularTime(utc('2025-07-15T19:59:59.999'))).toBe(true);
    expect(isRegularTime(utc('2025-07-15T20:00'))).toBe(false);
    expect(isRegularTime(utc('2025-11-28T17:59'))).toBe(true);
    expect(isRegularTime(utc('2025-11-28T18:00'))).toBe(false);
    expect(isRegularTime(utc('2025-01-20T15:00'))).toBe(false);
    expect(isRegularTime(utc('2025-07-12T15:00'))).toBe(false);
  });

  test('is on trading days, early closes included', () => {
    expect(isTradingDay(dayNumber(2025, 11, 28))).toBe(true);
    expect(isTradingDay(dayNumber(2025, 1, 9))).toBe(false);
    expect(isTradingDay(dayNumber(2025, 1, 20))).toBe(false);
    expect(isTradingDay(dayNumber(2025, 7, 12))).toBe(false);
    // Full and early days of the exchange: 252 in 2010, 252 in 2024, 250 in 2025.
    const tradingDays = (year: number): number => {
      let count = 0;
      for (let day = dayNumber(year, 1, 1); day < dayNumber(year + 1, 1, 1); day++)
        if (isTradingDay(day)) count++;
      return count;
    };
    expect([2010, 2024, 2025].map(tradingDays)).toEqual([252, 252, 250]);
  });
});

describe('the pause of older years', () => {
  const pause = (date: string): string[] | null => {
    const found = pauseOf(sessionOf(dayOfText(date))!);
    return found === null ? null : [utcText(found.start), utcText(found.end)];
  };

  test('is from 16:15 to 16:30 New York until June 2021', () => {
    expect(pause('2013-10-08')).toEqual(['2013-10-08T20:15Z', '2013-10-08T20:30Z']);
    expect(pause('2021-06-25')).toEqual(['2021-06-25T20:15Z', '2021-06-25T20:30Z']);
    expect(pause('2021-06-28')).toBeNull();
  });

  test('is not on a day that ended before', () => {
    expect(pause('2012-11-16')).toBeNull();
    expect(pause('2019-07-03')).toBeNull();
  });
});

describe('outside 2010 to 2030', () => {
  test.each([FIRST - 1, END + 1, Number.NaN, Number.NEGATIVE_INFINITY])('a moment %d is refused', (time) => {
    const refused = expect.objectContaining({ code: 'TB_CALENDAR_RANGE' });
    expect(() => sessionAt(time)).toThrow(refused);
    expect(() => tradeDateOf(time)).toThrow(refused);
    expect(() => isRegularTime(time)).toThrow(refused);
    if (time < FIRST) expect(() => sessionsBetween(time, FIRST)).toThrow(refused);
    if (!(time < FIRST)) expect(() => sessionsBetween(FIRST, time)).toThrow(refused);
  });

  test('a day is refused, and so is the trade date after the last', () => {
    const refused = expect.objectContaining({ code: 'TB_CALENDAR_RANGE' });
    expect(() => sessionOf(dayNumber(2009, 12, 31))).toThrow(refused);
    expect(() => isTradingDay(dayNumber(2031, 1, 1))).toThrow(refused);
    expect(dateText(tradeDateOf(LAST_CLOSE - 1))).toBe('2030-12-31');
    expect(() => tradeDateOf(LAST_CLOSE)).toThrow(refused);
    expect(sessionAt(LAST_CLOSE)).toBeNull();
  });
});

test('a host in any time zone knows the same sessions', () => {
  const script = `
    import { createHash } from 'node:crypto';
    import { newYorkMinutesOfDay, sessionsBetween } from ${JSON.stringify(new URL('../../src/market/calendar.ts', import.meta.url).href)};
    const hash = createHash('sha256');
    for (const session of sessionsBetween(${FIRST}, ${END})) {
      hash.update(JSON.stringify([session, newYorkMinutesOfDay(session.globexOpen)]));
    }
    console.log(hash.digest('hex'), new Date(0).getHours());`;
  const run = (zone: string): string[] =>
    execFileSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
      env: { ...process.env, TZ: zone },
      encoding: 'utf8',
    })
      .trim()
      .split(' ');
  const results = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Auckland', 'Europe/London'].map(run);
  // The zones took effect, or the test would show nothing.
  expect(new Set(results.map(([, hours]) => hours)).size).toBeGreaterThan(3);
  expect(new Set(results.map(([digest]) => digest)).size).toBe(1);
});
