import { expect, test } from 'vitest';
import { breakEvensSection } from '../../../src/report/surface/breakEvens.ts';
import type { BreakEvenRow } from '../../../src/results/stressModel.ts';

const row: BreakEvenRow = {
  limitFill: 'through',
  commissionPerContract: 2.5,
  slippageTicks: 1.2,
  place: 'inside',
  interval: { low: 0, high: 2.75 },
  level: 0.95,
  trades: 120,
  days: 80,
};

test('an end of a break-even interval at the edge of the grid says that it lies there or beyond', () => {
  const text = (low: number, high: number): string =>
    breakEvensSection([{ ...row, interval: { low, high } }], null, { low: 0, high: 3 })!.markup.text;
  expect(text(0, 2.75)).toContain('≤ 0.00 to 2.75');
  expect(text(0.5, 3)).toContain('0.50 to ≥ 3.00');
  expect(text(0.5, 2.75)).toContain('0.50 to 2.75');
});
