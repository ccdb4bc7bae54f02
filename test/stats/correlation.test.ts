import { describe, expect, test } from 'vitest';
import { meanCorrelation } from '../../src/stats/correlation.ts';
import { mean } from '../../src/stats/means.ts';
import { trialTable } from './trialTable.ts';

function pearson(x: readonly number[], y: readonly number[]): number {
  const a = x.map((value) => value - mean(x));
  const b = y.map((value) => value - mean(y));
  const product = (one: number[], other: number[]): number =>
    one.reduce((sum, value, i) => sum + value * other[i]!, 0);
  return product(a, b) / Math.sqrt(product(a, a) * product(b, b));
}

describe('mean correlation of trials', () => {
  test('is the mean over all pairs', () => {
    const table = trialTable();
    const pairs: number[] = [];
    for (let i = 0; i < 6; i++) for (let j = 0; j < i; j++) pairs.push(pearson(table[i]!, table[j]!));
    expect(meanCorrelation(table)).toBeCloseTo(mean(pairs), 10);
    expect(Math.abs(mean(pairs))).toBeGreaterThan(0.001);
  });

  test('is one for the same trial in other units and minus one for its mirror', () => {
    expect(
      meanCorrelation([
        [1, 2, 4],
        [12, 22, 42],
        [5, 6, 8],
      ]),
    ).toBeCloseTo(1, 12);
    expect(
      meanCorrelation([
        [1, 2, 4],
        [-1, -2, -4],
      ]),
    ).toBeCloseTo(-1, 12);
  });

  test('leaves trials without spread out', () => {
    const idle = [0, 0, 0];
    expect(meanCorrelation([[1, 2, 4], idle, [2, 4, 8], [0.1, 0.1, 0.1]])).toBeCloseTo(1, 12);
    expect(meanCorrelation([[1, 2, 4], idle])).toBe(0);
  });

  test('refuses no trials and unequal columns', () => {
    expect(() => meanCorrelation([])).toThrow(/trials/);
    expect(() =>
      meanCorrelation([
        [1, 2],
        [1, 2, 3],
      ]),
    ).toThrow(/rows/);
  });
});
