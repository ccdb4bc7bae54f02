import { TapebenchError } from '../../errors.ts';

/** Every zone in use changes its offset on a quarter of an hour of its own clock. */
const BLOCK_MS = 900_000;

interface Offsets {
  /** Milliseconds to take from the local time to get UTC; NaN where the clock skips the time. */
  readonly earlier: number;
  /** Differs from `earlier` in the hour that the clock shows twice. */
  readonly later: number;
}

/**
 * Local clock times of a zone as UTC. An hour that the clock shows twice is taken as the first pass, unless that would go
 * back behind the row before: then as the second. The zone rules are asked once per quarter of an hour and remembered.
 */
export class LocalClock {
  readonly timeZone: string;
  readonly #offsets = new Map<number, Offsets>();

  /** @throws TapebenchError TB_CONFIG_INVALID when there is no such zone */
  constructor(timeZone: string) {
    try {
      Temporal.Instant.fromEpochMilliseconds(0).toZonedDateTimeISO(timeZone);
    } catch (cause) {
      throw new TapebenchError('TB_CONFIG_INVALID', `there is no time zone ${JSON.stringify(timeZone)}`, {
        next: 'Give an IANA name, e.g. UTC, America/New_York or America/Chicago.',
        cause,
      });
    }
    this.timeZone = timeZone;
  }

  /**
   * @param localMs the clock's reading, as if it were UTC, in ms
   * @param previousMs UTC ms of the row before, -Infinity for the first
   * @returns UTC ms; NaN when the clock never shows this time, or for NaN
   */
  utcOf(localMs: number, previousMs: number): number {
    if (Number.isNaN(localMs)) return localMs;
    const block = Math.floor(localMs / BLOCK_MS);
    let offsets = this.#offsets.get(block);
    if (offsets === undefined) {
      offsets = this.#ask(block * BLOCK_MS);
      this.#offsets.set(block, offsets);
    }
    const utc = localMs - offsets.earlier;
    return utc < previousMs && offsets.later !== offsets.earlier ? localMs - offsets.later : utc;
  }

  #ask(localMs: number): Offsets {
    const plain = Temporal.Instant.fromEpochMilliseconds(localMs).toZonedDateTimeISO('UTC').toPlainDateTime();
    const earlier = plain.toZonedDateTime(this.timeZone, { disambiguation: 'earlier' });
    const later = plain.toZonedDateTime(this.timeZone, { disambiguation: 'later' });
    if (!earlier.toPlainDateTime().equals(plain)) return { earlier: Number.NaN, later: Number.NaN };
    return { earlier: localMs - earlier.epochMilliseconds, later: localMs - later.epochMilliseconds };
  }
}
