import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dateText, dayNumber } from '../../src/market/dates.ts';
import { newYorkDate, newYorkMinutesOfDay, newYorkOffsetMs, newYorkTime } from '../../src/market/newYork.ts';

// The zone data of the runtime's ICU are the independent source.
const icu = new Intl.DateTimeFormat('en-CA', {
  timeZone: 'America/New_York',
  dateStyle: 'short',
  timeStyle: 'short',
  hourCycle: 'h23',
});

function wallText(time: number): string {
  const minutes = newYorkMinutesOfDay(time);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${dateText(newYorkDate(time))}, ${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

describe('New York time', () => {
  test('is what the zone data say, at any moment from 2007 to 2099', () => {
    const moment = fc.integer({ min: Date.UTC(2007, 0, 2), max: Date.UTC(2099, 11, 30) });
    fc.assert(
      fc.property(moment, (time) => {
        expect(wallText(time)).toBe(icu.format(time));
      }),
      { numRuns: 3000 },
    );
  });

  test('is right on both sides of every switch from 2007 to 2050, and around New Year', () => {
    for (let year = 2007; year <= 2050; year++) {
      for (const [month, from, to] of [
        [2, 8, 14],
        [10, 1, 7],
        [11, 30, 33],
      ] as const) {
        for (let day = from; day <= to; day++) {
          for (const [hour, minute, ms] of [
            [5, 59, 59_999],
            [6, 0, 0],
            [6, 59, 59_999],
            [7, 0, 0],
          ] as const) {
            const time = Date.UTC(year, month, day, hour, minute) + ms;
            expect(wallText(time)).toBe(icu.format(time));
          }
        }
      }
    }
  });

  test('goes back to UTC, by the first of two equal times and past a skipped one', () => {
    const spring = dayNumber(2025, 3, 9);
    expect(newYorkTime(spring, 119)).toBe(Date.UTC(2025, 2, 9, 6, 59));
    expect(newYorkTime(spring, 150)).toBe(Date.UTC(2025, 2, 9, 7, 30));
    expect(newYorkTime(spring, 180)).toBe(Date.UTC(2025, 2, 9, 7));
    const autumn = dayNumber(2025, 11, 2);
    expect(newYorkTime(autumn, 90)).toBe(Date.UTC(2025, 10, 2, 5, 30));
    expect(newYorkTime(autumn, 120)).toBe(Date.UTC(2025, 10, 2, 7));
    const day = fc.integer({ min: dayNumber(2007, 1, 2), max: dayNumber(2099, 12, 30) });
    fc.assert(
      fc.property(day, fc.integer({ min: 181, max: 1439 }), (date, minutes) => {
        const time = newYorkTime(date, minutes);
        expect(newYorkDate(time)).toBe(date);
        expect(newYorkMinutesOfDay(time)).toBe(minutes);
      }),
    );
  });

  test.each([Date.UTC(2006, 11, 31), Date.UTC(2100, 0, 1), Number.NaN, Infinity])(
    'is unknown at %d',
    (time) => {
      expect(() => newYorkOffsetMs(time)).toThrow(expect.objectContaining({ code: 'TB_CALENDAR_RANGE' }));
    },
  );
});
