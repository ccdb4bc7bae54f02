import { isOhlcvRtype } from '../codec/enums.ts';

/** Bars that are remembered for each instrument, so that a late one is told from a repeated one. */
const REMEMBERED_BARS = 512;
const REPLAYED_BAR_INTERVALS = 10n;
/** A replay reaches back 24 hours; what is older than this is not asked for. */
const LONGEST_REPLAY_NANOS = 23n * 3_600_000_000_000n;

/**
 * `new`: hand it on. `late`: hand it on, but it comes after a later one of the same instrument. `duplicate`: it has been
 * handed on before.
 */
export type Acceptance = 'new' | 'late' | 'duplicate';

interface Seen {
  /** The latest event time, and how many records had it. */
  last: bigint;
  countAtLast: number;
  /** Bars only: the event times handed on, oldest first. */
  readonly bars: Set<bigint> | undefined;
  /** After a reconnect: records up to here are repetitions, and so many at this very time. */
  skipUntil: bigint | undefined;
  skipsLeft: number;
}

/**
 * What has been handed on, so that a stream which is asked for again after a disconnect is handed on exactly once: per
 * record type, publisher and instrument the latest event time and how many records had it. Bars have one record a time;
 * of them the last 512 times are kept.
 */
export class ResumePoint {
  readonly #seen = new Map<number, Map<number, Seen>>();
  readonly #ends = new Map<number, { readonly end: bigint; readonly intervalNanos: bigint }>();

  /** Judges a record and remembers it. */
  accept(rtype: number, publisherId: number, instrumentId: number, tsEvent: bigint): Acceptance {
    const seen = this.#of(rtype, publisherId, instrumentId);
    return seen.bars === undefined ? acceptEvent(seen, tsEvent) : acceptBar(seen, seen.bars, tsEvent);
  }

  /** The gateway has sent every bar of a record type that closed at or before `end`. */
  endOfInterval(rtype: number, end: bigint, intervalMs: number): void {
    this.#ends.set(rtype, { end, intervalNanos: BigInt(intervalMs) * 1_000_000n });
  }

  /** From here on what was handed on before comes again. */
  beginReplay(): void {
    for (const seen of this.#all()) {
      seen.skipUntil = seen.last;
      seen.skipsLeft = seen.countAtLast;
    }
  }

  /** The replay of a record type is over: everything from here on is new. */
  endReplay(rtype: number): void {
    for (const seen of this.#seen.get(rtype)?.values() ?? []) seen.skipUntil = undefined;
  }

  /** The latest event time handed on of a record type; of all when none is given. */
  latest(rtype?: number): bigint | undefined {
    let latest: bigint | undefined;
    for (const [type, keys] of this.#seen) {
      if (rtype !== undefined && type !== rtype) continue;
      for (const { last } of keys.values()) if (last > (latest ?? -1n)) latest = last;
    }
    return latest;
  }

  /**
   * Where a replay of a record type must begin so that nothing is missed: ten intervals before the last end of interval,
   * for bars that come late; without such marks the smallest of the latest times of all instruments. Undefined when
   * nothing of the type has been handed on.
   */
  resumeAt(rtype: number): bigint | undefined {
    const mark = this.#ends.get(rtype);
    if (mark !== undefined) return mark.end - REPLAYED_BAR_INTERVALS * mark.intervalNanos;
    const latest = this.latest(rtype);
    if (latest === undefined) return undefined;
    let smallest = latest;
    for (const { last } of this.#seen.get(rtype)?.values() ?? []) if (last < smallest) smallest = last;
    const oldest = latest - LONGEST_REPLAY_NANOS;
    return smallest > oldest ? smallest : oldest;
  }

  *#all(): Generator<Seen> {
    for (const keys of this.#seen.values()) yield* keys.values();
  }

  #of(rtype: number, publisherId: number, instrumentId: number): Seen {
    let keys = this.#seen.get(rtype);
    if (keys === undefined) {
      keys = new Map();
      this.#seen.set(rtype, keys);
    }
    const key = publisherId * 2 ** 32 + instrumentId;
    let seen = keys.get(key);
    if (seen === undefined) {
      const bars = isOhlcvRtype(rtype) ? new Set<bigint>() : undefined;
      seen = { last: -1n, countAtLast: 0, bars, skipUntil: undefined, skipsLeft: 0 };
      keys.set(key, seen);
    }
    return seen;
  }
}

function acceptBar(seen: Seen, bars: Set<bigint>, tsEvent: bigint): Acceptance {
  if (bars.has(tsEvent)) return 'duplicate';
  const isLate = tsEvent < seen.last;
  if (isLate && bars.size >= REMEMBERED_BARS) {
    const [oldest] = bars;
    // Older than what is remembered: it may have been handed on.
    if (tsEvent < oldest!) return 'duplicate';
  }
  bars.add(tsEvent);
  if (bars.size > REMEMBERED_BARS) {
    const [oldest] = bars;
    bars.delete(oldest!);
  }
  if (isLate) return 'late';
  seen.last = tsEvent;
  seen.countAtLast = 1;
  return 'new';
}

function acceptEvent(seen: Seen, tsEvent: bigint): Acceptance {
  if (seen.skipUntil !== undefined) {
    if (tsEvent < seen.skipUntil) return 'duplicate';
    if (tsEvent === seen.skipUntil && seen.skipsLeft > 0) {
      seen.skipsLeft -= 1;
      return 'duplicate';
    }
    if (tsEvent > seen.skipUntil) seen.skipUntil = undefined;
  }
  if (tsEvent > seen.last) {
    seen.last = tsEvent;
    seen.countAtLast = 1;
  } else if (tsEvent === seen.last) {
    seen.countAtLast += 1;
  }
  return 'new';
}
