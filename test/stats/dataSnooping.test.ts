import { describe, expect, test } from 'vitest';
import { dataSnoopingTest } from '../../src/stats/dataSnooping.ts';
import { mean } from '../../src/stats/means.ts';
import { trialTable } from './trialTable.ts';

const table = trialTable();
const options = { seed: 1, meanBlockLength: 6 };

describe('reality check and superior predictive ability', () => {
  test('agree with an independent implementation', () => {
    // numpy, 20 000 stationary resamples, standard errors from the resamples themselves: 0.213, 0.022, 0.028, 0.033
    // with the observed statistic scaled by 0.977, the factor for 240 rows in blocks of 6.
    const { realityCheck, spa, best, bestMean } = dataSnoopingTest(table, { ...options, resamples: 10_000 });
    expect(best).toBe(3);
    expect(bestMean).toBeCloseTo(mean(table[3]!), 14);
    expect(Math.abs(realityCheck - 0.213)).toBeLessThan(0.015);
    expect(Math.abs(spa.lower - 0.0215)).toBeLessThan(0.006);
    expect(Math.abs(spa.consistent - 0.0278)).toBeLessThan(0.006);
    expect(Math.abs(spa.upper - 0.0329)).toBeLessThan(0.006);
    expect(spa.lower).toBeLessThan(spa.consistent);
    expect(spa.consistent).toBeLessThan(spa.upper);
  });

  test('bad trials hide a good one from the reality check, not from the consistent test', () => {
    const noisyAndBad = table.map((column) => column.map((value) => 12 * value - 0.08));
    const alone = dataSnoopingTest([table[1]!], options);
    const among = dataSnoopingTest([table[1]!, ...noisyAndBad], options);
    expect(alone.realityCheck).toBeLessThan(0.02);
    expect(among.best).toBe(0);
    expect(among.realityCheck).toBeGreaterThan(0.5);
    expect(among.spa.consistent).toBeLessThan(0.02);
    expect(among.spa.upper).toBeGreaterThan(among.spa.consistent);
  });

  test('one trial is an ordinary bootstrap test of its mean', () => {
    const { realityCheck, spa } = dataSnoopingTest([table[3]!], options);
    expect(spa.upper).toBe(realityCheck);
    expect(spa.consistent).toBe(realityCheck);
    expect(spa.lower).toBe(realityCheck);
  });

  test('nothing is better than the benchmark where all lose or none trades', () => {
    const losing = table.map((column) => column.map((value) => value - 0.05));
    const lost = dataSnoopingTest(losing, options);
    expect(lost.spa.consistent).toBe(1);
    expect(lost.realityCheck).toBeGreaterThan(0.99);
    const idle = dataSnoopingTest([new Array<number>(50).fill(0)], options);
    expect(idle).toMatchObject({ bestMean: 0, realityCheck: 1, spa: { lower: 1, consistent: 1, upper: 1 } });
  });

  test('gives the same bits for the same seed and does not depend on the unit', () => {
    const one = dataSnoopingTest(table, options);
    expect(dataSnoopingTest(table, options)).toEqual(one);
    const scaled = dataSnoopingTest(
      table.map((column) => column.map((value) => 1024 * value)),
      options,
    );
    expect(scaled.spa).toEqual(one.spa);
    expect(scaled.realityCheck).toBe(one.realityCheck);
    expect(dataSnoopingTest(table, { ...options, seed: 2 }).spa).not.toEqual(one.spa);
  });

  test('refuses constant columns, short records and bad options', () => {
    expect(() => dataSnoopingTest([new Array<number>(9).fill(0.1)], options)).toThrow(/constant/);
    expect(() => dataSnoopingTest([[1, 2]], options)).toThrow(/at least 3/);
    expect(() => dataSnoopingTest([], options)).toThrow(/trials/);
    expect(() => dataSnoopingTest(table, { ...options, meanBlockLength: 0.5 })).toThrow(/meanBlockLength/);
    expect(() => dataSnoopingTest(table, { ...options, resamples: 10 })).toThrow(/resamples/);
    expect(() => dataSnoopingTest(table, { ...options, seed: 0.5 })).toThrow(/seed/);
  });
});
