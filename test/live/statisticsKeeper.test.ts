import { expect, test } from 'vitest';
import { StatisticsKeeper } from '../../src/live/statisticsKeeper.ts';
import { ManualClock } from '../gateway/manualClock.ts';

/** A keeper whose writes end when they are told to. */
function keeper(clock: ManualClock): {
  readonly keeper: StatisticsKeeper;
  readonly begun: number[];
  readonly failures: unknown[];
  readonly end: (error?: Error) => Promise<void>;
} {
  const begun: number[] = [];
  const failures: unknown[] = [];
  let end: ((error?: Error) => void) | undefined;
  return {
    keeper: new StatisticsKeeper({
      clock,
      write: () =>
        new Promise((resolve, reject) => {
          begun.push(clock.now());
          end = (error) => (error === undefined ? resolve() : reject(error));
        }),
      onFailure: (error) => failures.push(error),
    }),
    begun,
    failures,
    end: async (error) => {
      end?.(error);
      await ticks();
    },
  };
}

/** Lets promises that are settled be acted on. */
async function ticks(): Promise<void> {
  for (let i = 0; i < 10; i++) await Promise.resolve();
}

test('changes during a write are written with one more, a second after it at the earliest', async () => {
  const clock = new ManualClock();
  const kept = keeper(clock);
  const from = clock.now();
  kept.keeper.note();
  await clock.advance(0);
  for (let i = 0; i < 5; i++) kept.keeper.note();
  expect(kept.begun).toEqual([from]);
  await kept.end();
  await clock.advance(999);
  expect(kept.begun).toEqual([from]);
  await clock.advance(1);
  expect(kept.begun).toEqual([from, from + 1000]);
  await kept.end();
  await clock.advance(10_000);
  expect(kept.begun).toHaveLength(2);
});

test('settling writes what is left at once, and waits for it', async () => {
  const clock = new ManualClock();
  const kept = keeper(clock);
  kept.keeper.note();
  await clock.advance(0);
  kept.keeper.note();
  let isSettled = false;
  const settling = kept.keeper.settle().then(() => {
    isSettled = true;
  });
  await kept.end();
  expect(kept.begun).toHaveLength(2);
  expect(isSettled).toBe(false);
  await kept.end();
  await settling;
  await kept.keeper.settle();
  expect(kept.begun).toHaveLength(2);
});

test('a failure is said once, reaches nobody, and is said again after a success', async () => {
  const clock = new ManualClock();
  const kept = keeper(clock);
  const write = async (error?: Error): Promise<void> => {
    kept.keeper.note();
    await clock.advance(1000);
    await kept.end(error);
  };
  await write(new Error('disk full'));
  await write(new Error('disk full'));
  expect(kept.failures).toEqual([new Error('disk full')]);
  await write();
  await write(new Error('disk full again'));
  expect(kept.failures).toHaveLength(2);
});

test('a clock that is set back does not put the next write off', async () => {
  const clock = new ManualClock();
  let setBack = 0;
  let written = 0;
  const keeping = new StatisticsKeeper({
    clock: { now: () => clock.now() - setBack, after: (delay, callback) => clock.after(delay, callback) },
    write: async () => {
      written += 1;
    },
    onFailure: () => {},
  });
  keeping.note();
  await clock.advance(0);
  await ticks();
  setBack = 3_600_000;
  keeping.note();
  await clock.advance(1000);
  await ticks();
  expect(written).toBe(2);
});
