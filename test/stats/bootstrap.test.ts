import { describe, expect, test } from 'vitest';
import {
  type BootstrapResult,
  dayBlockBootstrap,
  pairedDayBootstrap,
  stationaryBootstrap,
} from '../../src/stats/bootstrap.ts';
import { mean } from '../../src/stats/means.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';

function noise(n: number, seed: number): number[] {
  const random = randomFromSeed(seed);
  return Array.from({ length: n }, () => randomUnit(random) - 0.5);
}

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

describe('block bootstrap by trading day', () => {
  const values = noise(120, 1);
  const dayIds = values.map((_, i) => 20_000 + Math.floor(i / 3));

  test('gives the same bits for the same seed and others for another', () => {
    const run = (seed: number): BootstrapResult => dayBlockBootstrap(values, dayIds, mean, { seed });
    expect(run(5)).toEqual(run(5));
    expect(run(6).percentile).not.toEqual(run(5).percentile);
    expect(run(5)).toMatchObject({ days: 40, resamples: 2000 });
    expect(run(5).estimate).toBe(mean(values));
  });

  test('has the standard error of the sum of day totals', () => {
    // Drawing D days with replacement: the variance of the total is D times the variance (divisor D) of a day's total.
    const totals = Array.from({ length: 40 }, (_, day) => mean(values.slice(3 * day, 3 * day + 3)) * 3);
    const center = mean(totals);
    const expected = Math.sqrt(40 * mean(totals.map((total) => (total - center) ** 2)));
    const { standardError } = dayBlockBootstrap(values, dayIds, sum, { seed: 2, resamples: 20_000 });
    // Monte Carlo error of a standard deviation over 20 000 draws: 0.5%.
    expect(Math.abs(standardError / expected - 1)).toBeLessThan(0.02);
  });

  test('knows that trades of one day are no independent evidence', () => {
    const repeated = noise(40, 3).flatMap((value) => [value, value, value]);
    const byDay = dayBlockBootstrap(repeated, dayIds, mean, { seed: 4 });
    const byRow = dayBlockBootstrap(
      repeated,
      repeated.map((_, i) => i),
      mean,
      { seed: 4 },
    );
    expect(byDay.standardError / byRow.standardError).toBeGreaterThan(1.5);
    expect(byDay.standardError / byRow.standardError).toBeLessThan(2);
  });

  test('draws days whole: a statistic that looks for a torn day finds none', () => {
    const column = [1, -1, 2, -2, 3, -3, 4, -4];
    const result = dayBlockBootstrap(column, [9, 9, 3, 3, 5, 5, 1, 1], sum, { seed: 1 });
    expect(result.standardError).toBe(0);
  });

  test('mirrors the percentile interval at the estimate', () => {
    const skewed = values.map((value) => Math.exp(4 * value));
    const { estimate, percentile, basic } = dayBlockBootstrap(skewed, dayIds, mean, { seed: 8, level: 0.9 });
    expect(basic.low).toBe(2 * estimate - percentile.high);
    expect(basic.high).toBe(2 * estimate - percentile.low);
    expect(percentile.low).toBeLessThan(estimate);
    expect(percentile.high).toBeGreaterThan(estimate);
  });

  test('handles one day and one value', () => {
    const one = dayBlockBootstrap([0.3], [1], mean, { seed: 1 });
    expect(one.percentile).toEqual({ low: 0.3, high: 0.3 });
  });

  test('refuses bad columns, options and statistics', () => {
    expect(() => dayBlockBootstrap([], [], mean, { seed: 1 })).toThrow(RangeError);
    expect(() => dayBlockBootstrap([1, 2], [1], mean, { seed: 1 })).toThrow(/rows/);
    expect(() => dayBlockBootstrap([1, 2], [1, Number.NaN], mean, { seed: 1 })).toThrow(/dayIds\[1\]/);
    expect(() => dayBlockBootstrap([1, 2], [1, 2], mean, { seed: 0.5 })).toThrow(/seed/);
    expect(() => dayBlockBootstrap([1, 2], [1, 2], mean, { seed: 1, resamples: 10 })).toThrow(/resamples/);
    expect(() => dayBlockBootstrap([1, 2], [1, 2], mean, { seed: 1, level: 1 })).toThrow(/level/);
    expect(() => dayBlockBootstrap([1, 2], [1, 2], mean, { seed: 1, meanBlockDays: 0.5 })).toThrow(/block/);
    expect(() => dayBlockBootstrap([1, 2], [1, 2], () => Number.NaN, { seed: 1 })).toThrow(/finite/);
  });
});

