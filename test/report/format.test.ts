import { describe, expect, test } from 'vitest';
import * as format from '../../src/report/format.ts';

const ES = { root: 'ES', name: '', tickNano: 250_000_000, tickValueMilli: 12_500, priceDecimals: 2 };

describe('numbers as people read them', () => {
  test.each([
    [0, 0, '0'],
    [-0.4, 0, '0'],
    [999, 0, '999'],
    [1000, 0, '1,000'],
    [-1234567.891, 2, '\u22121,234,567.89'],
    [0.5, 1, '0.5'],
    [Number.NaN, 1, 'undefined'],
    [Number.NEGATIVE_INFINITY, 1, '\u2212infinite'],
  ])('%d with %d decimals is %s', (value, decimals, text) => {
    expect(format.number(value, decimals)).toBe(text);
  });

  test('money is in thousandths of a dollar', () => {
    expect(format.usd(1_453_130)).toBe('$1,453');
    expect(format.usd(-9_375, 2)).toBe('\u2212$9.38');
    expect(format.signedUsd(60_630, 2)).toBe('+$60.63');
    expect(format.signedUsd(400)).toBe('$0');
    expect(format.signedUsd(-60_630)).toBe('\u2212$61');
  });

  test('returns are signed, and small ones have more digits', () => {
    expect(format.returnPercent(0.00409)).toBe('+0.409%');
    expect(format.returnPercent(-0.000048)).toBe('\u22120.0048%');
    expect(format.returnPercent(0)).toBe('0.0000%');
    expect(format.returnPercent(1e-9)).toBe('0.0000%');
  });

  test('a price is its ticks on the grid of the instrument', () => {
    expect(format.price(24_043, ES)).toBe('6,010.75');
    expect(format.price(21_701, { ...ES, tickNano: 50_000, priceDecimals: 5 })).toBe('1.08505');
  });

  test('an estimate says its n, its interval and how it was made', () => {
    // 101 of 156 has the Wilson interval 57.0% to 71.8%.
    const estimate = {
      value: 101 / 156,
      n: 156,
      interval: { low: 0.57, high: 0.718 },
      level: 0.95,
      method: 'wilson',
    };
    expect(format.standing(estimate, format.percent)).toBe('n = 156, 95% interval 57.0% to 71.8% (Wilson)');
    expect(format.standing({ ...estimate, level: 0.995, method: 'other' }, format.percent)).toContain(
      '99.5% interval',
    );
  });
});

describe('times', () => {
  test('are shown on New York\u2019s clock, in summer and in winter', () => {
    expect(format.newYorkText(Date.UTC(2025, 6, 1, 13, 31))).toBe('2025-07-01 09:31');
    expect(format.newYorkText(Date.UTC(2025, 0, 2, 14, 31))).toBe('2025-01-02 09:31');
    expect(format.newYorkText(Date.UTC(2025, 0, 2, 2, 0))).toBe('2025-01-01 21:00');
    expect(format.newYorkWall(Date.UTC(2025, 6, 1, 13, 31))).toBe(Date.UTC(2025, 6, 1, 9, 31));
  });

  test('have a date in words', () => {
    expect(format.dateWords(Date.UTC(2025, 2, 9, 12))).toBe('9 March 2025');
  });
});

test('counts agree with their noun', () => {
  expect(format.count(1, 'trade')).toBe('1 trade');
  expect(format.count(0, 'trade')).toBe('0 trades');
  expect(format.count(2000, 'trade ends', 'trades end')).toBe('2,000 trades end');
});
