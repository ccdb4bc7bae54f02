import { binomialProbability } from './binomial.ts';
import { requireCount, requireUnit, requireValues, type Values } from './preconditions.ts';

export interface UniformityTest {
  /** Largest distance between the empirical distribution and the uniform one, either way. */
  readonly distance: number;
  readonly pValue: number;
  /**
   * Largest excess of the empirical distribution over the uniform one: small p-values that come too often. Tests that
   * are merely conservative have none.
   */
  readonly excess: number;
  /** p-value of the excess alone: small when the values are smaller than uniform ones, not when they are larger. */
  readonly excessPValue: number;
}

/**
 * Kolmogorov-Smirnov test that values come from the uniform distribution on 0 to 1, as p-values do when their null
 * holds: two-sided, and one-sided against values that are too small.
 *
 * @param values at least one, each between 0 and 1, independent
 * @throws RangeError on anything else
 */
export function uniformityTest(values: Values): UniformityTest {
  requireValues('values', values, 1);
  const sorted = Float64Array.from(values).sort();
  const n = sorted.length;
  requireUnit('values', sorted[0]!);
  requireUnit('values', sorted[n - 1]!);
  let excess = 0;
  let lack = 0;
  for (let i = 0; i < n; i++) {
    excess = Math.max(excess, (i + 1) / n - sorted[i]!);
    lack = Math.max(lack, sorted[i]! - i / n);
  }
  const distance = Math.max(excess, lack);
  return {
    distance,
    pValue: kolmogorovTail(distance, n),
    excess,
    excessPValue: smirnovTail(excess, n),
  };
}

/**
 * P(D >= distance) for the two-sided Kolmogorov statistic of n uniform values: exact up to n = 100 (Marsaglia, Tsang,
 * Wang 2003); beyond by the limit law with Vrbik's (2018) correction for the sample size, within 2e-4.
 *
 * @throws RangeError unless n >= 1 is whole and the distance lies between 0 and 1
 */
export function kolmogorovTail(distance: number, n: number): number {
  requireCount('n', n, 1);
  requireUnit('distance', distance);
  if (distance === 0) return 1;
  const scaled = Math.sqrt(n) * distance;
  // Beyond this the tail is twice the one-sided one to all digits: both ends at once are impossible.
  if (scaled * scaled > 4) return Math.min(1, 2 * smirnovTail(distance, n));
  if (n <= 100) return Math.min(1, Math.max(0, 1 - kolmogorovExact(distance, n)));
  const corrected = scaled + 1 / (6 * Math.sqrt(n)) + (scaled - 1) / (4 * n);
  return limitTail(corrected);
}

/**
 * P(D+ >= excess) for the one-sided statistic of n uniform values, exact (Smirnov 1944; Birnbaum and Tingey 1951),
 * its terms written as binomial probabilities so that they keep their digits.
 *
 * @throws RangeError unless n >= 1 is whole and the excess lies between 0 and 1
 */
export function smirnovTail(excess: number, n: number): number {
  requireCount('n', n, 1);
  requireUnit('excess', excess);
  if (excess === 0) return 1;
  let sum = 0;
  for (let j = 0; j <= n; j++) {
    const level = excess + j / n;
    if (level > 1) break;
    sum += (excess / level) * binomialProbability(j, n, level);
  }
  return Math.min(1, sum);
}

/** Kolmogorov's limit law: 2 sum (-1)^(k-1) exp(-2 k^2 x^2), or its theta transform where that converges faster. */
function limitTail(x: number): number {
  if (x <= 0) return 1;
  if (x < 1) {
    let below = 0;
    for (let k = 1; k <= 9; k += 2) below += Math.exp((-k * k * Math.PI * Math.PI) / (8 * x * x));
    return Math.min(1, 1 - (Math.sqrt(2 * Math.PI) / x) * below);
  }
  let above = 0;
  for (let k = 1; k <= 6; k++) above += (k % 2 === 1 ? 2 : -2) * Math.exp(-2 * k * k * x * x);
  return above;
}

/** P(D < distance): n! / n^n times an entry of the nth power of a band matrix, rescaled against underflow. */
function kolmogorovExact(distance: number, n: number): number {
  const k = Math.floor(n * distance) + 1;
  const m = 2 * k - 1;
  const h = k - n * distance;
  const step = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) step[i * m + j] = i - j + 1 < 0 ? 0 : 1;
  }
  for (let i = 0; i < m; i++) {
    step[i * m]! -= h ** (i + 1);
    step[(m - 1) * m + i]! -= h ** (m - i);
  }
  if (2 * h > 1) step[(m - 1) * m]! += (2 * h - 1) ** m;
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) {
      for (let factor = 2; factor <= i - j + 1; factor++) step[i * m + j]! /= factor;
    }
  }
  // Only the row of the middle entry is needed: a vector times the matrix, n times, with n! / n^n on the way.
  let row = new Float64Array(m);
  row[k - 1] = 1;
  for (let round = 1; round <= n; round++) {
    const next = new Float64Array(m);
    for (let i = 0; i < m; i++) {
      if (row[i] === 0) continue;
      for (let j = 0; j < m; j++) next[j]! += row[i]! * step[i * m + j]!;
    }
    for (let j = 0; j < m; j++) next[j]! *= round / n;
    row = next;
  }
  return row[k - 1]!;
}
