import { expect, test } from 'vitest';
import type { OhlcvMsg } from '../../src/databento/codec/record.ts';
import type { LiveEvent } from '../../src/databento/live/events.ts';
import { FeedWatch, STALE_MS } from '../../src/live/feedWatch.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import { ManualClock } from '../gateway/manualClock.ts';

/** 10:00 in New York on a Tuesday. */
const MORNING = Date.parse('2025-06-03T14:00Z');

interface Watched {
  readonly clock: ManualClock;
  readonly watch: FeedWatch;
  readonly said: string[];
  /** A bar of the minute that is over when the market says so. */
  readonly bar: (over: number, isReplayed?: boolean) => void;
}

function watched(from: number, ageMs?: (time: number) => number): Watched {
  const clock = new ManualClock(from);
  const said: string[] = [];
  let completeUntil = from;
  const watch = new FeedWatch({
    clock,
    completeUntil: () => completeUntil,
    ageMs,
    tell: (level, event, text) => said.push(`${level} ${event}: ${text}`),
  });
  const bar = (over: number, isReplayed = false): void => {
    const tsEvent = BigInt(over - MINUTE_MS) * 1_000_000n;
    const record = { type: 'OhlcvMsg', tsEvent } as OhlcvMsg;
    completeUntil = over;
    watch.take({ kind: 'record', record, isLate: false, isReplayed });
  };
  return { clock, watch, said, bar };
}

test('silence in market hours is said once, and its end', async () => {
  const { clock, watch, said, bar } = watched(MORNING);
  await clock.advance(MINUTE_MS);
  bar(MORNING + MINUTE_MS);
  await clock.advance(STALE_MS - 1);
  expect(said).toEqual([]);
  await clock.advance(1);
  expect(said).toEqual([expect.stringMatching(/^warning stale: .*no bar for 3\.0 minutes in market hours/)]);
  // A heartbeat is no bar.
  const heartbeat: LiveEvent = { kind: 'heartbeat', tsEvent: 0n };
  watch.take(heartbeat);
  await clock.advance(3 * STALE_MS);
  expect(said).toHaveLength(1);
  bar(MORNING + 2 * MINUTE_MS);
  expect(said.slice(1)).toEqual(['info stale: Bars come again, after 12.0 minutes.']);
  watch.stop();
  expect(clock.pending).toEqual([]);
});

test('silence while the market is closed is none, and one over its opening is said', async () => {
  const fridayClose = Date.parse('2025-06-06T21:00Z');
  const sundayOpen = Date.parse('2025-06-08T22:00Z');
  const { clock, said, bar } = watched(fridayClose - 2 * MINUTE_MS);
  // The last minute has no bar.
  await clock.advance(MINUTE_MS);
  bar(fridayClose - MINUTE_MS);
  await clock.advance(sundayOpen + STALE_MS - 1 - clock.now());
  expect(said).toEqual([]);
  await clock.advance(2 * STALE_MS);
  expect(said).toHaveLength(1);
});

test('bars before their time by the clock, and old ones, are said when it begins and when it ends', () => {
  let fast = 0;
  const { clock, said, bar } = watched(MORNING, (time) => MORNING + fast - time);
  expect(clock.now()).toBe(MORNING);
  bar(MORNING);
  fast = -2000;
  bar(MORNING);
  expect(said).toEqual([]);
  fast = -2001;
  bar(MORNING);
  bar(MORNING);
  expect(said).toEqual([expect.stringContaining("warning clock: The computer's clock is 2.0 s slow")]);
  fast = 0;
  bar(MORNING);
  expect(said[1]).toBe("info clock: The times of the bars and the computer's clock agree again.");
  fast = 30_001;
  bar(MORNING, true);
  expect(said).toHaveLength(2);
  bar(MORNING);
  expect(said[2]).toContain('warning clock: Bars come 30.0 s late');
});
