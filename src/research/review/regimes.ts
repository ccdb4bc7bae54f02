import { DAY_MS } from '../../market/dates.ts';
import type { SignalRow } from '../../results/model.ts';

export const VOLATILITY_REGIMES = ['low', 'middle', 'high', 'unknown'] as const;
export const TREND_REGIMES = ['up', 'down', 'level', 'unknown'] as const;

/** The market that a signal was in, as far as could be known at that moment. */
export interface Regime {
  readonly volatility: (typeof VOLATILITY_REGIMES)[number];
  readonly trend: (typeof TREND_REGIMES)[number];
}

type Sighting = Pick<SignalRow, 'id' | 'time' | 'contract' | 'priceTicks' | 'sigma1'>;

/** Fewer earlier signals than this have no terciles worth the name. */
const LEAST_EARLIER_SIGNALS = 9;
/** The trend compares with the last signal of the same contract that is this old at least, and at most. */
const TREND_DAYS = 5;
const OLDEST_TREND_DAYS = 15;

/**
 * The regime at each signal, by its id. Both rules look back only, so that no later signal changes an earlier label.
 *
 * Volatility: the tercile of sigma1 among all earlier signals, ties counted half; unknown for the first nine.
 * Trend: the sign of the signal's price less that of the last signal of the same contract that is 5 to 15 calendar days
 * older; unknown where there is none. Prices of different contracts are never compared.
 *
 * @param signals in order of time, refused ones and those outside hours included
 */
export function regimesOf(signals: readonly Sighting[]): Map<number, Regime> {
  const regimes = new Map<number, Regime>();
  const earlierSigmas: number[] = [];
  const ofContract = new Map<string, Sighting[]>();
  for (const signal of signals) {
    const siblings = ofContract.get(signal.contract) ?? [];
    regimes.set(signal.id, {
      volatility: volatilityAmong(earlierSigmas, signal.sigma1),
      trend: trendAfter(siblings, signal),
    });
    earlierSigmas.push(signal.sigma1);
    siblings.push(signal);
    ofContract.set(signal.contract, siblings);
  }
  return regimes;
}

function volatilityAmong(earlier: readonly number[], sigma: number): Regime['volatility'] {
  if (earlier.length < LEAST_EARLIER_SIGNALS) return 'unknown';
  let halvesBelow = 0;
  for (const each of earlier) halvesBelow += each < sigma ? 2 : each === sigma ? 1 : 0;
  // In whole numbers: a share of exactly a third must not hang on how a third is rounded.
  if (3 * halvesBelow < 2 * earlier.length) return 'low';
  return 3 * halvesBelow < 4 * earlier.length ? 'middle' : 'high';
}

function trendAfter(siblings: readonly Sighting[], signal: Sighting): Regime['trend'] {
  const reference = siblings.findLast(({ time }) => signal.time - time >= TREND_DAYS * DAY_MS);
  if (reference === undefined || signal.time - reference.time > OLDEST_TREND_DAYS * DAY_MS) return 'unknown';
  const change = signal.priceTicks - reference.priceTicks;
  if (change === 0) return 'level';
  return change > 0 ? 'up' : 'down';
}
