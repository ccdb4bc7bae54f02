import { describe, expect, test } from 'vitest';
import { binomialProbability } from '../../src/stats/binomial.ts';
import { exactPower, sampleSizeForRate, weeksToVerdict } from '../../src/stats/sampleSize.ts';

describe('sample size for a rate', () => {
  // scipy 1.17.1, binom.sf over every n up to 400.
  test.each([
    [1 / 3, 18, 16, 10, 0.04334806618862122, 0.8547315439620184],
    [0.5, 78, 71, 47, 0.044391212611040023, 0.8266641641842407],
    [0.55, 172, 162, 106, 0.04679613118319764, 0.8222575884693347],
  ])('for 0.647 against %d it is %i trades', (nullRate, trials, firstTrials, criticalWins, size, power) => {
    const plan = sampleSizeForRate(nullRate, 0.647, 0.05, 0.8);
    expect(plan).toMatchObject({ trials, firstTrials, criticalWins });
    expect(plan.size).toBeCloseTo(size, 10);
    expect(plan.power).toBeCloseTo(power, 10);
  });

  test('mirrors when the alternative lies below the null', () => {
    const up = sampleSizeForRate(0.5, 0.647, 0.05, 0.8);
    const down = sampleSizeForRate(0.5, 1 - 0.647, 0.05, 0.8);
    expect(down).toMatchObject({ trials: up.trials, criticalWins: up.trials - up.criticalWins });
    expect(down.power).toBeCloseTo(up.power, 12);
  });

  test('power is the sum over the outcomes that reject', () => {
    const { criticalWins, size, power } = exactPower(40, 0.4, 0.6, 0.05);
    const tail = (rate: number, from: number): number => {
      let sum = 0;
      for (let wins = from; wins <= 40; wins++) sum += binomialProbability(wins, 40, rate);
      return sum;
    };
    expect(size).toBeCloseTo(tail(0.4, criticalWins), 10);
    expect(power).toBeCloseTo(tail(0.6, criticalWins), 10);
    expect(size).toBeLessThanOrEqual(0.05);
    expect(tail(0.4, criticalWins - 1)).toBeGreaterThan(0.05);
  });

  test('no outcome rejects where there are too few trials', () => {
    expect(exactPower(2, 0.5, 0.9, 0.05)).toEqual({ criticalWins: 3, size: 0, power: 0 });
    expect(exactPower(2, 0.5, 0.1, 0.05)).toEqual({ criticalWins: -1, size: 0, power: 0 });
    expect(exactPower(0, 0.5, 0.9, 0.05).power).toBe(0);
  });

  test('power never falls below the target from the given n on', () => {
    const { trials } = sampleSizeForRate(0.45, 0.55, 0.1, 0.9);
    expect(exactPower(trials - 1, 0.45, 0.55, 0.1).power).toBeLessThan(0.9);
    for (let n = trials; n < 2 * trials; n++) {
      expect(exactPower(n, 0.45, 0.55, 0.1).power).toBeGreaterThanOrEqual(0.9);
    }
  });

  test('weeks are whole and rounded up', () => {
    expect(weeksToVerdict(78, 3)).toBe(26);
    expect(weeksToVerdict(79, 3)).toBe(27);
    expect(weeksToVerdict(0, 3)).toBe(0);
    expect(() => weeksToVerdict(10, 0)).toThrow(/tradesPerWeek/);
  });

  test('refuses equal rates, rates outside and rates too close', () => {
    expect(() => sampleSizeForRate(0.5, 0.5, 0.05, 0.8)).toThrow(/differ/);
    expect(() => sampleSizeForRate(0, 0.5, 0.05, 0.8)).toThrow(/nullRate/);
    expect(() => sampleSizeForRate(0.5, 0.5001, 0.05, 0.8)).toThrow(/search limit/);
    expect(() => exactPower(-1, 0.5, 0.6, 0.05)).toThrow(RangeError);
  });
});
