import type { OutcomeSource } from '../../engine/events.ts';
import type { JudgedLater } from '../runRows.ts';

/** What a person really got for the order of a signal, all of it closed. */
export interface RealOutcome {
  readonly signal: number;
  readonly modalBin: number;
  /** UTC ms. */
  readonly exitTime: number;
  readonly netMilli: number;
}

/** An outcome that the sizer stands on, and whose it is. */
export interface LearnedOutcome extends RealOutcome {
  readonly source: Exclude<OutcomeSource, 'none'>;
}

/** How many outcomes are a person's and how many the paper account's. */
export interface OutcomeCounts {
  readonly real: number;
  readonly paper: number;
}

/**
 * What the sizer has learned of each signal, as the engine teaches it: the real outcome where there is one, else that of
 * the paper trade. In order of their exits.
 */
export function learnedOutcomes(
  trades: readonly Pick<JudgedLater, 'signal' | 'modalBin' | 'exitTime' | 'netMilli'>[],
  real: readonly RealOutcome[],
): readonly LearnedOutcome[] {
  const isReal = new Set(real.map(({ signal }) => signal));
  const paper = trades
    .filter(({ signal }) => !isReal.has(signal))
    .map(({ signal, modalBin, exitTime, netMilli }) => ({
      signal,
      modalBin,
      exitTime,
      netMilli,
      source: 'paper' as const,
    }));
  return [...paper, ...real.map((each) => ({ ...each, source: 'real' as const }))].sort(
    (a, b) => a.exitTime - b.exitTime || a.signal - b.signal,
  );
}

export function countOutcomes(outcomes: readonly LearnedOutcome[]): OutcomeCounts {
  const real = outcomes.filter(({ source }) => source === 'real').length;
  return { real, paper: outcomes.length - real };
}
