import { expect, test } from 'vitest';
import { dollars, percent, rateText } from '../../src/cli/figures.ts';

test('a share that is not zero never reads as zero: its sign may decide', () => {
  expect(percent(-0.0000004, 3)).toBe('-0.00004%');
  expect(percent(0.000001, 3)).toBe('0.0001%');
  expect(percent(0, 3)).toBe('0.000%');
  expect(percent(-0, 1)).toBe('0.0%');
  expect(percent(0.647)).toBe('64.7%');
});

test('money has its sign before the digits, and groups', () => {
  expect(dollars(-15_541_880)).toBe('-15 541.88 USD');
  expect(dollars(9_375)).toBe('9.38 USD');
});

test('a rate never goes without its n', () => {
  expect(rateText(null)).toBe('undefined (n = 0)');
  const estimate = { value: 0.5, n: 4, interval: { low: 0.15, high: 0.85 }, level: 0.95, method: 'wilson' };
  expect(rateText(estimate)).toBe('50.0% [95%: 15.0% to 85.0%], n = 4');
});
