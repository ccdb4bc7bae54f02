import type { Historical } from '../../databento/historical/client.ts';
import { nanosOf } from '../../databento/timestamps.ts';
import { TapebenchError } from '../../errors.ts';
import type { MissingBars } from '../../live/missingBars.ts';
import type { WarmUpProof } from '../../live/warmUpProof.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import { sessionAt, sessionAtOrAfter, sessionsBetween } from '../../market/calendar.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { Tape } from '../../market/tape.ts';
import { readFiles } from '../../sources/catalogue/readFiles.ts';
import type { DayCache } from '../../sources/fetch/dayCache.ts';
import { planFetch } from '../../sources/fetch/plan.ts';
import { type CostLimit, confirmCost, fetchPlanned, tellPlan } from '../fetching.ts';
import { count } from '../figures.ts';
import { note } from '../terminal.ts';

/** Trade dates of the first slice of a warm-up; each later one is twice as long. */
const FIRST_TRADE_DATES = 8;

export interface LiveHistoryOptions {
  readonly client: Historical;
  readonly cache: DayCache;
  /** Of Databento, e.g. `GLBX.MDP3`. */
  readonly dataset: string;
  /** Root of the instrument; all its contracts are asked for. */
  readonly instrument: string;
  readonly cost: CostLimit;
  readonly isLoopback: boolean;
  /** The time now, UTC ms; that of the last data where the market is another's and its time is not known. */
  readonly now: (() => number) | undefined;
  readonly signal: AbortSignal;
}

/** The one-minute bars of a live session's market from before it, by the Historical API and the cache of paid days. */
export class LiveHistory {
  readonly #options: LiveHistoryOptions;
  #spentUsd = 0;

  constructor(options: LiveHistoryOptions) {
    this.#options = options;
  }

  /**
   * The history that a session begins on: slices of it, each longer than the one before, until one is proved long enough.
   * @param prove says of a history whether it is
   * @param longest most trade dates that are asked for
   * @throws TapebenchError of the vendor; TB_COST_LIMIT; DatabentoError of the metadata requests
   */
  async warmUp(prove: (history: Tape) => WarmUpProof, longest: number): Promise<MissingBars> {
    const { start: first, end: until } = await this.#range();
    for (let dates = Math.min(FIRST_TRADE_DATES, longest); ; dates = Math.min(2 * dates, longest)) {
      const from = Math.max(first, startOf(dates, until));
      note(`Asking the history for ${count(dates)} trade dates.`);
      const tape = await this.#bars(from, until, true);
      const isProved = tape !== undefined && prove(tape).sufficientTradeDates !== null;
      if (isProved || dates === longest || from === first) return { tape, until };
    }
  }

  /** What there is from a moment (UTC ms) on; undefined when nothing. Costs above the limit are not asked about: the session runs. */
  async missing(from: number): Promise<MissingBars | undefined> {
    const { end } = await this.#range();
    if (!(end > from)) return undefined;
    const tape = await this.#bars(from, end, false);
    return { tape, until: this.#reopening(end) };
  }

  /** Nothing is missing while the market is closed: then what comes next is the reopening, when that has been. */
  #reopening(end: number): number {
    const now = this.#options.now?.() ?? end;
    if (sessionAt(end) !== null) return end;
    return Math.max(end, Math.min(sessionAtOrAfter(end).globexOpen, Math.floor(now / MINUTE_MS) * MINUTE_MS));
  }

  /** From when to when there are whole minutes, UTC ms. */
  async #range(): Promise<{ readonly start: number; readonly end: number }> {
    const { client, dataset, signal, now } = this.#options;
    const range = await client.metadata.getDatasetRange({ dataset }, { signal });
    const { start, end } = range.schema['ohlcv-1m'] ?? range;
    const last = Math.min(msOf(end), now?.() ?? Number.POSITIVE_INFINITY);
    return {
      start: Math.ceil(msOf(start) / MINUTE_MS) * MINUTE_MS,
      end: Math.floor(last / MINUTE_MS) * MINUTE_MS,
    };
  }

  async #bars(from: number, until: number, mayAsk: boolean): Promise<Tape | undefined> {
    const { client, cache, dataset, instrument, cost, isLoopback, signal } = this.#options;
    const query = {
      dataset,
      schema: 'ohlcv-1m',
      symbols: [`${instrument}.FUT`],
      stypeIn: 'parent',
      start: new Date(from),
      end: new Date(until),
    } as const;
    const plan = await planFetch(client, cache, query, signal);
    tellPlan(plan);
    await confirmCost(this.#spentUsd + plan.costUsd, cost, mayAsk);
    const days = await fetchPlanned(client, cache, plan, isLoopback, signal);
    this.#spentUsd += plan.costUsd;
    const paths = days.filter(({ records }) => records > 0).map(({ path }) => path);
    if (paths.length === 0) return undefined;
    try {
      return (await readFiles(paths, { instrument }, 'dbn')).tape;
    } catch (error) {
      // Of a day with spreads alone nothing is left.
      if (error instanceof TapebenchError && error.code === 'TB_DATA_EMPTY') return undefined;
      throw error;
    }
  }
}

function msOf(moment: string): number {
  return Number(nanosOf(moment) / 1_000_000n);
}

/** Begin of the UTC day on which so many trade dates before a moment opened: whole days are kept and not paid for again. */
function startOf(tradeDates: number, until: number): number {
  const sessions = sessionsBetween(until - (2 * tradeDates + 10) * DAY_MS, until);
  const { globexOpen } = sessions[Math.max(0, sessions.length - tradeDates)]!;
  return Math.floor(globexOpen / DAY_MS) * DAY_MS;
}
