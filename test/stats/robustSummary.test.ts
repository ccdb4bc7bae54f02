import { describe, expect, test } from 'vitest';
import { robustSummary } from '../../src/stats/robustSummary.ts';

const values = [0.0041, -0.0052, 0.0113, 0.0007, -0.0051, 0.0098, 0.0102, -0.0047, 0.2, -0.3, 0.01];

describe('robust summary', () => {
  test('agrees with numpy and scipy', () => {
    // numpy 2.4.6 quantile; scipy 1.17.1 iqr, median_abs_deviation(scale='normal'), trim_mean(0.1).
    const summary = robustSummary(values);
    const expected = {
      n: 11,
      minimum: -0.3,
      p05: -0.1526,
      p25: -0.0049,
      median: 0.0041,
      p75: 0.0101,
      p95: 0.10565,
      maximum: 0.2,
      interquartileRange: 0.015,
      scaledMedianDeviation: 0.010674735973240333,
      trimmedMean: 0.003455555555555556,
    };
    for (const [name, value] of Object.entries(expected)) {
      expect(summary[name as keyof typeof expected], name).toBeCloseTo(value, 12);
    }
  });

  test('is not moved by one wild value', () => {
    const wild = robustSummary(values.map((value) => (value === 0.2 ? 1e9 : value)));
    const tame = robustSummary(values);
    expect(wild.median).toBe(tame.median);
    expect(wild.interquartileRange).toBe(tame.interquartileRange);
    expect(wild.scaledMedianDeviation).toBe(tame.scaledMedianDeviation);
    expect(wild.trimmedMean).toBe(tame.trimmedMean);
    expect(wild.maximum).toBe(1e9);
  });

  test('of one value is that value', () => {
    expect(robustSummary([3])).toMatchObject({ n: 1, minimum: 3, median: 3, trimmedMean: 3, maximum: 3 });
    expect(robustSummary([3]).scaledMedianDeviation).toBe(0);
  });

  test('refuses no values', () => {
    expect(() => robustSummary([])).toThrow(RangeError);
    expect(() => robustSummary([1, Infinity])).toThrow(/values\[1\]/);
  });
});
