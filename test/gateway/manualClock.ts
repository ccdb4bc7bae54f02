import { deflateRaw } from 'node:zlib';
import type { Clock } from '../../src/databento/clock.ts';

interface Timer {
  readonly atMs: number;
  readonly callback: () => void;
}

/** A clock that a test turns by hand. Real sockets still need turns of the event loop: `advance` gives them some. */
export class ManualClock implements Clock {
  #nowMs: number;
  #timers: Timer[] = [];

  constructor(nowMs = 1_700_000_000_000) {
    this.#nowMs = nowMs;
  }

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  get pending(): readonly number[] {
    return this.#timers.map((timer) => timer.atMs - this.#nowMs).sort((a, b) => a - b);
  }

  /** Goes on by `ms`, calling back what falls due in its order, with event-loop turns between. */
  async advance(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await turns();
      const due = this.#timers.filter((timer) => timer.atMs <= untilMs).sort((a, b) => a.atMs - b.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#nowMs = Math.max(this.#nowMs, due.atMs);
      due.callback();
    }
    this.#nowMs = untilMs;
    await turns();
  }
}

/** As many as Node's pool has threads. */
const POOL_THREADS = 4;

/** A round through the pool of threads in which compression runs: what was begun there before is over, or nearly. */
async function poolRound(): Promise<void> {
  const one = (): Promise<void> =>
    new Promise((resolve) => {
      deflateRaw(new Uint8Array(1), () => resolve());
    });
  await Promise.all(Array.from({ length: POOL_THREADS }, one));
}

/** Lets everything happen that is ready to: what loopback sockets carry needs a few turns of the event loop. */
export async function turns(count = 12): Promise<void> {
  for (let i = 0; i < count; i++) await new Promise((resolve) => setImmediate(resolve));
}

/** Turns the clock in steps until the promise settles. */
export async function settle<T>(
  clock: ManualClock,
  promise: Promise<T>,
  stepMs = 250,
  limit = 100_000,
): Promise<T> {
  let isSettled = false;
  const done = (): void => {
    isSettled = true;
  };
  promise.then(done, done);
  for (let i = 0; !isSettled; i++) {
    if (i > limit) throw new Error(`nothing settled within ${limit} steps of ${stepMs} ms`);
    await poolRound();
    await clock.advance(stepMs);
  }
  return promise;
}
