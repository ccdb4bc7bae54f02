import { DAY_MS } from '../../market/dates.ts';
import { type GatewayData, schemaIntervalMs } from '../store/gatewayData.ts';
import { type Meaning, meaningsOn, type Subscription } from './subscription.ts';

/** Nothing is said of intervals while nothing at all has traded for so long: a closed market. */
const QUIET_MS = 2 * 3_600_000;
const DAY_NANOS = BigInt(DAY_MS) * 1_000_000n;

/** What a session has to say next, in the market's time. */
export type Happening =
  | { readonly kind: 'record'; readonly atMs: number; readonly row: number }
  | { readonly kind: 'end-of-interval'; readonly atMs: number; readonly schema: string }
  | { readonly kind: 'day'; readonly atMs: number; readonly day: number };

/**
 * The happenings of the subscribed part of a dataset from a moment on: records when they can be known, the end of each
 * bar interval after all its bars, and each new UTC day before its records.
 */
export class Replay {
  readonly #data: GatewayData;
  readonly #subscriptions: {
    readonly subscription: Subscription;
    readonly fromMs: number;
    readonly isReplayed: boolean;
  }[] = [];
  readonly #marks = new Map<string, { readonly intervalMs: number; nextMs: number }>();
  readonly #meanings = new Map<string, ReadonlySet<number>>();
  #row: number;
  #nextDay: number;
  #quietSinceMs: number;

  constructor(data: GatewayData, fromMs: number) {
    this.#data = data;
    this.#row = data.table.firstPublishedAtOrAfter(fromMs);
    this.#nextDay = Math.floor(fromMs / DAY_MS) + 1;
    this.#quietSinceMs = fromMs;
  }

  /** Adds a subscription: to all of its records from `subscription.start`, or else to those known after `fromMs`. */
  add(subscription: Subscription, fromMs: number): void {
    const isReplayed = subscription.start !== undefined;
    this.#subscriptions.push({ subscription, fromMs, isReplayed });
    const intervalMs = schemaIntervalMs(subscription.schema);
    if (intervalMs !== undefined && !this.#marks.has(subscription.schema)) {
      this.#marks.set(subscription.schema, {
        intervalMs,
        nextMs: (Math.floor(fromMs / intervalMs) + 1) * intervalMs,
      });
    }
  }

  /** The next happening; undefined after the last record and the end of its interval. Does not take it. */
  peek(): Happening | undefined {
    const { table } = this.#data;
    while (this.#row < table.length && !this.#isWanted(this.#row)) this.#row += 1;
    const recordMs = this.#row < table.length ? table.publishMs[this.#row]! : Number.POSITIVE_INFINITY;
    let mark: { schema: string; nextMs: number } | undefined;
    for (const [schema, { intervalMs, nextMs }] of this.#marks) {
      // A closed market: go on at the interval that ends with the next record.
      let atMs = nextMs;
      if (atMs - this.#quietSinceMs > QUIET_MS) {
        atMs = Number.isFinite(recordMs)
          ? Math.max(atMs, Math.ceil(recordMs / intervalMs) * intervalMs)
          : Number.POSITIVE_INFINITY;
      }
      if (atMs < (mark?.nextMs ?? Number.POSITIVE_INFINITY)) mark = { schema, nextMs: atMs };
    }
    const markMs = mark?.nextMs ?? Number.POSITIVE_INFINITY;
    const dayMs = Number.isFinite(recordMs) ? this.#nextDay * DAY_MS : Number.POSITIVE_INFINITY;
    const isOver = !Number.isFinite(recordMs) && markMs > this.#data.endMs + 60_000;
    if (isOver) return undefined;
    // A bar that closes at midnight belongs to the day before, and so does the end of its interval.
    if (dayMs < recordMs && dayMs < markMs) return { kind: 'day', atMs: dayMs, day: this.#nextDay };
    if (recordMs <= markMs) return { kind: 'record', atMs: recordMs, row: this.#row };
    return { kind: 'end-of-interval', atMs: markMs, schema: mark!.schema };
  }

  /** Goes past a happening that `peek` gave. */
  take(happening: Happening): void {
    switch (happening.kind) {
      case 'record':
        this.#row += 1;
        this.#quietSinceMs = happening.atMs;
        return;
      case 'end-of-interval': {
        const mark = this.#marks.get(happening.schema)!;
        mark.nextMs = happening.atMs + mark.intervalMs;
        return;
      }
      case 'day':
        this.#nextDay += 1;
        return;
    }
  }

  /** Every symbol's meaning on a day, by subscription. */
  meanings(
    day: number,
  ): readonly { readonly subscription: Subscription; readonly meanings: readonly Meaning[] }[] {
    return this.#subscriptions.map(({ subscription }) => ({
      subscription,
      meanings: meaningsOn(subscription, this.#data, day),
    }));
  }

  #isWanted(row: number): boolean {
    const { table } = this.#data;
    const at = table.indexTime[row]!;
    return this.#subscriptions.some(({ subscription, fromMs, isReplayed }, i) => {
      if (subscription.rtype !== table.rtype[row]) return false;
      if (isReplayed ? at < subscription.start! : table.publishMs[row]! <= fromMs) return false;
      if (subscription.symbols.includes('ALL_SYMBOLS')) return true;
      const day = Number(at / DAY_NANOS);
      const key = `${i}:${day}`;
      let ids = this.#meanings.get(key);
      if (ids === undefined) {
        ids = new Set(meaningsOn(subscription, this.#data, day).map(({ listing }) => listing.instrumentId));
        this.#meanings.set(key, ids);
      }
      return ids.has(table.instrumentId[row]!);
    });
  }
}
