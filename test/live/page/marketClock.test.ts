import { expect, test } from 'vitest';
import { durationText, marketClock } from '../../../src/live/page/marketClock.ts';

/** Hours of the exchange: its holiday calendar for 2024, worked out by hand. */
test.each([
  // An ordinary Wednesday in summer: New York is four hours behind UTC.
  [
    '2024-07-17T17:14:00Z',
    '2024-07-17 13:14:00',
    'regular',
    'regular session closes at 16:00, in 2 h 46 min',
  ],
  ['2024-07-17T13:29:15Z', '2024-07-17 09:29:15', 'overnight', 'regular session opens at 09:30, in 45 s'],
  ['2024-07-17T20:00:00Z', '2024-07-17 16:00:00', 'overnight', 'Globex closes at 17:00, in 1 h 0 min'],
  ['2024-07-17T21:00:00Z', '2024-07-17 17:00:00', 'closed', 'Globex opens at 18:00, in 1 h 0 min'],
  // In winter, five.
  ['2024-12-04T18:00:00Z', '2024-12-04 13:00:00', 'regular', 'regular session closes at 16:00, in 3 h 0 min'],
  // The evening belongs to the next trade date.
  [
    '2024-07-17T22:00:00Z',
    '2024-07-17 18:00:00',
    'overnight',
    'regular session opens at 2024-07-18 09:30, in 15 h 30 min',
  ],
  // A weekend, and the one in which clocks are set forward: an hour less.
  ['2024-07-19T21:00:00Z', '2024-07-19 17:00:00', 'closed', 'Globex opens at 2024-07-21 18:00, in 2 d 1 h'],
  ['2024-03-08T22:00:00Z', '2024-03-08 17:00:00', 'closed', 'Globex opens at 2024-03-10 18:00, in 2 d 0 h'],
  // The day after Thanksgiving closes early.
  ['2024-11-29T17:00:00Z', '2024-11-29 12:00:00', 'regular', 'regular session closes at 13:00, in 1 h 0 min'],
  // Thanksgiving has no regular session; Globex halts at 13:00.
  ['2024-11-28T15:00:00Z', '2024-11-28 10:00:00', 'overnight', 'Globex closes at 13:00, in 3 h 0 min'],
  // Until 2021 there was a pause.
  ['2019-06-05T20:20:00Z', '2019-06-05 16:20:00', 'pause', 'trading goes on at 16:30, in 10 min'],
])('at %s it is %s, %s: %s', (moment, now, phase, next) => {
  expect(marketClock(Date.parse(moment))).toMatchObject({ now, phase, next });
});

test('says the hours of the trade date, also of one without a regular session', () => {
  expect(marketClock(Date.parse('2024-07-17T22:00:00Z'))).toMatchObject({
    tradeDate: '2024-07-18',
    globex: '18:00 to 17:00',
    regular: '09:30 to 16:00',
  });
  expect(marketClock(Date.parse('2024-11-28T15:00:00Z'))).toMatchObject({
    tradeDate: '2024-11-28',
    globex: '18:00 to 13:00',
    regular: null,
  });
});

test.each([
  [-5, '0 s'],
  [59_499, '59 s'],
  [60_000, '1 min'],
  [3_599_999, '59 min'],
  [86_399_999, '23 h 59 min'],
  [90_000_000, '1 d 1 h'],
])('%d ms are %s', (ms, text) => {
  expect(durationText(ms)).toBe(text);
});
