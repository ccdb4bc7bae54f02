import { mean } from './means.ts';
import { requireValues, type Values } from './preconditions.ts';

export interface SizeDecomposition {
  readonly n: number;
  readonly meanSize: number;
  readonly meanReturn: number;
  /** mean(size * return), the sum of the two below. */
  readonly meanPositionAdjusted: number;
  /** mean(size) * mean(return): what a constant size of the same mean earns. No skill. */
  readonly leverage: number;
  /** Covariance of size and return with divisor n: the sizing skill, positive when larger trades do better. */
  readonly covariance: number;
}

/**
 * Splits a size-weighted mean return into leverage and skill: mean(s r) = mean(s) mean(r) + cov(s, r), an identity
 * when the covariance has divisor n.
 *
 * @param sizes one a trade, finite
 * @param returns one a trade, finite, before sizing
 * @throws RangeError on empty or unequal columns
 */
export function sizeDecomposition(sizes: Values, returns: Values): SizeDecomposition {
  requireValues('sizes', sizes, 1);
  requireValues('returns', returns, 1);
  if (sizes.length !== returns.length) {
    throw new RangeError(`sizes has ${sizes.length} rows but returns has ${returns.length}`);
  }
  const n = sizes.length;
  const meanSize = mean(sizes);
  const meanReturn = mean(returns);
  let products = 0;
  for (let i = 0; i < n; i++) products += (sizes[i]! - meanSize) * (returns[i]! - meanReturn);
  const covariance = products / n;
  const leverage = meanSize * meanReturn;
  return { n, meanSize, meanReturn, meanPositionAdjusted: leverage + covariance, leverage, covariance };
}
