import { createInterface } from 'node:readline/promises';
import type { Historical } from '../databento/historical/client.ts';
import { TapebenchError } from '../errors.ts';
import type { CachedDay, DayCache } from '../sources/fetch/dayCache.ts';
import { translateDatabento } from '../sources/fetch/failure.ts';
import { fetchDays } from '../sources/fetch/fetchDays.ts';
import type { FetchPlan } from '../sources/fetch/plan.ts';
import { count } from './figures.ts';
import { note, progress } from './terminal.ts';

/** What may be paid. */
export interface CostLimit {
  /** US dollars that need no confirmation. */
  readonly maxCost: number;
  /** Whether any cost has been confirmed. */
  readonly yes: boolean;
}

/** Says what a plan is before anything is paid. */
export function tellPlan(plan: FetchPlan): void {
  if (plan.clamped !== undefined) {
    note(`The data end at ${plan.clamped.end}; that is the end now, instead of ${plan.clamped.asked}.`);
  }
  const cached = plan.days.filter((day) => day.cached !== undefined).length;
  note(
    `${count(plan.days.length)} ${plan.days.length === 1 ? 'day' : 'days'}, ${count(cached)} of them here already; the rest costs ${plan.costUsd.toFixed(4)} USD for ${count(plan.billableBytes)} bytes.`,
  );
  if (plan.missing.length > 0) note(`The vendor has nothing of ${plan.missing.join(', ')}.`);
  const odd = Object.entries(plan.conditions).filter(([, condition]) => condition !== 'missing');
  for (const [date, condition] of odd) note(`${date} is ${condition} by the vendor's word.`);
}

/**
 * Asks for more than may be paid, where there is somebody to ask.
 * @param costUsd of all that is to be paid, US dollars
 * @throws TapebenchError TB_COST_LIMIT when it is not confirmed
 */
export async function confirmCost(costUsd: number, limit: CostLimit, mayAsk = true): Promise<void> {
  if (costUsd <= limit.maxCost || limit.yes) return;
  const cost = `${costUsd.toFixed(2)} USD`;
  if (mayAsk && process.stdin.isTTY === true && process.stderr.isTTY === true) {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    const answer = await lines.question(`Fetch for ${cost}? Type yes: `);
    lines.close();
    if (answer.trim().toLowerCase() === 'yes') return;
  }
  throw new TapebenchError(
    'TB_COST_LIMIT',
    `this costs ${cost}, and the limit is ${limit.maxCost.toFixed(2)} USD`,
    { kept: 'nothing was fetched' },
  );
}

/** Fetches what is not in the cache, with a bar of progress. @throws TapebenchError of the vendor, saying what is kept */
export async function fetchPlanned(
  client: Historical,
  cache: DayCache,
  plan: FetchPlan,
  isLoopback: boolean,
  signal: AbortSignal,
): Promise<readonly CachedDay[]> {
  const bar = progress(plan.days.length, 'days');
  let daysDone = 0;
  try {
    const { days, unresolved } = await fetchDays(client, cache, plan, {
      signal,
      onProgress: (state) => {
        ({ daysDone } = state);
        bar.update(state.daysDone, `days, ${count(state.bytes)} bytes`);
      },
    });
    if (unresolved.length > 0) note(`The symbols meant nothing on ${unresolved.join(', ')}.`);
    return days;
  } catch (error) {
    const kept = `${daysDone} of ${plan.days.length} days are here and are not fetched again`;
    throw translateDatabento(error, { kept, isLoopback });
  } finally {
    bar.stop();
  }
}
