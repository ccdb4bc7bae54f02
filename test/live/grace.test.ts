import { expect, test } from 'vitest';
import type { Live } from '../../src/databento/index.ts';
import type { LiveEvent } from '../../src/databento/live/events.ts';
import { Grace } from '../../src/live/grace.ts';
import { ManualClock } from '../gateway/manualClock.ts';

const GRACE_MS = 5000;
const RECORD = { kind: 'record' } as LiveEvent;

/** A grace of five seconds, and the times up to which bars were taken for complete. */
function bench(): { readonly clock: ManualClock; readonly used: number[]; take(event: LiveEvent): void } {
  const clock = new ManualClock();
  const used: number[] = [];
  let waitingSince: number | undefined = 60_000;
  const grace = new Grace({
    clock,
    graceMs: GRACE_MS,
    waitingSince: () => waitingSince,
    isHeld: () => false,
    use: (until) => {
      used.push(until);
      waitingSince = undefined;
    },
  });
  return { clock, used, take: (event) => grace.take(event, { waiting: 0 } as Live) };
}

test('bars that wait are used when the grace is over, and not before', async () => {
  const { clock, used, take } = bench();
  take(RECORD);
  await clock.advance(GRACE_MS - 1);
  expect(used).toEqual([]);
  await clock.advance(1);
  expect(used).toEqual([60_000]);
});

test.each(['disconnected', 'recording-failed'] as const)(
  'none are while the session is cut off (%s): the grace begins anew with what comes after',
  async (kind) => {
    const { clock, used, take } = bench();
    take(RECORD);
    take({ kind } as LiveEvent);
    await clock.advance(GRACE_MS * 10);
    expect(used).toEqual([]);
    take(RECORD);
    await clock.advance(GRACE_MS);
    expect(used).toEqual([60_000]);
  },
);
