import { describe, expect, test } from 'vitest';
import { runChanges } from '../../src/report/run/argument.ts';
import type { RunResult, RunSummary } from '../../src/results/model.ts';
import { sampleRun } from '../support/runResult.ts';

const base = sampleRun({ sessions: 30 });

function sentences(change: Partial<RunSummary>): string {
  const run: RunResult = { ...base, summary: { ...base.summary, ...change } };
  return runChanges(run).join('\n');
}

const rate = (value: number, n: number, low: number, high: number): RunSummary['winRate'] => ({
  value,
  n,
  interval: { low, high },
  level: 0.95,
  method: 'wilson',
});

describe('what would change the verdict', () => {
  test('is more trades, and how many, when the interval holds break-even', () => {
    // By hand: 1.96^2 x 0.4 x 0.6 / 0.05^2 = 368.8, so 369 in all and 269 more than 100; at 5 a week 54 weeks.
    const words = sentences({
      winRate: rate(0.4, 100, 0.309, 0.498),
      breakEvenWinRate: 0.35,
      tradesPerWeek: 5,
    });
    expect(words).toContain('about 269 more trades, about 54 weeks at 5.0 trades a week');
  });

  test('is nothing that more trades could decide when the rate is at break-even', () => {
    expect(sentences({ winRate: rate(0.35, 100, 0.26, 0.45), breakEvenWinRate: 0.35 })).toContain(
      'would not decide it',
    );
  });

  test('says on which side the whole interval lies', () => {
    expect(sentences({ winRate: rate(0.6, 100, 0.5, 0.69), breakEvenWinRate: 0.35 })).toContain(
      'above break-even (35.0%) by its whole interval',
    );
    expect(sentences({ winRate: rate(0.2, 100, 0.13, 0.29), breakEvenWinRate: 0.35 })).toContain(
      'at these mean wins and losses even its upper end, 29.0%, would lose',
    );
  });

  test('says what costs would have to be', () => {
    const costs = { commissionMilli: 1_000_000, slippageMilli: 1_000_000, trades: 100 };
    expect(sentences({ ...costs, grossMilli: 6_000_000, netMilli: 4_000_000 })).toContain(
      'gone when they are 3.0 times as high',
    );
    expect(sentences({ ...costs, grossMilli: 1_000_000, netMilli: -1_000_000 })).toContain(
      'at 50% of these costs the run breaks even',
    );
    expect(sentences({ ...costs, grossMilli: -5_000, netMilli: -2_005_000 })).toContain(
      'no cost model mends it',
    );
  });

  test('says what another reading of the bars does', () => {
    expect(sentences({ ambiguousTrades: 0 })).toContain('No trade ends otherwise');
    expect(sentences({ ambiguousTrades: 1, winRateRange: { low: 0.3, high: 0.4 } })).toContain(
      '1 trade ends otherwise under another reading of the bars: the win rate goes from 30.0% to 40.0%',
    );
  });

  test('is any trade at all, when there is none', () => {
    expect(sentences({ winRate: null })).toMatch(/^Any trade at all/);
  });
});
