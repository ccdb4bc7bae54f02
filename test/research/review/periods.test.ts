import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { mondayOf, SessionDiary } from '../../../src/research/review/periods.ts';
import { fill, signal, trade, tradeDateEnd } from './events.ts';

const BEGINS = Date.parse('2024-12-01T23:00:00Z');

function refusal(time: string, rule: 'cooldown' | 'one-position'): EngineEvent {
  return { type: 'refusal', time: Date.parse(time), contract: 'ESZ4', signal: 1, rule, value: 1, limit: 2 };
}

/** Two and a half days of December 2024, when New York is five hours behind UTC: a trade date ends at 22:00. */
const EVENTS: readonly EngineEvent[] = [
  // Of the history that the session was begun on.
  tradeDateEnd('2024-11-29'),
  signal(1, '2024-12-02T15:00:00Z'),
  fill(1, '2024-12-02T15:05:00Z'),
  fill(2, '2024-12-02T15:10:00Z', { role: 'exit', reason: 'stop', slippageMilli: 9_375 }),
  trade(1, '2024-12-02T15:10:00Z', -110_000),
  refusal('2024-12-02T16:00:00Z', 'cooldown'),
  tradeDateEnd('2024-12-02'),
  signal(2, '2024-12-03T15:00:00Z'),
  signal(3, '2024-12-03T16:00:00Z', { status: 'outside-hours' }),
  refusal('2024-12-03T17:00:00Z', 'one-position'),
  refusal('2024-12-03T17:30:00Z', 'one-position'),
  // The very end of Tuesday.
  fill(3, '2024-12-03T22:00:00Z', { role: 'exit', reason: 'close' }),
  trade(2, '2024-12-03T22:00:00Z', 40_000, { isBayesianSized: true }),
  tradeDateEnd('2024-12-03'),
  // Tuesday evening in New York: Wednesday's trade date, which has not ended.
  fill(4, '2024-12-03T23:30:00Z'),
  {
    type: 'halt',
    time: Date.parse('2024-12-04T15:00:00Z'),
    rule: 'max-consecutive-losses',
    state: 'on',
    value: 3,
    limit: 3,
    equityMilli: 0,
    highWaterMilli: 0,
  },
];

const diary = new SessionDiary(EVENTS, BEGINS);

test('trade dates are those after the history, the one that goes on included, those without bars not', () => {
  expect(diary.tradeDates).toEqual(['2024-12-02', '2024-12-03', '2024-12-04']);
  expect(new SessionDiary([tradeDateEnd('2024-12-05', 0)], BEGINS).tradeDates).toEqual([]);
});

test('a day holds what happened up to its very end', () => {
  expect(diary.review('2024-12-03', '2024-12-03')).toMatchObject({
    tradeDates: 1,
    trades: 1,
    wins: 1,
    netMilli: 40_000,
    signals: 1,
    outsideHours: 1,
    entries: 0,
    commissionMilli: 2_500,
    slippageMilli: 0,
    utilisation: { value: 1, n: 1 },
    refusals: [{ rule: 'one-position', count: 2 }],
    halts: [],
  });
});

test('an open position has paid for its entry, and has no result', () => {
  expect(diary.review('2024-12-04', '2024-12-04')).toMatchObject({
    tradeDates: 1,
    trades: 0,
    rate: null,
    utilisation: null,
    entries: 1,
    commissionMilli: 2_500,
    halts: [{ rule: 'max-consecutive-losses' }],
  });
});

test('a week adds its days up', () => {
  expect(diary.review('2024-12-02', '2024-12-04')).toMatchObject({
    tradeDates: 3,
    trades: 2,
    wins: 1,
    netMilli: -70_000,
    signals: 2,
    entries: 2,
    commissionMilli: 10_000,
    slippageMilli: 9_375,
    refusals: [
      { rule: 'one-position', count: 2 },
      { rule: 'cooldown', count: 1 },
    ],
  });
});

test('a week begins on its Monday', () => {
  const dates = ['2024-12-02', '2024-12-04', '2024-12-06', '2024-12-08', '2025-01-01'];
  expect(dates.map(mondayOf)).toEqual(['2024-12-02', '2024-12-02', '2024-12-02', '2024-12-02', '2024-12-30']);
});
