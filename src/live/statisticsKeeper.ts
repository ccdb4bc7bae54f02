import type { Clock } from '../databento/clock.ts';

/** A market that runs fast closes many trades a second; nobody reads that often. */
const LEAST_INTERVAL_MS = 1000;

export interface StatisticsKeeperOptions {
  readonly clock: Clock;
  /** Writes the statistics as they are now. */
  readonly write: () => Promise<void>;
  /** Told once in a row of failures. */
  readonly onFailure: (error: unknown) => void;
}

/**
 * Keeps a file of statistics up to date beside a session that decides: it writes one at a time, at most one a second, and what
 * changes meanwhile with the next. A failure is said, and never reaches the session.
 */
export class StatisticsKeeper {
  readonly #options: StatisticsKeeperOptions;
  #isDue = false;
  #isFailing = false;
  #writing: Promise<void> | undefined;
  #cancelWait: (() => void) | undefined;
  #wroteAt: number = Number.NEGATIVE_INFINITY;

  constructor(options: StatisticsKeeperOptions) {
    this.#options = options;
  }

  /** Says that something has changed. */
  note(): void {
    this.#isDue = true;
    this.#schedule();
  }

  /** Resolves when all that was noted is written, or has failed. */
  async settle(): Promise<void> {
    for (;;) {
      this.#cancelWait?.();
      this.#cancelWait = undefined;
      if (this.#writing !== undefined) await this.#writing;
      else if (this.#isDue) await this.#write();
      else return;
    }
  }

  #schedule(): void {
    if (this.#writing !== undefined || this.#cancelWait !== undefined) return;
    const { clock } = this.#options;
    // A clock that was set back must not put it off.
    const waitMs = Math.min(Math.max(0, this.#wroteAt + LEAST_INTERVAL_MS - clock.now()), LEAST_INTERVAL_MS);
    this.#cancelWait = clock.after(waitMs, () => {
      this.#cancelWait = undefined;
      void this.#write();
    });
  }

  #write(): Promise<void> {
    this.#isDue = false;
    this.#wroteAt = this.#options.clock.now();
    this.#writing = this.#attempt().finally(() => {
      this.#writing = undefined;
      if (this.#isDue) this.#schedule();
    });
    return this.#writing;
  }

  async #attempt(): Promise<void> {
    try {
      await this.#options.write();
      this.#isFailing = false;
    } catch (error) {
      if (!this.#isFailing) this.#options.onFailure(error);
      this.#isFailing = true;
    }
  }
}
