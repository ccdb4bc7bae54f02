import type { Clock } from '../databento/clock.ts';
import type { LiveEvent } from '../databento/live/events.ts';
import { MINUTE_MS } from '../market/bars.ts';
import { pauseOf, sessionAt } from '../market/calendar.ts';

/** Without a bar for this long in market hours a feed is called stale. */
export const STALE_MS: number = 3 * MINUTE_MS;
/** A bar cannot come before its minute is over: a clock by which it does is slow by more than this. */
const SLOW_CLOCK_MS = 2000;
/** A bar that is not replayed and older than this is late, or the clock is fast. */
const OLD_BAR_MS = 30_000;

export interface FeedWatchOptions {
  readonly clock: Clock;
  /** Up to where bars have been used, UTC ms; -Infinity before the first. */
  readonly completeUntil: () => number;
  /** How long ago a moment of the market was, milliseconds of the clock, where that can be known. */
  readonly ageMs: ((time: number) => number | undefined) | undefined;
  readonly tell: (level: 'info' | 'warning', event: 'stale' | 'clock', text: string) => void;
}

type ClockState = 'good' | 'slow' | 'late';

/** Says when a feed falls silent in market hours and when it speaks again, and when its times and the clock disagree. Decides nothing. */
export class FeedWatch {
  readonly #options: FeedWatchOptions;
  #heardAt: number;
  #isStale = false;
  #clockState: ClockState = 'good';
  #cancel: (() => void) | undefined;

  constructor(options: FeedWatchOptions) {
    this.#options = options;
    this.#heardAt = options.clock.now();
    this.#wait();
  }

  take(event: LiveEvent): void {
    if (event.kind === 'record' && event.record.type === 'OhlcvMsg' && !event.isReplayed)
      this.#compare(Number(event.record.tsEvent / 1_000_000n) + MINUTE_MS);
    if (event.kind !== 'record' && event.kind !== 'end-of-interval') return;
    const now = this.#options.clock.now();
    if (this.#isStale) {
      this.#isStale = false;
      this.#options.tell('info', 'stale', `Bars come again, after ${minutes(now - this.#heardAt)}.`);
    }
    this.#heardAt = now;
  }

  /** Ends the watch. */
  stop(): void {
    this.#cancel?.();
  }

  /** One timer at a time: when it runs out, the rest of a silence that began meanwhile is waited for. */
  #wait(): void {
    const { clock } = this.#options;
    const silence = clock.now() - this.#heardAt;
    // A clock that was set back must not put the next look off.
    const rest = silence >= 0 && silence < STALE_MS ? STALE_MS - silence : STALE_MS;
    this.#cancel = clock.after(rest, () => {
      this.#look();
      this.#wait();
    });
  }

  #look(): void {
    const { clock, completeUntil, ageMs, tell } = this.#options;
    const silence = clock.now() - this.#heardAt;
    if (this.#isStale || silence < STALE_MS) return;
    const known = completeUntil();
    if (!Number.isFinite(known)) return;
    const now = known + (ageMs?.(known) ?? silence);
    if (!isOpen(now) || !isOpen(now - STALE_MS)) return;
    this.#isStale = true;
    tell(
      'warning',
      'stale',
      `The feed is stale: no bar for ${minutes(silence)} in market hours. Nothing new can be decided until bars come.`,
    );
  }

  #compare(barOver: number): void {
    const age = this.#options.ageMs?.(barOver);
    if (age === undefined) return;
    const state = age < -SLOW_CLOCK_MS ? 'slow' : age > OLD_BAR_MS ? 'late' : 'good';
    if (state === this.#clockState) return;
    this.#clockState = state;
    const seconds = (Math.abs(age) / 1000).toFixed(1);
    const { tell } = this.#options;
    switch (state) {
      case 'slow':
        tell('warning', 'clock', `The computer's clock is ${seconds} s slow or more: bars come before it.`);
        return;
      case 'late':
        tell('warning', 'clock', `Bars come ${seconds} s late by the computer's clock, or it is fast.`);
        return;
      case 'good':
        tell('info', 'clock', "The times of the bars and the computer's clock agree again.");
    }
  }
}

function isOpen(time: number): boolean {
  const session = sessionAt(time);
  if (session === null) return false;
  const pause = pauseOf(session);
  return pause === null || time < pause.start || time >= pause.end;
}

function minutes(ms: number): string {
  return `${(ms / MINUTE_MS).toFixed(1)} minutes`;
}
