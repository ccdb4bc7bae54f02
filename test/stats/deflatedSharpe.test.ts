import { describe, expect, test } from 'vitest';
import { deflatedSharpe, effectiveTrials, expectedMaximumSharpe } from '../../src/stats/deflatedSharpe.ts';
import { probabilisticSharpe } from '../../src/stats/sharpe.ts';

// Bailey and Lopez de Prado (2014), the numerical example: five years of 250 days, 2.5 a year, variance 1/2 a year.
const facts = { sharpe: 2.5 / Math.sqrt(250), n: 1250, skewness: -3, kurtosis: 10 };
const trialDeviation = Math.sqrt(0.5 / 250);

describe('deflated Sharpe ratio', () => {
  test('reproduces the published example', () => {
    const after100 = deflatedSharpe(facts, 100, trialDeviation);
    expect(after100.benchmark.toFixed(4)).toBe('0.1132');
    expect(after100.probability.toFixed(4)).toBe('0.9004');
    expect(deflatedSharpe(facts, 46, trialDeviation).probability.toFixed(4)).toBe('0.9505');
    const ofNormalShape = deflatedSharpe({ ...facts, skewness: 0, kurtosis: 3 }, 88, trialDeviation);
    expect(ofNormalShape.probability.toFixed(4)).toBe('0.9505');
  });

  test('is the probabilistic ratio against zero when nothing was chosen', () => {
    expect(deflatedSharpe(facts, 1, trialDeviation).probability).toBe(probabilisticSharpe(facts, 0));
    expect(expectedMaximumSharpe(1, 5)).toBe(0);
  });

  test('falls with every trial that is added', () => {
    let last = 1;
    for (const trials of [1, 2, 7, 15, 100, 10_000]) {
      const { probability } = deflatedSharpe(facts, trials, trialDeviation);
      expect(probability).toBeLessThan(last);
      last = probability;
    }
  });

  test('the bar is near the exact expected maximum of normal values', () => {
    // Exact means of the largest of n standard normals: n = 10 and 100 (Harter 1961, table 1).
    expect(Math.abs(expectedMaximumSharpe(10, 1) - 1.53875)).toBeLessThan(0.04);
    expect(Math.abs(expectedMaximumSharpe(100, 1) - 2.50759)).toBeLessThan(0.03);
  });

  test('correlated trials count for fewer', () => {
    expect(effectiveTrials(11, 0.9)).toBeCloseTo(2, 12);
    expect(effectiveTrials(50, 0)).toBe(50);
    expect(effectiveTrials(50, 1)).toBe(1);
  });

  test('refuses fewer than one trial and a negative deviation', () => {
    expect(() => expectedMaximumSharpe(0.5, 1)).toThrow(/trials/);
    expect(() => expectedMaximumSharpe(5, -1)).toThrow(/trialDeviation/);
    expect(() => deflatedSharpe(facts, Infinity, 1)).toThrow(RangeError);
    expect(() => effectiveTrials(5, 1.1)).toThrow(/meanCorrelation/);
  });
});