describe('stationary bootstrap', () => {
  test('has the variance of the mean that its authors derived', () => {
    // Politis and Romano (1994), lemma 1: the variance of the resampled mean given the series, with
    // b(i) = (1 - i/N)(1 - p)^i + (i/N)(1 - p)^(N - i) and autocovariances over N - i terms with divisor N.
    const shocks = noise(90, 11);
    const series: number[] = [];
    for (let i = 0; i < shocks.length; i++) series.push(0.6 * (series[i - 1] ?? 0) + shocks[i]!);
    const n = series.length;
    const center = mean(series);
    const restart = 1 / 8;
    let variance = 0;
    for (let lag = 0; lag < n; lag++) {
      let covariance = 0;
      for (let i = 0; i + lag < n; i++) covariance += (series[i]! - center) * (series[i + lag]! - center);
      const weight = (1 - lag / n) * (1 - restart) ** lag + (lag / n) * (1 - restart) ** (n - lag);
      variance += (lag === 0 ? 1 : 2) * weight * (covariance / n);
    }
    const { standardError } = stationaryBootstrap(series, mean, {
      seed: 12,
      resamples: 20_000,
      meanBlockLength: 8,
    });
    expect(Math.abs(standardError / Math.sqrt(variance / n) - 1)).toBeLessThan(0.02);
  });

  test('keeps the length of the series and the order inside a block', () => {
    const series = Array.from({ length: 50 }, (_, i) => i);
    const followers: number[] = [];
    stationaryBootstrap(
      series,
      (values) => {
        expect(values.length).toBe(50);
        let following = 0;
        for (let i = 1; i < 50; i++) if (values[i] === (values[i - 1]! + 1) % 50) following++;
        followers.push(following / 49);
        return following;
      },
      { seed: 1, resamples: 400, meanBlockLength: 10 },
    );
    // A value follows its neighbour unless a new block starts elsewhere: 1 - 0.1 * 49/50.
    expect(Math.abs(mean(followers.slice(0, 400)) - 0.902)).toBeLessThan(0.01);
  });
});

describe('paired bootstrap', () => {
  const days = Array.from({ length: 60 }, (_, i) => i);
  const market = noise(60, 21);

  test('cancels what both sides share', () => {
    const first = { values: market.map((value) => value + 0.01), dayIds: days };
    const second = { values: market, dayIds: days };
    const result = pairedDayBootstrap(first, second, mean, { seed: 3 });
    expect(result.estimate).toBeCloseTo(0.01, 12);
    expect(result.standardError).toBeLessThan(1e-12);
    expect(result.redrawn).toBe(0);
  });

  test('changes sign when the sides change places', () => {
    const first = { values: market, dayIds: days };
    const second = { values: noise(30, 5), dayIds: days.slice(0, 30).map((day) => 2 * day) };
    const one = pairedDayBootstrap(first, second, mean, { seed: 3 });
    const other = pairedDayBootstrap(second, first, mean, { seed: 3 });
    expect(other.estimate).toBe(-one.estimate);
    expect(other.percentile.low).toBeCloseTo(-one.percentile.high, 12);
    expect(one.days).toBe(60);
  });

  test('draws again when a side is left empty', () => {
    const rare = { values: [1, 2], dayIds: [4, 5] };
    const result = pairedDayBootstrap({ values: market, dayIds: days }, rare, mean, { seed: 3 });
    // Both days are missed with probability (58/60)^60 = 0.131; 2000 resamples then cost about 301 more draws.
    expect(result.redrawn).toBeGreaterThan(220);
    expect(result.redrawn).toBeLessThan(380);
  });

  test('refuses an empty side', () => {
    const none = { values: [], dayIds: [] };
    expect(() => pairedDayBootstrap(none, { values: [1], dayIds: [1] }, mean, { seed: 3 })).toThrow(
      RangeError,
    );
  });
});
