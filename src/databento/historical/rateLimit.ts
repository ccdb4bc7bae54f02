import { type Clock, delay } from '../clock.ts';

/** At most `requests` begin within any span of `windowMs`. */
export interface Limit {
  readonly requests: number;
  readonly windowMs: number;
}

/** The limits that the vendor states for its Historical API, by family of endpoints. */
export const OFFICIAL_LIMITS: Readonly<Record<LimitName, Limit>> = {
  timeseries: { requests: 100, windowMs: 1000 },
  symbology: { requests: 100, windowMs: 1000 },
  metadata: { requests: 20, windowMs: 1000 },
  'batch.list_jobs': { requests: 20, windowMs: 1000 },
  'batch.submit_job': { requests: 20, windowMs: 60_000 },
};

export type LimitName = 'timeseries' | 'symbology' | 'metadata' | 'batch.list_jobs' | 'batch.submit_job';

/** Holds callers back so that a limit of the server is kept before the server has to refuse. */
export class RateLimiter {
  readonly #limit: Limit;
  readonly #clock: Clock;
  /** Begin times of the last `requests` turns, oldest first; a time in the future is a turn that is waited for. */
  readonly #turns: number[] = [];

  constructor(limit: Limit, clock: Clock) {
    this.#limit = limit;
    this.#clock = clock;
  }

  /** Resolves when the caller may begin. Turns are given in the order of the calls. */
  async turn(signal?: AbortSignal): Promise<void> {
    const now = this.#clock.now();
    const earliest = this.#turns.length < this.#limit.requests ? now : this.#turns[0]! + this.#limit.windowMs;
    const at = Math.max(now, earliest);
    this.#turns.push(at);
    if (this.#turns.length > this.#limit.requests) this.#turns.shift();
    if (at > now) await delay(this.#clock, at - now, signal);
  }
}
