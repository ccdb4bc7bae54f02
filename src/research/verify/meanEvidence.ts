import { dayMeanBootstrap, dayMeanTest } from '../../stats/dayMeanBootstrap.ts';
import { sampleSizeForMean } from '../../stats/meanPower.ts';
import { mean, sampleStandardDeviation, studentInterval, studentTestGreater } from '../../stats/means.ts';
import { probabilisticSharpe, sharpeFacts, sharpeInterval } from '../../stats/sharpe.ts';
import { LEVEL, meanEstimate, studentEstimate } from '../estimates.ts';
import type { Evidence, TestOutcome } from './evidence.ts';

/** One figure a trade, at the three readings of its bars, and the trade's date. */
export interface MeanColumns {
  readonly values: readonly number[];
  readonly low: readonly number[];
  readonly high: readonly number[];
  readonly days: readonly string[];
}

const SEED = 20_250_602;
/** Below this effect no sample size is worth saying. */
const LEAST_EFFECT = 0.005;

/** Numbers for days, equal for equal dates. */
export function dayIdsOf(days: readonly string[]): number[] {
  const ids = new Map<string, number>();
  return days.map((day) => {
    const known = ids.get(day);
    if (known !== undefined) return known;
    ids.set(day, ids.size);
    return ids.size - 1;
  });
}

/** A mean's evidence: bootstrap-t by trading day and Student, tested by the former. null for fewer than two trades. */
export function meanEvidence({ values, low, high, days }: MeanColumns): Evidence | null {
  const estimate = meanEstimate(values, days);
  if (estimate === null) return null;
  const dayIds = dayIdsOf(days);
  const isOneDay = new Set(dayIds).size < 2;
  const test = (of: readonly number[], value: number, tail: 'greater' | 'less'): TestOutcome => {
    if (!isOneDay) {
      const { pValue } = dayMeanTest(of, dayIds, value, tail, { seed: SEED });
      return { pValue, method: 'bootstrap-t by trading day' };
    }
    const sign = tail === 'greater' ? 1 : -1;
    const signed = of.map((each) => sign * each);
    return { pValue: studentTestGreater(signed, sign * value), method: 'Student' };
  };
  return {
    estimate,
    fillRange: { low: mean(low), high: mean(high) },
    intervals: [
      { method: estimate.method, interval: estimate.interval },
      { method: 'student', interval: studentInterval(values, LEVEL) },
    ],
    above: (value) => test(low, value, 'greater'),
    below: (value) => test(high, value, 'less'),
    furtherTrades: (against, claimed, alpha, power) => {
      const spread = sampleStandardDeviation(values);
      const effect = spread === 0 ? 0 : (claimed - against) / spread;
      if (!(effect > LEAST_EFFECT)) return null;
      const trades = Math.ceil(sampleSizeForMean(effect, alpha, power) * designEffect(values, dayIds));
      return Math.max(0, trades - values.length);
    },
  };
}

/** How many trades stand for one independent trade, since those of a day hang together; at least 1. */
function designEffect(values: readonly number[], dayIds: readonly number[]): number {
  if (new Set(dayIds).size < 2) return 1;
  const { standardError } = dayMeanBootstrap(values, dayIds, { seed: SEED, resamples: 100 });
  const independent = sampleStandardDeviation(values) / Math.sqrt(values.length);
  return Math.max(1, (standardError / independent) ** 2);
}

/** The Sharpe ratio of one trade, its error from skewness and kurtosis. null without spread or for fewer than two trades. */
export function sharpeEvidence({ values, low, high }: MeanColumns): Evidence | null {
  if (values.length < 2 || [values, low, high].some((column) => sampleStandardDeviation(column) === 0))
    return null;
  const facts = sharpeFacts(values);
  const worst = sharpeFacts(low);
  const best = sharpeFacts(high);
  const interval = sharpeInterval(facts, LEVEL);
  const method = 'probabilistic Sharpe ratio';
  return {
    estimate: {
      value: facts.sharpe,
      n: facts.n,
      interval,
      level: LEVEL,
      method: 'normal, from skewness and kurtosis',
    },
    fillRange: { low: worst.sharpe, high: best.sharpe },
    intervals: [{ method: 'normal, from skewness and kurtosis', interval }],
    above: (value) => ({ pValue: 1 - probabilisticSharpe(worst, value), method }),
    below: (value) => ({ pValue: probabilisticSharpe(best, value), method }),
    furtherTrades: (against, claimed, alpha, power) => {
      const effect = claimed - against;
      if (!(effect > LEAST_EFFECT)) return null;
      return Math.max(0, sampleSizeForMean(effect, alpha, power) - values.length);
    },
  };
}

/** Counts a week as they fell, by Student; n is the number of weeks. null for fewer than two whole weeks. */
export function frequencyEvidence(perWeek: readonly number[]): Evidence | null {
  const symmetric = studentEstimate(perWeek);
  if (symmetric === null) return null;
  // A count is not negative, whatever Student's interval of few weeks says.
  const { low, high } = symmetric.interval;
  const estimate = { ...symmetric, interval: { low: Math.max(0, low), high } };
  const method = 'Student over weeks';
  const hasSpread = sampleStandardDeviation(perWeek) > 0;
  return {
    estimate,
    fillRange: { low: estimate.value, high: estimate.value },
    intervals: [{ method: 'student', interval: estimate.interval }],
    above: (value) => ({
      pValue: hasSpread ? studentTestGreater(perWeek, value) : estimate.value > value ? 0 : 1,
      method,
    }),
    below: (value) => ({
      pValue: hasSpread
        ? studentTestGreater(
            perWeek.map((each) => -each),
            -value,
          )
        : estimate.value < value
          ? 0
          : 1,
      method,
    }),
    furtherTrades: () => null,
  };
}
