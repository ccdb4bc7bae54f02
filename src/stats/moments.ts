import { mean } from './means.ts';
import { requireValues, type Values } from './preconditions.ts';

export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** Sample standard deviation, divisor n - 1. */
  readonly standardDeviation: number;
  /** m3 / m2^1.5 with divisor n, 0 for a symmetric column. */
  readonly skewness: number;
  /** m4 / m2^2 with divisor n: 3 for normal values, not the excess over it. */
  readonly kurtosis: number;
}

/**
 * Mean, spread and shape of a column, as the Sharpe ratio's standard error wants them (Bailey and Lopez de Prado 2012).
 *
 * @throws RangeError with fewer than two values, one that is not finite, or values that are all equal: a column without
 * spread has no shape
 */
export function moments(values: Values): Moments {
  requireValues('values', values, 2);
  const n = values.length;
  const center = mean(values);
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let i = 0; i < n; i++) {
    const deviation = values[i]! - center;
    const square = deviation * deviation;
    second += square;
    third += square * deviation;
    fourth += square * square;
  }
  const variance = second / n;
  if (!(variance > (1e-14 * Math.abs(center)) ** 2)) {
    throw new RangeError(`values must differ: all ${n} are about ${center}`);
  }
  return {
    n,
    mean: center,
    standardDeviation: Math.sqrt(second / (n - 1)),
    skewness: third / n / (variance * Math.sqrt(variance)),
    kurtosis: fourth / n / (variance * variance),
  };
}
