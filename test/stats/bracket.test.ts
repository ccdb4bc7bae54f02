import { describe, expect, test } from 'vitest';
import { bracketBreakEven } from '../../src/stats/bracket.ts';

describe('break-even rate of a bracket', () => {
  test('is one in three for a 2:1 bracket without costs, not one half', () => {
    expect(bracketBreakEven(2, 0)).toBe(1 / 3);
    expect(bracketBreakEven(1, 0)).toBe(0.5);
  });

  test('leaves nothing on average once the cost is paid', () => {
    for (const [ratio, cost] of [
      [2, 0.1],
      [0.5, 0.02],
      [3, 0.7],
    ] as const) {
      const rate = bracketBreakEven(ratio, cost);
      expect(rate * ratio - (1 - rate) - cost).toBeCloseTo(0, 12);
    }
  });

  test('passes one where no rate pays the cost', () => {
    expect(bracketBreakEven(2, 2.5)).toBeGreaterThan(1);
  });

  test('refuses a ratio of zero and a negative cost', () => {
    expect(() => bracketBreakEven(0, 0)).toThrow(/ratio/);
    expect(() => bracketBreakEven(2, -0.1)).toThrow(/costR/);
    expect(() => bracketBreakEven(2, Number.NaN)).toThrow(RangeError);
  });
});
