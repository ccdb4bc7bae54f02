import { describe, expect, test } from 'vitest';
import {
  minimumTrackRecordLength,
  probabilisticSharpe,
  sharpeFacts,
  sharpeInterval,
  sharpeStandardError,
} from '../../src/stats/sharpe.ts';

const normal = { skewness: 0, kurtosis: 3 };

describe('probabilistic Sharpe ratio', () => {
  test.each([
    // Bailey and Lopez de Prado (2012), section 6: a ratio of 2 a year against 1, error 5%, in years.
    ['daily, normal', 252, normal, '2.73'],
    ['weekly, normal', 52, normal, '2.83'],
    ['monthly, normal', 12, normal, '3.24'],
    ['monthly, hedge fund shape', 12, { skewness: -0.72, kurtosis: 5.78 }, '4.99'],
  ])('the minimum track record %s is as published', (_, perYear, shape, years) => {
    const facts = { sharpe: 2 / Math.sqrt(perYear), ...shape };
    const length = minimumTrackRecordLength(facts, 1 / Math.sqrt(perYear), 0.05);
    expect((length / perYear).toFixed(2)).toBe(years);
  });

  test('is exactly 95% sure at the minimum track record length', () => {
    const facts = { sharpe: 0.412, skewness: 0.3, kurtosis: 2.5 };
    const n = minimumTrackRecordLength(facts, 0.1, 0.05);
    const standardError = Math.sqrt((1 - 0.3 * 0.412 + (1.5 / 4) * 0.412 ** 2) / (n - 1));
    expect((0.412 - 0.1) / standardError).toBeCloseTo(1.6448536269514722, 10);
    expect(probabilisticSharpe({ ...facts, n: Math.ceil(n) }, 0.1)).toBeGreaterThanOrEqual(0.95);
    expect(probabilisticSharpe({ ...facts, n: Math.floor(n) }, 0.1)).toBeLessThan(0.95);
  });

  test('takes its facts from the returns', () => {
    // numpy: mean / std(ddof=1).
    const facts = sharpeFacts([0.0041, -0.0052, 0.0113, 0.0007, -0.0051, 0.0098, 0.0102, -0.0047]);
    expect(facts.sharpe).toBeCloseTo(0.365475042334748, 12);
    expect(facts.n).toBe(8);
  });

  test('has one half at the benchmark and the interval ends at its quantiles', () => {
    const facts = { sharpe: 0.2, n: 101, ...normal };
    expect(probabilisticSharpe(facts, 0.2)).toBe(0.5);
    // Lo (2002) for normal returns: sqrt((1 + SR^2 / 2) / (n - 1)).
    expect(sharpeStandardError(facts)).toBeCloseTo(Math.sqrt(1.02 / 100), 14);
    const { low, high } = sharpeInterval(facts, 0.9);
    expect(probabilisticSharpe(facts, low)).toBeCloseTo(0.95, 10);
    expect(probabilisticSharpe(facts, high)).toBeCloseTo(0.05, 10);
  });

  test('no record is long enough for a ratio at or below the benchmark', () => {
    expect(minimumTrackRecordLength({ sharpe: 0.1, ...normal }, 0.1, 0.05)).toBe(Infinity);
  });

  test('takes columns of two values, whose kurtosis is the least that there is', () => {
    // Skewness 0, kurtosis 1: the ratio itself no longer matters, sqrt(1 / (n - 1)).
    expect(sharpeStandardError(sharpeFacts([1, 3]))).toBe(1);
    // A bracket: 2, -1, -1, -1 has skewness 2 / sqrt(3) and kurtosis 7/3 = 1 + 4/3.
    const bracket = sharpeFacts([2, -1, -1, -1]);
    expect(bracket.kurtosis).toBeCloseTo(7 / 3, 12);
    const factor = 1 - (2 / Math.sqrt(3)) * bracket.sharpe + bracket.sharpe ** 2 / 3;
    expect(sharpeStandardError(bracket)).toBeCloseTo(Math.sqrt(factor / 3), 12);
  });

  test('refuses moments that no distribution has, and records of one', () => {
    expect(() => sharpeStandardError({ sharpe: 1, n: 10, skewness: 2, kurtosis: 3 })).toThrow(/skewness/);
    expect(() => sharpeStandardError({ sharpe: 1, n: 1, ...normal })).toThrow(/n must/);
    expect(() => minimumTrackRecordLength({ sharpe: 1, ...normal }, 0, 0.5)).toThrow(/alpha/);
    expect(() => probabilisticSharpe({ sharpe: 1, n: 9, ...normal }, Number.NaN)).toThrow(/benchmark/);
    expect(() => sharpeInterval({ sharpe: 1, n: 9, ...normal }, 1)).toThrow(/level/);
  });
});
