import tQuantile from '@stdlib/stats-base-dists-t-quantile';

export interface Slope {
  /** A step. */
  readonly value: number;
  /** Two-sided 95% interval. */
  readonly low: number;
  readonly high: number;
}

/** The slope of a straight line through values that are a step apart, by least squares. At least three values. */
export function slopeOf(values: readonly number[]): Slope {
  const n = values.length;
  const middle = (n - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  let across = 0;
  let along = 0;
  for (const [i, value] of values.entries()) {
    across += (i - middle) * (value - mean);
    along += (i - middle) ** 2;
  }
  const value = across / along;
  const rest = values.reduce((sum, each, i) => sum + (each - mean - value * (i - middle)) ** 2, 0);
  const margin = tQuantile(0.975, n - 2) * Math.sqrt(rest / (n - 2) / along);
  return { value, low: value - margin, high: value + margin };
}
