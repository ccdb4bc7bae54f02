import type { Clock } from '../databento/clock.ts';
import type { Live } from '../databento/live/client.ts';
import type { LiveEvent } from '../databento/live/events.ts';

export interface GraceOptions {
  readonly clock: Clock;
  readonly graceMs: number;
  /** When the earliest of the bars that wait was over, UTC ms; undefined when none waits. */
  readonly waitingSince: () => number | undefined;
  /** Whether nothing may be decided now, because data may be missing. */
  readonly isHeld: () => boolean;
  /** Takes bars that were over by then (UTC ms) for complete. */
  readonly use: (until: number) => void;
}

/** Bars that wait are used when their minute is said to be complete, or when the grace runs out. */
export class Grace {
  readonly #options: GraceOptions;
  #cancel: (() => void) | undefined;
  /** Why a grace that ran out could not be acted on. */
  #failure: { readonly error: unknown } | undefined;

  constructor(options: GraceOptions) {
    this.#options = options;
  }

  /** To be called after an event has been taken. */
  take(event: LiveEvent, live: Live): void {
    // While the link is down, or nothing can be recorded, what is missing may still come.
    const isCutOff = event.kind === 'disconnected' || event.kind === 'recording-failed';
    if (isCutOff || event.kind === 'end-of-interval' || event.kind === 'gap') this.cancel();
    // After a gap nothing is decided before its extent is known.
    if (isCutOff || this.#options.isHeld() || this.#cancel !== undefined) return;
    this.#start(live);
  }

  cancel(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** @throws what kept a grace that ran out from being acted on */
  rethrow(): void {
    if (this.#failure !== undefined) throw this.#failure.error;
  }

  #start(live: Live): void {
    const { clock, graceMs, waitingSince } = this.#options;
    if (waitingSince() === undefined) return;
    this.#cancel = clock.after(graceMs, () => {
      this.#cancel = undefined;
      try {
        const until = waitingSince();
        // Only what is on record and taken in may be decided on: the input stands after so many records.
        if (until !== undefined && live.waiting === 0) this.#options.use(until);
        this.#start(live);
      } catch (error) {
        this.#failure = { error };
        live.stop();
      }
    });
  }
}
