import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anytimeMeanInterval, anytimeMeanPValueGreater } from '../../src/stats/anytimeMean.ts';

const unit = { low: 0, high: 1 };
const spread = Array.from({ length: 120 }, (_, i) => 0.3 + 0.4 * ((((i + 1) * 7919) % 1000) / 1000));
// Evenly spread: fast-check's doubles are even over exponents, so that nearly all of them are tiny.
const hundredths = fc.integer({ min: 0, max: 100 }).map((value) => value / 100);
const coins = Array.from({ length: 200 }, (_, i) => ((i * i) % 3 === 1 ? 1 : 0));

describe('interval for a bounded mean that holds at any time', () => {
  test('agrees with the martingale followed on a grid of 200 001 means', () => {
    // numpy: both capital processes for every mean of the grid, running intersection of what is left.
    const narrow = anytimeMeanInterval(spread, unit, 0.95).interval;
    expect(Math.abs(narrow.low - 0.467985)).toBeLessThan(1e-5);
    expect(Math.abs(narrow.high - 0.5311)).toBeLessThan(1e-5);
    const wide = anytimeMeanInterval(coins, unit, 0.95).interval;
    expect(Math.abs(wide.low - 0.52483)).toBeLessThan(1e-5);
    expect(Math.abs(wide.high - 0.77833)).toBeLessThan(1e-5);
  });

  test('follows a change of unit', () => {
    const plain = anytimeMeanInterval(coins, unit, 0.9).interval;
    const moved = anytimeMeanInterval(
      coins.map((value) => 3 * value - 1),
      { low: -1, high: 2 },
      0.9,
    ).interval;
    expect(moved.low).toBeCloseTo(3 * plain.low - 1, 10);
    expect(moved.high).toBeCloseTo(3 * plain.high - 1, 10);
  });

  test('mirrors when the values are', () => {
    fc.assert(
      fc.property(fc.array(hundredths, { maxLength: 60 }), (values) => {
        const one = anytimeMeanInterval(values, unit, 0.9);
        const other = anytimeMeanInterval(
          values.map((value) => 1 - value),
          unit,
          0.9,
        );
        expect(other.interval.low).toBeCloseTo(1 - one.interval.high, 9);
        expect(other.interval.high).toBeCloseTo(1 - one.interval.low, 9);
        expect(other.isConsistent).toBe(one.isConsistent);
      }),
    );
  });

  test('never takes back what it has excluded', () => {
    let before = { low: 0, high: 1 };
    for (let n = 0; n <= coins.length; n += 10) {
      const { interval } = anytimeMeanInterval(coins.slice(0, n), unit, 0.95);
      expect(interval.low).toBeGreaterThanOrEqual(before.low - 1e-12);
      expect(interval.high).toBeLessThanOrEqual(before.high + 1e-12);
      before = interval;
    }
    expect(before.high - before.low).toBeLessThan(0.4);
  });

  test('says nothing without values', () => {
    expect(anytimeMeanInterval([], { low: -1, high: 2 }, 0.95)).toEqual({
      interval: { low: -1, high: 2 },
      n: 0,
      clippedBelow: 0,
      clippedAbove: 0,
      isConsistent: true,
    });
  });

  test('counts what it clips and takes it as the bound', () => {
    const clipped = anytimeMeanInterval([5, -3, 0.5, 1, 0], unit, 0.9);
    const bounded = anytimeMeanInterval([1, 0, 0.5, 1, 0], unit, 0.9);
    expect(clipped).toEqual({ ...bounded, clippedBelow: 1, clippedAbove: 1 });
    expect(bounded).toMatchObject({ clippedBelow: 0, clippedAbove: 0 });
  });

  test('notices a mean that moved away', () => {
    const broken = [...new Array<number>(300).fill(0.2), ...new Array<number>(3000).fill(0.9)];
    const result = anytimeMeanInterval(broken, unit, 0.95);
    expect(result.isConsistent).toBe(false);
    expect(result.interval.low).toBeLessThan(result.interval.high);
    expect(anytimeMeanInterval(broken.slice(0, 300), unit, 0.95).isConsistent).toBe(true);
  });

  test('the p-value is small where the mean is above the null and one where it is below', () => {
    expect(anytimeMeanPValueGreater(spread, unit, 0.4)).toBeLessThan(1e-4);
    expect(anytimeMeanPValueGreater(spread, unit, 0.6)).toBeGreaterThan(0.5);
    expect(anytimeMeanPValueGreater([], unit, 0.4)).toBe(1);
  });

  test('the fortune of one round is one bet: 1 + min(bet, 3/4 / null) (value - null)', () => {
    // First bet by hand: sqrt(2 ln 20 / (0.25 ln 2)) = 5.880 is above 0.75 / 0.4, so 1 + 1.875 * (1 - 0.4) = 2.125.
    expect(anytimeMeanPValueGreater([1], unit, 0.4)).toBeCloseTo(1 / 2.125, 12);
  });

  test('refuses impossible bounds, levels, nulls and values', () => {
    expect(() => anytimeMeanInterval([0.5], { low: 1, high: 1 }, 0.95)).toThrow(/bounds/);
    expect(() => anytimeMeanInterval([0.5], { low: 0, high: Infinity }, 0.95)).toThrow(/bounds.high/);
    expect(() => anytimeMeanInterval([Number.NaN], unit, 0.95)).toThrow(/values\[0\]/);
    expect(() => anytimeMeanInterval([0.5], unit, 1)).toThrow(/level/);
    expect(() => anytimeMeanPValueGreater([0.5], unit, 1)).toThrow(/nullMean/);
    expect(() => anytimeMeanPValueGreater([0.5], unit, 0.5, 0)).toThrow(/tunedAlpha/);
  });
});
