import { expect, test } from 'vitest';
import { RateLimiter } from '../../../src/databento/historical/rateLimit.ts';
import { DatabentoError } from '../../../src/databento/index.ts';
import { ManualClock, settle } from '../../gateway/manualClock.ts';

test('no more than the limit begin within any window, and all begin in their order', async () => {
  const clock = new ManualClock();
  const limiter = new RateLimiter({ requests: 5, windowMs: 1000 }, clock);
  const begun: number[] = [];
  const order: number[] = [];
  const all = Promise.all(
    Array.from({ length: 23 }, async (_, i) => {
      await limiter.turn();
      begun.push(clock.now());
      order.push(i);
    }),
  );
  await settle(clock, all, 50);
  for (let i = 5; i < begun.length; i++) expect(begun[i]! - begun[i - 5]!).toBeGreaterThanOrEqual(1000);
  expect(begun.at(-1)! - begun[0]!).toBeLessThan(4200);
  expect(order).toEqual(Array.from({ length: 23 }, (_, i) => i));
});

test('a caller that is waiting can be stopped', async () => {
  const clock = new ManualClock();
  const limiter = new RateLimiter({ requests: 1, windowMs: 60_000 }, clock);
  await limiter.turn();
  const controller = new AbortController();
  const waiting = limiter.turn(controller.signal);
  controller.abort();
  await expect(waiting).rejects.toBeInstanceOf(DatabentoError);
});
