import type { Deflation, Snooping, SweepTrialRow, SweepVerdict } from '../../results/sweepModel.ts';

const ALPHA = 0.05;

export interface Judgement {
  readonly verdict: SweepVerdict;
  readonly because: string;
}

/**
 * The verdict on the best of a sweep, by a rule that was fixed beforehand.
 *
 * `supported`: the deflated Sharpe ratio against every trial in the ledger is at least 95%, and Hansen's test rejects at 5% by its
 * consistent and its upper p-value. `refuted`: the best trial loses, the whole interval of its mean net return below zero, so that no choice
 * among the trials earns. Everything else is `not enough data`.
 */
export function judge(
  trials: readonly SweepTrialRow[],
  deflation: Deflation | null,
  snooping: Snooping | null,
): Judgement {
  if (deflation === null || snooping === null) {
    return { verdict: 'not enough data', because: 'No trial has trades on two days or more.' };
  }
  const { deflatedOfLedger, trialsInLedger, best } = deflation;
  const { spaConsistent, spaUpper } = snooping;
  const figures = `The best of ${trialsInLedger} trials on this data has a deflated Sharpe ratio of ${share(deflatedOfLedger)} (95% is asked for); Hansen's test of the ${trials.length} here gives p = ${p(spaConsistent)}, at most ${p(spaUpper)} (5% is asked for).`;
  const mean = trials[best]!.meanNetReturn;
  if (mean !== null && mean.interval.high < 0) {
    return {
      verdict: 'refuted',
      because: `Even the best trial loses by the whole interval of its mean net return (n = ${mean.n}). ${figures}`,
    };
  }
  const isSupported = deflatedOfLedger >= 1 - ALPHA && spaConsistent <= ALPHA && spaUpper <= ALPHA;
  return { verdict: isSupported ? 'supported' : 'not enough data', because: figures };
}

function share(value: number): string {
  return `${(value * 100).toFixed(1)}%`;
}

function p(value: number): string {
  return value < 0.001 ? 'below 0.001' : value.toFixed(3);
}
