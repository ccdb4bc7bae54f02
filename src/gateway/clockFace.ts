import type { Clock } from '../databento/clock.ts';

/**
 * The time of the replayed market. With a finite speed it runs `speed` times as fast as the clock, from `startMs` on;
 * with an infinite one it stands at `endMs`: everything has happened, and is sent as fast as it is taken.
 */
export class ClockFace {
  readonly speed: number;
  readonly #clock: Clock;
  readonly #startMs: number;
  readonly #endMs: number;
  readonly #begunAt: number;

  constructor(clock: Clock, speed: number, startMs: number, endMs: number) {
    this.speed = speed;
    this.#clock = clock;
    this.#startMs = startMs;
    this.#endMs = endMs;
    this.#begunAt = clock.now();
  }

  get isPaced(): boolean {
    return Number.isFinite(this.speed);
  }

  /** The market's time, UTC ms. Goes on past the end of the data. */
  marketMs(): number {
    return this.isPaced ? this.#startMs + (this.#clock.now() - this.#begunAt) * this.speed : this.#endMs;
  }

  /** Whole milliseconds on the clock until the market's time is at least `marketMs`; 0 when it is. */
  delayUntil(marketMs: number): number {
    return this.isPaced ? Math.max(0, Math.ceil((marketMs - this.marketMs()) / this.speed)) : 0;
  }
}
