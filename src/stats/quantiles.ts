import { requireUnit, requireValues, type Values } from './preconditions.ts';

/**
 * The sample quantile of type 7 in Hyndman and Fan (1996), the default of R and NumPy: linear between order
 * statistics, at position (n - 1) * probability of the sorted values counted from 0.
 *
 * @param values at least one finite value, in any order; not changed
 * @param probability between 0 (the minimum) and 1 (the maximum)
 * @throws RangeError on anything else
 */
export function quantile(values: Values, probability: number): number {
  return quantiles(values, [probability])[0]!;
}

/** Type 7 quantiles at several probabilities, in the order asked for; sorts once. Throws as `quantile` does. */
export function quantiles(values: Values, probabilities: readonly number[]): number[] {
  requireValues('values', values, 1);
  const sorted = Float64Array.from(values).sort();
  return probabilities.map((probability) => {
    requireUnit('probability', probability);
    return quantileOfSorted(sorted, probability);
  });
}

/** The type 7 quantile of values that are already in ascending order; nothing is checked. */
export function quantileOfSorted(sorted: Values, probability: number): number {
  const position = (sorted.length - 1) * probability;
  const below = Math.floor(position);
  const low = sorted[below]!;
  if (position === below) return low;
  return low + (position - below) * (sorted[below + 1]! - low);
}
