import { describe, expect, test } from 'vitest';
import { resolveParameters } from '../../../src/engine/parameters.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import { TimeOfDayBaseline, TrailingBaseline } from '../../../strategies/v6/baseline.ts';
import { ClusterRanking } from '../../../strategies/v6/clusterRanking.ts';
import { ClusterRule } from '../../../strategies/v6/clusterRule.ts';
import { V6_PARAMETERS, v6Parameters } from '../../../strategies/v6/parameters.ts';

function rule(given: Readonly<Record<string, unknown>>): ClusterRule {
  return new ClusterRule(v6Parameters(resolveParameters(V6_PARAMETERS, given)));
}

describe('TrailingBaseline', () => {
  test('sums the last periods and leaves out those before', () => {
    const baseline = new TrailingBaseline(3);
    const seen = [5, 7, 11, 13, 17].map((volume) => {
      baseline.push(volume);
      return [baseline.isFull, baseline.sum];
    });
    expect(seen).toEqual([
      [false, 5],
      [false, 12],
      [true, 23],
      [true, 31],
      [true, 41],
    ]);
    expect(baseline.values()).toEqual([11, 13, 17]);
  });
});

describe('TimeOfDayBaseline', () => {
  test('a date counts from its end on, and only dates on which the period existed', () => {
    const baseline = new TimeOfDayBaseline(2);
    baseline.note(570, 10);
    expect(baseline.at(570)).toBeUndefined();
    baseline.closeDate();
    baseline.note(571, 3);
    baseline.closeDate();
    expect(baseline.at(570)?.isFull).toBe(false);
    baseline.note(570, 20);
    baseline.closeDate();
    expect(baseline.at(570)).toMatchObject({ isFull: true, sum: 30 });
  });
});

describe('ClusterRule', () => {
  test('is met at exactly the threshold, in whole numbers', () => {
    // Baseline 20 periods, sum 1000: mean 50, four times is 200.
    expect(rule({}).holds(200, 1_000)).toBe(true);
    expect(rule({}).holds(199, 1_000)).toBe(false);
    // 1.1 is 11/10: 1.1 x 200 / 20 = 11; the double 1.1 * 200 lies above 220.
    expect(1.1 * 200 > 220).toBe(true);
    expect(rule({ volumeThreshold: 1.1 }).holds(11, 200)).toBe(true);
    expect(rule({ volumeThreshold: 1.1 }).holds(10, 200)).toBe(false);
    expect(rule({ volumeThreshold: 4.1 }).holds(205, 1_000)).toBe(true);
  });

  test('the quick test never says no to a cluster', () => {
    const each = rule({ volumeThreshold: 1.1 });
    for (let sum = 1; sum < 3_000; sum++) {
      for (const volume of [
        Math.ceil((1.1 * sum) / 20),
        Math.floor((1.1 * sum) / 20),
        Math.round((1.1 * sum) / 20),
      ]) {
        if (each.holds(volume, sum)) expect(each.mayHold(volume, sum)).toBe(true);
      }
    }
  });

  test('a baseline of nothing makes no cluster', () => {
    expect(rule({}).holds(100, 0)).toBe(false);
  });

  test('minVolumeRatio asks for the ratio in one-minute units as well', () => {
    const each = rule({ clusterMinutes: 15, minVolumeRatio: 75 });
    expect(each.holds(249, 1_000)).toBe(false);
    expect(each.holds(250, 1_000)).toBe(true);
  });
});

describe('ClusterRanking', () => {
  const ranking = (top: number): ClusterRanking => new ClusterRanking(120 * MINUTE_MS, top);

  test('a cluster passes while fewer than top are strictly stronger', () => {
    const one = ranking(1);
    expect(one.add(0, 500, 1_000)).toBe(true);
    expect(one.add(MINUTE_MS, 400, 1_000)).toBe(false);
    expect(one.add(2 * MINUTE_MS, 500, 1_000)).toBe(true);
    expect(one.add(3 * MINUTE_MS, 501, 1_002)).toBe(true);
    const two = ranking(2);
    expect([500, 450, 400, 350].map((volume, k) => two.add(k * MINUTE_MS, volume, 1_000))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test('the window is open at both ends: one exactly 120 minutes old does not count', () => {
    const at120 = ranking(1);
    at120.add(0, 500, 1_000);
    expect(at120.add(120 * MINUTE_MS, 400, 1_000)).toBe(true);
    const at119 = ranking(1);
    at119.add(0, 500, 1_000);
    expect(at119.add(119 * MINUTE_MS, 400, 1_000)).toBe(false);
  });

  test('clusters that were refused count in later rankings', () => {
    const one = ranking(1);
    one.add(0, 500, 1_000);
    one.add(60 * MINUTE_MS, 450, 1_000);
    expect(one.add(130 * MINUTE_MS, 440, 1_000)).toBe(false);
    expect(one.add(190 * MINUTE_MS, 430, 1_000)).toBe(false);
  });

  test('0 is off', () => {
    const off = ranking(0);
    expect([500, 400, 300].map((volume, k) => off.add(k, volume, 1_000))).toEqual([true, true, true]);
  });
});

test('clusterMinutes must divide the hour', () => {
  expect(() => rule({ clusterMinutes: 7 })).toThrow(/divisor of 60/);
});
