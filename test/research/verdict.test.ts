import { expect, test } from 'vitest';
import type { Figures } from '../../src/research/summary.ts';
import { verdictOf } from '../../src/research/verdict.ts';

const interval = (value: number, low: number, high: number, n: number) => ({
  value,
  n,
  interval: { low, high },
  level: 0.95,
  method: 'test',
});

const base = {
  trades: 100,
  winRate: interval(0.4, 0.31, 0.5, 100),
  winRateRange: { low: 0.4, high: 0.4 },
  breakEvenWinRate: 0.35,
  meanNetReturn: interval(0.0001, -0.0002, 0.0004, 100),
} as unknown as Figures;

test('a mean whose interval holds zero cannot be told from zero', () => {
  expect(verdictOf(base, false)).toContain(
    'cannot be told from zero: +0.010% a trade (95% interval -0.020% to +0.040%, n = 100)',
  );
});

test('a mean whose interval lies above, or below, zero says so', () => {
  expect(verdictOf({ ...base, meanNetReturn: interval(0.0003, 0.0001, 0.0005, 100) }, false)).toContain(
    'above zero in this sample',
  );
  expect(verdictOf({ ...base, meanNetReturn: interval(-0.0003, -0.0005, -0.0001, 100) }, false)).toContain(
    'lost money after costs',
  );
});

test('without trades there is no rate', () => {
  expect(verdictOf({ ...base, winRate: null, trades: 0 } as Figures, false)).toBe(
    'No trades, so there is nothing to judge.',
  );
});

test('synthetic data is said to say nothing about the market', () => {
  expect(verdictOf(base, true)).toContain('says nothing about ES');
  expect(verdictOf(base, false)).not.toContain('synthetic');
});

test('a win rate that depends on what happens inside a bar shows its range', () => {
  expect(verdictOf({ ...base, winRateRange: { low: 0.38, high: 0.42 } }, false)).toContain(
    '38.0% to 42.0% depending on what is assumed inside a bar',
  );
  expect(verdictOf(base, false)).not.toContain('depending on');
});
