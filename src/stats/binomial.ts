import { stirlingError } from './gamma.ts';
import { requireUnit, requireWins } from './preconditions.ts';

/**
 * P(X = wins) for X ~ Binomial(n, rate) by Loader's saddle-point expansion ("Fast and accurate computation of
 * binomial probabilities", 2000), with full relative accuracy far into the tails and for n up to 1e9.
 *
 * @throws RangeError unless 0 <= wins <= n are whole numbers and 0 <= rate <= 1
 */
export function binomialProbability(wins: number, n: number, rate: number): number {
  requireWins(wins, n);
  requireUnit('rate', rate);
  if (rate === 0) return wins === 0 ? 1 : 0;
  if (rate === 1) return wins === n ? 1 : 0;
  if (wins === 0) return Math.exp(n * Math.log1p(-rate));
  if (wins === n) return rate ** n;
  const losses = n - wins;
  const exponent =
    stirlingError(n) -
    stirlingError(wins) -
    stirlingError(losses) -
    deviance(wins, n * rate) -
    deviance(losses, n * (1 - rate));
  return Math.exp(exponent) * Math.sqrt(n / (2 * Math.PI * wins * losses));
}

/** x ln(x / expected) + expected - x without cancellation where both are close (Loader's bd0). */
function deviance(x: number, expected: number): number {
  const difference = x - expected;
  if (Math.abs(difference) >= 0.1 * (x + expected)) return x * Math.log(x / expected) - difference;
  const ratio = difference / (x + expected);
  let sum = difference * ratio;
  let term = 2 * x * ratio;
  for (let j = 1; j < 1000; j++) {
    term *= ratio * ratio;
    const next = sum + term / (2 * j + 1);
    if (next === sum) break;
    sum = next;
  }
  return sum;
}
