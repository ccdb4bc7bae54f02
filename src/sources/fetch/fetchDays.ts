import type { DatabentoError } from '../../databento/errors.ts';
import type { Historical } from '../../databento/historical/client.ts';
import type { CachedDay, DayCache } from './dayCache.ts';
import type { FetchPlan, PlannedDay } from './plan.ts';
import { isUnresolved } from './unresolved.ts';

/** Days that are fetched at a time; the vendor allows far more. */
const FETCHED_AT_ONCE = 3;

export interface FetchProgress {
  readonly daysDone: number;
  readonly days: number;
  /** Received so far in this run, as it came: compressed. */
  readonly bytes: number;
}

export interface FetchedDays {
  /** In their order. */
  readonly days: readonly CachedDay[];
  /** Dates on which none of the symbols meant anything, e.g. before a contract was listed. They cost nothing. */
  readonly unresolved: readonly string[];
}

/**
 * Fetches the days of a plan that are not in the cache. Each day is kept as soon as it is whole, so that a run which was
 * stopped is gone on with and not paid for again.
 * @throws DatabentoError of the first day that failed, or when the symbols mean nothing on any day; the days that were
 *   fetched are kept
 */
export async function fetchDays(
  client: Historical,
  cache: DayCache,
  plan: FetchPlan,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: FetchProgress) => void } = {},
): Promise<FetchedDays> {
  const unresolved = new Map<string, DatabentoError>();
  const results: (CachedDay | undefined)[] = new Array(plan.days.length).fill(undefined);
  const stopping = new AbortController();
  const signal =
    options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const received = new Map<number, number>();
  let next = 0;
  let daysDone = 0;
  const report = (): void => {
    const bytes = [...received.values()].reduce((sum, count) => sum + count, 0);
    options.onProgress?.({ daysDone, days: plan.days.length, bytes });
  };
  const fetchOne = async (i: number, day: PlannedDay): Promise<void> => {
    if (day.cached === undefined) {
      const path = await cache.prepare(day.query);
      const file = await client.timeseries.getRangeToFile(day.query, path, {
        signal,
        onProgress: (bytes) => {
          received.set(i, bytes);
          report();
        },
      });
      results[i] = await cache.keep(day.query, file);
    } else {
      results[i] = day.cached;
    }
    daysDone += 1;
    report();
  };
  const work = async (): Promise<void> => {
    while (next < plan.days.length && !signal.aborted) {
      const i = next;
      next += 1;
      const day = plan.days[i]!;
      try {
        await fetchOne(i, day);
      } catch (error) {
        if (!isUnresolved(error)) throw error;
        unresolved.set(day.date, error);
      }
    }
  };
  const workers = Array.from({ length: FETCHED_AT_ONCE }, () =>
    work().catch((error: unknown) => {
      stopping.abort(error);
      throw error;
    }),
  );
  const settled = await Promise.allSettled(workers);
  // The first failure is the cause; the others were stopped by it.
  if (stopping.signal.aborted) throw stopping.signal.reason;
  for (const result of settled) if (result.status === 'rejected') throw result.reason;
  signal.throwIfAborted();
  const days = results.filter((day) => day !== undefined);
  const [failure] = unresolved.values();
  if (days.length === 0 && failure !== undefined) throw failure;
  return { days, unresolved: [...unresolved.keys()].sort() };
}
