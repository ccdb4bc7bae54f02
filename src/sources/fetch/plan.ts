import type { Historical } from '../../databento/historical/client.ts';
import type { RangeQuery } from '../../databento/historical/query.ts';
import { nanosOf } from '../../databento/timestamps.ts';
import { TapebenchError } from '../../errors.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { CachedDay, DayCache } from './dayCache.ts';
import { isUnresolved } from './unresolved.ts';

const DAY_NANOS = BigInt(DAY_MS) * 1_000_000n;

/** One UTC day of a fetch. */
export interface PlannedDay {
  /** `YYYY-MM-DD`. */
  readonly date: string;
  readonly query: RangeQuery;
  /** The answer when it has been paid for before. */
  readonly cached: CachedDay | undefined;
}

export interface FetchPlan {
  readonly days: readonly PlannedDay[];
  /** Days left out because the vendor has nothing of them. */
  readonly missing: readonly string[];
  /** The vendor's word on the days that are not simply available. */
  readonly conditions: Readonly<Record<string, string>>;
  /** What the days that are not cached cost, US dollars, and their size uncompressed. */
  readonly costUsd: number;
  readonly billableBytes: number;
  /** Set when the range was cut to what there is: what was asked for and what it became, ISO 8601. */
  readonly clamped: { readonly asked: string; readonly end: string } | undefined;
}

/**
 * What a fetch comes to, before anything is paid: the range cut to what there is, split into UTC days, those that are in
 * the cache, and what the others cost.
 * @throws TapebenchError TB_DATA_EMPTY when nothing of the range is available
 * @throws DatabentoError of the metadata requests
 */
export async function planFetch(
  client: Historical,
  cache: DayCache,
  query: RangeQuery & { readonly end: NonNullable<RangeQuery['end']> },
  signal?: AbortSignal,
): Promise<FetchPlan> {
  const call = signal === undefined ? {} : { signal };
  const { dataset } = query;
  const range = await client.metadata.getDatasetRange({ dataset }, call);
  const available = range.schema[query.schema ?? 'trades'] ?? range;
  const start = nanosOf(query.start);
  const asked = nanosOf(query.end);
  const last = nanosOf(available.end);
  const isBeyond = asked > last;
  const end = isBeyond ? last : asked;
  if (end <= start || asked <= nanosOf(available.start)) {
    throw new TapebenchError('TB_DATA_EMPTY', `${dataset} has nothing in the range`, {
      next: `It has data from ${available.start} to ${available.end}.`,
    });
  }
  const inclusiveEnd = new Date(Number((end - 1n) / 1_000_000n));
  const said = await client.metadata.getDatasetCondition(
    { dataset, startDate: new Date(Number(start / 1_000_000n)), endDate: inclusiveEnd },
    call,
  );
  const conditions = Object.fromEntries(
    said.filter(({ condition }) => condition !== 'available').map(({ date, condition }) => [date, condition]),
  );
  const days: PlannedDay[] = [];
  const missing: string[] = [];
  for (const day of splitByDay({ ...query, start, end })) {
    const date = new Date(Number(nanosOf(day.start) / 1_000_000n)).toISOString().slice(0, 10);
    if (conditions[date] === 'missing') missing.push(date);
    else days.push({ date, query: day, cached: await cache.find(day) });
  }
  let costUsd = 0;
  let billableBytes = 0;
  for (const run of runsOf(days.filter(({ cached }) => cached === undefined).map((day) => day.query))) {
    try {
      costUsd += await client.metadata.getCost(run, call);
      billableBytes += await client.metadata.getBillableSize(run, call);
    } catch (error) {
      // Days on which the symbols mean nothing hold nothing and cost nothing.
      if (!isUnresolved(error)) throw error;
    }
  }
  const iso = (nanos: bigint): string => new Date(Number(nanos / 1_000_000n)).toISOString();
  const clamped = isBeyond ? { asked: iso(asked), end: iso(end) } : undefined;
  return { days, missing, conditions, costUsd, billableBytes, clamped };
}

/** One query a UTC day; the first and the last may be parts of one. */
export function splitByDay<T extends RangeQuery & { readonly start: bigint; readonly end: bigint }>(
  query: T,
): T[] {
  const days: T[] = [];
  for (let start = query.start; start < query.end; ) {
    const nextDay = (start / DAY_NANOS + 1n) * DAY_NANOS;
    const end = nextDay < query.end ? nextDay : query.end;
    days.push({ ...query, start, end });
    start = end;
  }
  return days;
}

/** Days that follow one another as one query, so that their cost is asked for once. */
function runsOf(days: readonly RangeQuery[]): RangeQuery[] {
  const runs: RangeQuery[] = [];
  for (const day of days) {
    const run = runs.at(-1);
    if (run !== undefined && run.end === day.start) runs[runs.length - 1] = { ...run, end: day.end };
    else runs.push(day);
  }
  return runs;
}
