import { describe, expect, test } from 'vitest';
import { catoniMeanInterval, subGaussianMeanInterval } from '../../src/stats/anytimeMeanSpread.ts';

const spread = Array.from({ length: 120 }, (_, i) => 0.3 + 0.4 * ((((i + 1) * 7919) % 1000) / 1000));

describe('intervals for a mean that hold at any time, from a stated spread', () => {
  test('the sub-Gaussian one is the published formula', () => {
    // Evaluated by hand in Python from the two-sided normal mixture of Howard and others (2021).
    const { low, high } = subGaussianMeanInterval(0.1, 156, 0.01, 0.95, 100);
    expect(low).toBeCloseTo(0.09756117002790889, 13);
    expect(high).toBeCloseTo(0.10243882997209112, 13);
  });

  test('the sub-Gaussian one is narrowest, among plans, near the planned number of trades', () => {
    const width = (planned: number): number => {
      const { low, high } = subGaussianMeanInterval(0, 400, 1, 0.95, planned);
      return high - low;
    };
    expect(width(400)).toBeLessThan(width(40));
    expect(width(400)).toBeLessThan(width(4000));
    // The price of looking at every trade: about 1.4 to 1.7 times the interval for one look, 2 * 1.96 / sqrt(400).
    expect(width(400) / (3.92 / 20)).toBeGreaterThan(1.3);
    expect(width(400) / (3.92 / 20)).toBeLessThan(1.7);
  });

  test('the heavy-tailed one agrees with an independent root finder', () => {
    // scipy 1.17.1, brentq on the sum of Catoni's influence function.
    const usual = catoniMeanInterval(spread, 0.2, 0.95);
    expect(usual.low).toBeCloseTo(0.4139124866626859, 10);
    expect(usual.high).toBeCloseTo(0.6236622500422778, 10);
  });

  test('one value of a million moves the heavy-tailed interval by less than its own width', () => {
    const wild = catoniMeanInterval([...spread.slice(0, 100), 1e6], 0.2, 0.95);
    expect(wild.low).toBeCloseTo(0.5905232115620269, 10);
    expect(wild.high).toBeCloseTo(0.8167495233379628, 10);
  });

  test('both follow a change of unit', () => {
    const plain = catoniMeanInterval(spread, 0.2, 0.9);
    const moved = catoniMeanInterval(
      spread.map((value) => 5 - 10 * value),
      2,
      0.9,
    );
    expect(moved.low).toBeCloseTo(5 - 10 * plain.high, 9);
    expect(moved.high).toBeCloseTo(5 - 10 * plain.low, 9);
    const one = subGaussianMeanInterval(1, 50, 2, 0.9);
    const tenfold = subGaussianMeanInterval(10, 50, 20, 0.9);
    expect(tenfold.low).toBeCloseTo(10 * one.low, 12);
  });

  test('refuse a spread of zero, no values and a level of one', () => {
    expect(() => catoniMeanInterval([], 1, 0.95)).toThrow(RangeError);
    expect(() => catoniMeanInterval([1], 0, 0.95)).toThrow(/spread/);
    expect(() => catoniMeanInterval([1], 1, 1)).toThrow(/level/);
    expect(() => subGaussianMeanInterval(0, 0, 1, 0.95)).toThrow(/n must/);
    expect(() => subGaussianMeanInterval(0, 1, -1, 0.95)).toThrow(/spread/);
    expect(() => subGaussianMeanInterval(0, 1, 1, 0.95, 0)).toThrow(/plannedTrials/);
  });
});
