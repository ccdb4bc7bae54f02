import { requireValues, type Values } from './preconditions.ts';
import { quantileOfSorted } from './quantiles.ts';

export interface RobustSummary {
  readonly n: number;
  readonly minimum: number;
  /** Quantiles at 5, 25, 50, 75 and 95%, of type 7. */
  readonly p05: number;
  readonly p25: number;
  readonly median: number;
  readonly p75: number;
  readonly p95: number;
  readonly maximum: number;
  /** p75 - p25. */
  readonly interquartileRange: number;
  /** Median distance from the median, times 1.4826: the standard deviation of a normal column. */
  readonly scaledMedianDeviation: number;
  /** Mean without the lowest and the highest tenth (floor of n / 10 values on each side). */
  readonly trimmedMean: number;
}

/**
 * Where a column lies and how wide it is, in figures that a few wild values cannot move (Huber 1981).
 *
 * @throws RangeError when there are no values or one of them is not finite
 */
export function robustSummary(values: Values): RobustSummary {
  requireValues('values', values, 1);
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  const at = (probability: number): number => quantileOfSorted(sorted, probability);
  const median = at(0.5);
  const distances = sorted.map((value) => Math.abs(value - median)).sort();
  const cut = Math.floor(n / 10);
  let sum = 0;
  for (let i = cut; i < n - cut; i++) sum += sorted[i]!;
  return {
    n,
    minimum: sorted[0]!,
    p05: at(0.05),
    p25: at(0.25),
    median,
    p75: at(0.75),
    p95: at(0.95),
    maximum: sorted[n - 1]!,
    interquartileRange: at(0.75) - at(0.25),
    // 1 / normal quantile of 3/4.
    scaledMedianDeviation: quantileOfSorted(distances, 0.5) * 1.482602218505602,
    trimmedMean: sum / (n - 2 * cut),
  };
}
