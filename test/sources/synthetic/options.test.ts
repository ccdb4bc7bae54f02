import { describe, expect, it } from 'vitest';
import { TapebenchError } from '../../../src/errors.ts';
import {
  generateSyntheticMarket,
  resolveOptions,
  type SyntheticOptions,
} from '../../../src/sources/synthetic/index.ts';

const GOOD: SyntheticOptions = { seed: 1, from: '2024-06-03', to: '2024-06-03' };

function codeOf(make: () => unknown): string {
  try {
    make();
  } catch (error) {
    if (error instanceof TapebenchError) return error.code;
    throw error;
  }
  return 'none';
}

describe('the options of a synthetic market', () => {
  it('have defaults', () => {
    expect(resolveOptions(GOOD)).toMatchObject({
      edge: 0,
      order: 'front-first',
      listedQuarterlies: 5,
      startPoints: 5300,
      carryRate: 0.037,
    });
  });

  it.each([
    ['an edge beyond 1', { edge: 1.5 }, 'TB_PARAMETER_INVALID'],
    ['an edge that is no number', { edge: Number.NaN }, 'TB_PARAMETER_INVALID'],
    ['a seed with a fraction', { seed: 0.5 }, 'TB_PARAMETER_INVALID'],
    ['a seed beyond 53 bits', { seed: 2 ** 53 }, 'TB_PARAMETER_INVALID'],
    ['three quarterlies', { listedQuarterlies: 3 }, 'TB_PARAMETER_INVALID'],
    ['a price of nothing', { startPoints: 0 }, 'TB_PARAMETER_INVALID'],
    ['a carry of 100%', { carryRate: 1 }, 'TB_PARAMETER_INVALID'],
    ['an order that there is not', { order: 'sideways' as 'shuffled' }, 'TB_PARAMETER_INVALID'],
    ['an end before the start', { to: '2024-06-02' }, 'TB_DATE_INVALID'],
    ['a date that there is not', { from: '2024-02-30' }, 'TB_DATE_INVALID'],
    ['a weekend alone', { from: '2024-06-08', to: '2024-06-09' }, 'TB_DATA_EMPTY'],
    ['years before the calendar', { from: '2005-01-03', to: '2005-01-07' }, 'TB_CALENDAR_RANGE'],
  ])('refuse %s', (_, change, code) => {
    expect(codeOf(() => generateSyntheticMarket({ ...GOOD, ...change }))).toBe(code);
  });

  it('start the front contract at the price asked for', () => {
    const { rows } = generateSyntheticMarket({ ...GOOD, startPoints: 1234.5 });
    expect(Math.abs(rows.open[0]! - 4938)).toBeLessThan(3);
  });
});
