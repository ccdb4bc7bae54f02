import type { Interval } from './interval.ts';
import { requireCount, requireInsideUnit } from './preconditions.ts';
import { quantileOfSorted } from './quantiles.ts';

export interface BootstrapOptions {
  /** A safe integer; the same seed gives the same bits. */
  readonly seed: number;
  /** Number of resamples, at least 100. */
  readonly resamples?: number;
  /** Confidence strictly between 0 and 1. */
  readonly level?: number;
  /**
   * Mean length of a block, in days, at least 1. With 1 every day is drawn on its own; above 1 neighbouring days are
   * drawn together (the stationary bootstrap of Politis and Romano 1994), which keeps dependence between days.
   */
  readonly meanBlockDays?: number;
}

export interface BootstrapResult {
  /** The statistic of the values as observed. */
  readonly estimate: number;
  /** Standard deviation of the statistic over the resamples. */
  readonly standardError: number;
  /** Quantiles of the resampled statistic. */
  readonly percentile: Interval;
  /** The same quantiles mirrored at the estimate: 2 * estimate - quantile. */
  readonly basic: Interval;
  /** Number of days: the real sample size where trades of a day hang together. */
  readonly days: number;
  readonly resamples: number;
}

/** The options with 2000 resamples, level 0.95 and single days where nothing is said; throws RangeError on bad ones. */
export function bootstrapDefaults(options: BootstrapOptions): Required<Omit<BootstrapOptions, 'seed'>> {
  const { resamples = 2000, level = 0.95, meanBlockDays = 1 } = options;
  requireCount('resamples', resamples, 100);
  requireInsideUnit('level', level);
  if (!(meanBlockDays >= 1 && meanBlockDays < Infinity)) {
    throw new RangeError(`the mean block length must be at least 1, got ${meanBlockDays}`);
  }
  return { resamples, level, meanBlockDays };
}

/** Standard error and both intervals of the resampled figures, which are sorted in place. */
export function bootstrapSummary(
  estimate: number,
  figures: Float64Array,
  level: number,
  days: number,
): BootstrapResult {
  const resamples = figures.length;
  let sum = 0;
  for (const figure of figures) sum += figure;
  const center = sum / resamples;
  let squares = 0;
  for (const figure of figures) squares += (figure - center) ** 2;
  figures.sort();
  const low = quantileOfSorted(figures, (1 - level) / 2);
  const high = quantileOfSorted(figures, (1 + level) / 2);
  return {
    estimate,
    standardError: Math.sqrt(squares / (resamples - 1)),
    percentile: { low, high },
    basic: { low: 2 * estimate - high, high: 2 * estimate - low },
    days,
    resamples,
  };
}
