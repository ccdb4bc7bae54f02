import { describe, expect, test } from 'vitest';
import { crossValidationFolds, walkForwardFolds } from '../../../src/research/walkForward/folds.ts';
import { outOfSampleOf } from '../../../src/research/walkForward/outOfSample.ts';
import type { ScoredTrials } from '../../../src/research/walkForward/scoring.ts';
import { outcomeOf, recordOf } from '../support/outcomes.ts';

// Twelve days. The first trial earns on days 0 to 5 and loses afterwards, the second the reverse.
const early = [5, 6, 5, 6, 7, 8, -5, -6, -5, -6, -5, -6];
const late = early.map((net) => -net);
const trials: ScoredTrials = {
  outcomes: [outcomeOf(early), outcomeOf(late)],
  days: recordOf(12),
  minTrades: 2,
};
const spec = { trainDays: 4, testDays: 2, warmupDays: 2, purgeDays: 1, anchored: false };

describe('walk-forward', () => {
  const { folds, plan } = walkForwardFolds(trials, spec);

  test('chooses by the training days alone and scores on the test days alone', () => {
    // Fold 1: warm-up 0-1, training 2-5, purged 6, test 7-8. Fold 2: training 4-7, purged 8, test 9-10.
    expect(folds.map(({ row }) => [row.trainFrom, row.trainTo, row.testFrom, row.testTo])).toEqual([
      ['2024-01-03', '2024-01-06', '2024-01-08', '2024-01-09'],
      ['2024-01-05', '2024-01-08', '2024-01-10', '2024-01-11'],
    ]);
    expect(folds[0]!.row).toMatchObject({
      chosen: 0,
      trainTrades: 4,
      testTrades: 2,
      testWins: 0,
      testNetMilli: -11_000,
      purgedDays: 1,
      warmupDays: 2,
    });
    // Training days 4 to 7 hold 7, 8, -5, -6 for the first trial: still ahead.
    expect(folds[1]!.row).toMatchObject({ chosen: 0, trainTrades: 4 });
    expect(plan.unusedDays).toBe(1);
  });

  test('the warm-up lies outside of what is scored: garbage in it changes nothing', () => {
    const spoiled = {
      ...trials,
      outcomes: [outcomeOf([-999, -999, ...early.slice(2)]), trials.outcomes[1]!],
    };
    expect(walkForwardFolds(spoiled, spec).folds[0]!.row).toEqual(folds[0]!.row);
  });

  test('the purged day belongs to neither range', () => {
    const spoiled = [...early];
    spoiled[6] = 999;
    const changed = { ...trials, outcomes: [outcomeOf(spoiled), trials.outcomes[1]!] };
    expect(walkForwardFolds(changed, spec).folds[0]!.row).toEqual(folds[0]!.row);
  });

  test('says so when no trial traded enough in training', () => {
    const { row } = walkForwardFolds({ ...trials, minTrades: 5 }, spec).folds[0]!;
    expect(row).toMatchObject({ chosen: null, testTrades: 0 });
    expect(row.note).toContain('No trial made 5 trades');
  });

  test('says so when the test window holds no trade', () => {
    const quiet = early.map((net, day) => (day >= 7 ? 0 : net));
    const silent: ScoredTrials = { ...trials, outcomes: [outcomeOf(quiet)] };
    const cut = walkForwardFolds(silent, spec);
    expect(cut.folds[0]!.row.note).toBe('The chosen trial made no trade in the test window.');
    const summary = outOfSampleOf('walk-forward', silent, cut.folds, []);
    expect(summary).toMatchObject({ trades: 0, winRate: null, meanNetReturn: null, sharpePerDay: null });
    expect(summary.notes[0]).toContain('2 of 2 test windows hold no trade');
  });

  test('a record that is too short has no fold', () => {
    const short = walkForwardFolds({ ...trials, days: recordOf(8) }, spec);
    expect(short.folds).toEqual([]);
    expect(short.plan.requiredDays).toBe(9);
  });

  test('all test days together are what was traded', () => {
    const summary = outOfSampleOf('walk-forward', trials, folds, []);
    // Days 7 to 10 of the first trial: -6, -5, -6, -5.
    expect(summary).toMatchObject({ days: 4, trades: 4, wins: 0, netMilli: -22_000 });
    expect(summary.meanNetReturn!.value).toBeCloseTo(-0.0055, 12);
    expect(summary.meanNetReturn!.n).toBe(4);
  });
});

describe('purged cross-validation', () => {
  test('trains on both sides, without the embargoed trade dates after the test', () => {
    const folds = crossValidationFolds(trials, { folds: 3, embargoDays: 2 });
    expect(folds.map(({ row }) => [row.testFrom, row.testTo, row.trainDays, row.embargoedDays])).toEqual([
      ['2024-01-01', '2024-01-04', 6, 2],
      ['2024-01-05', '2024-01-08', 6, 2],
      ['2024-01-09', '2024-01-12', 8, 0],
    ]);
    expect(folds.every(({ row }) => row.purgedDays === 0)).toBe(true);
  });

  test('purges a day whose trade is held into the test', () => {
    // The test of fold 2 is days 4 to 7; a trade of day 3 leaves in day 4.
    const held: ScoredTrials = { ...trials, outcomes: [outcomeOf(early, { 3: 450 }), trials.outcomes[1]!] };
    const folds = crossValidationFolds(held, { folds: 3, embargoDays: 0 });
    expect(folds[1]!.row).toMatchObject({ purgedDays: 1, trainDays: 7 });
  });

  test('a fold without training is left out', () => {
    expect(crossValidationFolds(trials, { folds: 2, embargoDays: 12 })).toHaveLength(1);
    expect(crossValidationFolds({ ...trials, days: recordOf(2) }, { folds: 3, embargoDays: 0 })).toEqual([]);
  });
});
