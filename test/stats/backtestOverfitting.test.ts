import { describe, expect, test } from 'vitest';
import { backtestOverfitting } from '../../src/stats/backtestOverfitting.ts';
import { mean } from '../../src/stats/means.ts';
import { trialTable } from './trialTable.ts';

const table = trialTable();

describe('probability of backtest overfitting', () => {
  // numpy: all halvings written out, columns joined, mean / std(ddof=1), rank, logit and polyfit.
  test.each([
    ['six blocks', table, 6, 'sharpe', 20, 0, 0, 1.441571974286495, -0.7311895039079128],
    ['eight blocks', table, 8, 'sharpe', 70, 5 / 70, 6 / 70, 0.9874261744810148, -0.7285299157039619],
    ['the mean', table, 6, 'mean', 20, 0, 0, Math.log(6), -1],
    [
      'fourteen blocks',
      table,
      14,
      'sharpe',
      3432,
      604 / 3432,
      694 / 3432,
      0.6693957343359157,
      -0.7450654553783663,
    ],
    [
      'an even number of trials',
      table.slice(0, 4),
      10,
      'sharpe',
      252,
      40 / 252,
      42 / 252,
      0.37015833597970527,
      -0.7495999997075674,
    ],
    [
      'blocks of unequal length',
      table.slice(0, 5).map((column) => column.slice(0, 235)),
      6,
      'sharpe',
      20,
      0,
      0,
      Math.log(5),
      -0.9998998803906072,
    ],
  ] as const)(
    'with %s agrees with numpy',
    (_, trials, blocks, measure, halvings, probability, lossProbability, meanLogit, slope) => {
      const result = backtestOverfitting(trials, { blocks, measure });
      expect(result.halvings).toBe(halvings);
      expect(result.trials).toBe(trials.length);
      expect(result.probability).toBeCloseTo(probability, 12);
      expect(result.lossProbability).toBeCloseTo(lossProbability, 12);
      expect(mean(result.logits)).toBeCloseTo(meanLogit, 10);
      expect(result.degradationSlope).toBeCloseTo(slope, 8);
    },
  );

  test('is zero where one trial is always the best, and its figures are what they are', () => {
    const good = table[0]!.map((value) => value + 0.05);
    const { probability, inSample, outOfSample, logits } = backtestOverfitting([...table, good], {
      blocks: 4,
      measure: 'mean',
    });
    expect(probability).toBe(0);
    expect([...logits]).toEqual(new Array(6).fill(Math.log(7)));
    // The two halves of a record have the whole record's mean between them.
    expect((inSample[0]! + outOfSample[0]!) / 2).toBeCloseTo(mean(good), 12);
  });

  test('is one where what was good turns bad', () => {
    const first = Array.from({ length: 40 }, (_, i) => (i < 20 ? 1 : -1) + 0.01 * (i % 3));
    const second = first.map((value) => -value);
    const flat = first.map((_, i) => 0.001 * (i % 2));
    const result = backtestOverfitting([first, second, flat, flat], { blocks: 2 });
    expect(result.probability).toBe(1);
    expect(result.lossProbability).toBe(1);
  });

  test('trials that never trade have a ratio of zero and share the middle rank', () => {
    const idle = new Array<number>(64).fill(0);
    const result = backtestOverfitting([idle, idle, idle]);
    expect(result.probability).toBe(1);
    expect([...new Set(result.logits)]).toEqual([0]);
    expect(result.degradationSlope).toBe(0);
    expect(result.halvings).toBe(12_870);
  });

  test('refuses one trial, odd blocks and too few rows', () => {
    expect(() => backtestOverfitting([table[0]!])).toThrow(/at least 2 trials/);
    expect(() => backtestOverfitting(table, { blocks: 7 })).toThrow(/even/);
    expect(() => backtestOverfitting(table, { blocks: 22 })).toThrow(/even/);
    expect(() => backtestOverfitting(table.map((column) => column.slice(0, 31)))).toThrow(/at least 32/);
    expect(() => backtestOverfitting([table[0]!, table[1]!.slice(1)])).toThrow(/rows/);
  });
});
