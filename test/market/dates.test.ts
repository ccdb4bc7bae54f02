import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { TapebenchError } from '../../src/errors.ts';
import {
  civilDate,
  DAY_MS,
  dateText,
  dayNumber,
  dayOfText,
  utcText,
  weekdayOf,
} from '../../src/market/dates.ts';

describe('day numbers', () => {
  test('agree with Date over four centuries and before 1970', () => {
    for (let day = dayNumber(1599, 12, 31); day <= dayNumber(2401, 1, 2); day++) {
      const date = new Date(day * DAY_MS);
      const { year, month, day: dayOfMonth } = civilDate(day);
      const isSame =
        year === date.getUTCFullYear() &&
        month === date.getUTCMonth() + 1 &&
        dayOfMonth === date.getUTCDate() &&
        weekdayOf(day) === date.getUTCDay() &&
        dayNumber(year, month, dayOfMonth) === day;
      if (!isSame) expect.fail(`day ${day} is ${date.toISOString()}, not ${year}-${month}-${dayOfMonth}`);
    }
  });

  test('are written and read as YYYY-MM-DD', () => {
    expect(dayNumber(1970, 1, 1)).toBe(0);
    expect(dateText(dayNumber(2024, 2, 29))).toBe('2024-02-29');
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_000_000 }), (day) => dayOfText(dateText(day)) === day),
    );
  });

  test.each([
    '2025-02-29',
    '2025-13-01',
    '2025-00-10',
    '2025-04-31',
    '2025-1-1',
    '20250101',
    '2025-01-01T00:00',
    '',
  ])('refuse %j', (text) => {
    expect(() => dayOfText(text)).toThrow(TapebenchError);
    expect(() => dayOfText(text)).toThrow(expect.objectContaining({ code: 'TB_DATE_INVALID' }));
  });

  test.each([
    [2025, 2, 29],
    [2025, 1.5, 1],
    [2025, 0, 1],
    [0, 1, 1],
    [Number.NaN, 1, 1],
  ])('refuse %d, %d, %d', (year, month, day) => {
    expect(() => dayNumber(year, month, day)).toThrow(expect.objectContaining({ code: 'TB_DATE_INVALID' }));
  });
});

test('UTC text shows minutes, and seconds only where there are any', () => {
  expect(utcText(Date.UTC(2025, 5, 20, 13, 30))).toBe('2025-06-20T13:30Z');
  expect(utcText(Date.UTC(2025, 5, 20, 13, 30, 5))).toBe('2025-06-20T13:30:05Z');
  expect(utcText(-1000)).toBe('1969-12-31T23:59:59Z');
  expect(utcText(Number.NaN)).toBe('NaN');
});
