import { z } from 'zod';
import { Engine, type EngineInput } from '../engine/engine.ts';
import { firstIndexAtOrAfter, MINUTE_MS } from '../market/bars.ts';
import * as calendar from '../market/calendar.ts';
import type { Tape } from '../market/tape.ts';
import { sliceTape } from '../sources/tapeSlice.ts';
import { observingHistory } from './observedHistory.ts';
import type { PipelineSetup } from './pipeline.ts';

/** What is known of whether a history is long enough. */
export interface WarmUpProof {
  /** Trade dates of the history that have bars. */
  readonly tradeDates: number;
  /** SHA-256 of the detector's state after it; null when there is none: the strategy tells no state, or its contract has no bars. */
  readonly stateDigest: string | null;
  /** The state after so many of its last trade dates alone is the same, so that what is older decides nothing; null when it never is. */
  readonly sufficientTradeDates: number | null;
}

/** As it stands in `session.json`. */
export const WARM_UP_PROOF: z.ZodType<WarmUpProof> = z.strictObject({
  tradeDates: z.int().min(0),
  stateDigest: z.string().nullable(),
  sufficientTradeDates: z.int().min(1).nullable(),
});

type DetectorSetup = Pick<
  PipelineSetup,
  'definition' | 'strategyParameters' | 'engineParameters' | 'contractOverride'
>;

/**
 * Looks for the shortest part of a history, by whole trade dates from its end, after which the detector's state is that of the
 * whole. Doubles the part until one is found and then halves the range, so that it costs a few runs over the history; when longer
 * parts do not always keep what a shorter one has, the part that it finds need not be the shortest, but its state is the same.
 */
export function proveWarmUp(setup: DetectorSetup, history: Tape): WarmUpProof {
  const opens = opensOf(history);
  const stateDigest = digestAfter(setup, history);
  const unproved = { tradeDates: opens.length, stateDigest: stateDigest ?? null, sufficientTradeDates: null };
  if (stateDigest === undefined) return unproved;
  const suffices = (dates: number): boolean =>
    digestAfter(setup, sliceTape(history, opens[opens.length - dates]!, Number.POSITIVE_INFINITY)) ===
    stateDigest;
  let tooFew = 0;
  let enough = 1;
  while (enough < opens.length && !suffices(enough)) {
    tooFew = enough;
    enough = tooFew === opens.length - 1 ? opens.length : Math.min(2 * tooFew, opens.length - 1);
  }
  if (enough >= opens.length) return unproved;
  while (enough - tooFew > 1) {
    const middle = (tooFew + enough) >>> 1;
    if (suffices(middle)) enough = middle;
    else tooFew = middle;
  }
  return { ...unproved, sufficientTradeDates: enough };
}

/** Says what a proof is worth. @param what whose warm-up it is, e.g. `Warm-up` or `Warm-up of ESU5` */
export function warmUpText(proof: WarmUpProof, what = 'Warm-up'): string {
  const { tradeDates, stateDigest, sufficientTradeDates } = proof;
  const all = `${tradeDates} trade ${tradeDates === 1 ? 'date' : 'dates'} of history`;
  if (sufficientTradeDates !== null && stateDigest !== null) {
    const last = sufficientTradeDates === 1 ? 'the last one' : `the last ${sufficientTradeDates}`;
    return `${what}: ${all}; the state after ${last} alone is the same (${stateDigest.slice(0, 12)}), so that what is older changes nothing.`;
  }
  const why =
    stateDigest === null
      ? 'no state can be compared, because the strategy tells none or its contract has no bars'
      : 'no shorter part of it gives the same state, so that a longer one may give another';
  return `${what} NOT PROVEN long enough: ${all}, and ${why}. The next signals may differ from those of a longer run; a session begun on more history may prove it.`;
}

/** When the trade dates opened on which a tape has bars, UTC ms, oldest first. */
function opensOf({ rows }: Tape): number[] {
  if (rows.length === 0) return [];
  const end = rows.time[rows.length - 1]! + 1;
  const opens: number[] = [];
  let row = 0;
  for (const { globexOpen, globexClose } of calendar.sessionsBetween(rows.time[0]!, end)) {
    const next = firstIndexAtOrAfter(rows, globexClose, row);
    if (next > row) opens.push(globexOpen);
    row = next;
  }
  return opens;
}

function digestAfter(setup: DetectorSetup, history: Tape): string | undefined {
  const { rows, contracts } = history;
  const { definition, contractOverride } = setup;
  const wanted = contractOverride?.trim().toUpperCase();
  const hasContract =
    wanted === undefined
      ? rows.length > 0
      : contracts.some(({ rawSymbol }) => rawSymbol.toUpperCase() === wanted);
  if (!hasContract) return undefined;
  const input: EngineInput = {
    ...setup,
    tape: history,
    calendar,
    definition: observingHistory(definition, Number.POSITIVE_INFINITY),
  };
  const engine = new Engine(input, { emit: () => {} });
  engine.advanceTime(rows.time[rows.length - 1]! + MINUTE_MS);
  return engine.detectorDigest();
}
