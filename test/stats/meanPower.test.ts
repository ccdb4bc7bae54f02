import { describe, expect, test } from 'vitest';
import { meanPower, sampleSizeForMean } from '../../src/stats/meanPower.ts';

describe('power for a mean', () => {
  // statsmodels 0.15.0, TTestPower().power(..., alternative='larger').
  test.each([
    [38, 0.412, 0.8017808034840208],
    [27, 0.5, 0.811831551708168],
    [600, 0.1, 0.788685492560871],
    [2, 0.05, 0.0545357450359657],
    [3, 1.2, 0.4024490500477116],
    [30, -0.2, 0.003310805359693192],
    [20_000, 0.02, 0.8816900871530277],
  ])('with %i trades at an effect of %d agrees with statsmodels', (n, effect, power) => {
    expect(Math.abs(meanPower(n, effect, 0.05) - power)).toBeLessThan(1e-9);
  });

  test('without an effect is the error', () => {
    expect(meanPower(50, 0, 0.05)).toBeCloseTo(0.05, 9);
    expect(meanPower(2, 0, 0.2)).toBeCloseTo(0.2, 9);
  });

  // statsmodels 0.15.0, TTestPower().solve_power: 37.81, 26.14, 155.93 and 2474.38, rounded up.
  test.each([
    [0.412, 38],
    [0.5, 27],
    [0.2, 156],
    [0.05, 2475],
  ])('an effect of %d needs %i trades', (effect, trials) => {
    expect(sampleSizeForMean(effect, 0.05, 0.8)).toBe(trials);
    expect(meanPower(trials - 1, effect, 0.05)).toBeLessThan(0.8);
  });

  test('a huge effect needs two trades and a tiny one more than can be had', () => {
    expect(sampleSizeForMean(500, 0.05, 0.8)).toBe(2);
    expect(() => sampleSizeForMean(1e-5, 0.05, 0.8)).toThrow(/10 million/);
  });

  test('refuses one trade, no effect and impossible errors', () => {
    expect(() => meanPower(1, 0.5, 0.05)).toThrow(/n must/);
    expect(() => meanPower(10, 0.5, 0)).toThrow(/alpha/);
    expect(() => sampleSizeForMean(0, 0.05, 0.8)).toThrow(/effect/);
    expect(() => sampleSizeForMean(0.5, 0.05, 1)).toThrow(/power/);
  });
});
