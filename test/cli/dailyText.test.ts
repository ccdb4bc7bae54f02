import { expect, test } from 'vitest';
import { dailyText } from '../../src/cli/dailyText.ts';
import type { EngineEvent, HaltEvent } from '../../src/engine/events.ts';
import { claimStanding } from '../../src/research/review/claim.ts';
import { SessionDiary } from '../../src/research/review/periods.ts';
import { trade, tradeDateEnd } from '../research/review/events.ts';

function textOf(events: readonly EngineEvent[], date: string, monday: string): string {
  const diary = new SessionDiary(events, Number.NEGATIVE_INFINITY);
  const all = diary.review(diary.tradeDates[0]!, date);
  return dailyText({
    session: 'data',
    setup: { strategy: 'v6', source: 'synthetic', isSynthetic: true, instrument: 'ES' },
    day: diary.review(date, date),
    week: diary.review(monday, date),
    all,
    person: null,
    claim: claimStanding({ claimed: 0.647, against: 0.5, ...all }),
  });
}

function stop(state: HaltEvent['state'], time: string): HaltEvent {
  return {
    type: 'halt',
    time: Date.parse(time),
    rule: 'emergency-stop',
    state,
    value: 5.25,
    limit: 5,
    equityMilli: 0,
    highWaterMilli: 0,
  };
}

test('an emergency stop of an earlier week is said until it is reset', () => {
  const on = stop('on', '2024-12-05T15:00:00Z');
  const before = [tradeDateEnd('2024-12-04'), on, tradeDateEnd('2024-12-05')];
  const isOn = 'The emergency stop is on since 2024-12-05 10:00 New York';
  const thatDay = textOf(before, '2024-12-05', '2024-12-02');
  expect(thatDay).toContain('emergency stop (drawdown 5.25%, limit 5%)');
  expect(thatDay).toContain(isOn);
  const weekAfter = [...before, tradeDateEnd('2024-12-09')];
  const later = textOf(weekAfter, '2024-12-09', '2024-12-09');
  expect(later).toContain('No halt this week.');
  expect(later).toContain(isOn);
  const reset = [...weekAfter, stop('off', '2024-12-10T14:00:00Z'), tradeDateEnd('2024-12-10')];
  const afterwards = textOf(reset, '2024-12-10', '2024-12-09');
  expect(afterwards).toContain('emergency-stop ended');
  expect(afterwards).not.toContain('is on since');
});

test('a verdict is counted down until the sequence has given one', () => {
  const record = (wins: number, losses: number): EngineEvent[] => [
    ...Array.from({ length: wins + losses }, (_, index) =>
      trade(
        index + 1,
        new Date(Date.UTC(2024, 11, 4, 15, index)).toISOString(),
        index < wins ? 1_000 : -1_000,
      ),
    ),
    tradeDateEnd('2024-12-04'),
  ];
  // 78 trades are needed, 10 are there in a fifth of a week: 68 at 50 a week are 2 weeks, at five and two 14 and 34.
  const open = textOf(record(6, 4), '2024-12-04', '2024-12-02');
  expect(open).toContain('neither 64.7% nor 50.0% is ruled out yet');
  expect(open).toContain('68 of 78 trades to come');
  expect(open).toContain('2 weeks at this frequency, 14 to 34 weeks at the expected frequency');
  expect(open).toContain('This data is synthetic: it says nothing about ES.');
  const lost = textOf(record(0, 20), '2024-12-04', '2024-12-02');
  expect(lost).toContain('neither 64.7% nor 50.0% is in the sequence');
  expect(lost).toContain('the sequence has given one already');
  const won = textOf(record(40, 15), '2024-12-04', '2024-12-02');
  expect(won).toContain('50.0% is ruled out, 64.7% is not');
});
