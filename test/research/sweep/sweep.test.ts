import { describe, expect, test } from 'vitest';
import { renderSweepReport } from '../../../src/report/sweep/sweepReport.ts';
import { loadStrategy } from '../../../src/research/strategies.ts';
import { ledgerFacts } from '../../../src/research/sweep/ledgerFacts.ts';
import { judgeSweep, runSweep } from '../../../src/research/sweep/sweep.ts';
import { parseSweepFile } from '../../../src/research/sweep/sweepFile.ts';
import { openResults } from '../../../src/results/database.ts';
import { writeSweep } from '../../../src/results/sweeps.ts';
import { listTrials, recordTrials } from '../../../src/results/trials.ts';
import { contentOf, textOf } from '../../support/reportPage.ts';
import { LIVELY_GIVEN, livelyData } from '../support/livelyData.ts';

const strategy = await loadStrategy('v6');
const data = livelyData(6, 36);
const { stopSigmas: _, topPerWindow: __, ...fixed } = LIVELY_GIVEN;
const file = parseSweepFile(
  `strategy: v6
fixed: ${JSON.stringify(fixed)}
parameters: { stopSigmas: [0.5, 0.7, 1], topPerWindow: [0, 1, 2] }
minTrades: 5
walkForward: { trainDays: 10, testDays: 5, warmupDays: 2 }
crossValidation: { folds: 3, embargoDays: 1 }`,
  'my.yaml',
);
const swept = runSweep({ file, where: 'my.yaml', strategy, data, command: 'tapebench sweep my.yaml' });
const result = judgeSweep(swept, 9);

describe('a sweep', () => {
  test('has every point as a trial, with raw and deflated figures and both schemes', () => {
    expect(result.trials).toHaveLength(9);
    expect(result.trials.every((trial) => trial.trades > 10)).toBe(true);
    expect(result.deflation).toMatchObject({ trialsOfSweep: 9, trialsInLedger: 9 });
    expect(result.overfitting).toMatchObject({ trials: 9, blocks: 16 });
    expect(result.snooping!.spaUpper).toBeGreaterThanOrEqual(result.snooping!.spaConsistent);
    expect(result.outOfSample.map((each) => each.scheme)).toEqual(['walk-forward', 'cross-validation']);
    const trained = result.folds.filter((fold) => fold.scheme === 'walk-forward');
    expect(trained.length).toBeGreaterThan(2);
    expect(trained[0]!.trainDays).toBe(10);
  });

  test('is the same again, and its id knows the state of the ledger', () => {
    const again = judgeSweep(
      runSweep({ file, where: 'my.yaml', strategy, data, command: 'tapebench sweep my.yaml' }),
      9,
    );
    expect(again).toEqual(result);
    expect(judgeSweep(swept, 10).sweepId).not.toBe(result.sweepId);
  });

  test('counts each trial once in the ledger, and is written once', async () => {
    const db = await openResults(':memory:');
    const trials = swept.outcomes.map((outcome) => outcome.trial);
    expect(await recordTrials(db, trials)).toBe(9);
    expect(await recordTrials(db, trials)).toBe(0);
    const counted = await listTrials(db, data.facts.digest);
    expect(counted.map((trial) => trial.origin)).toEqual(Array(9).fill('sweep'));
    const ledger = ledgerFacts(counted);
    expect(ledger).toMatchObject({ trials: 9, rated: 9, groups: [{ origin: 'sweep', trials: 9 }] });
    const ratios = counted.map((trial) => trial.sharpePerTrade!);
    expect(ledger.best!.sharpe).toBe(Math.max(...ratios));
    expect(ledger.benchmark).toBeGreaterThan(0);
    expect(await writeSweep(db, result)).toBe('written');
    expect(await writeSweep(db, result)).toBe('reproduced');
    await expect(writeSweep(db, { ...result, minTrades: 6 })).rejects.toMatchObject({
      code: 'TB_RUN_NOT_REPRODUCED',
    });
    const rows = await db.connection.runAndReadAll(
      'SELECT trial_count, (SELECT count(*) FROM sweep_trials), (SELECT count(*) FROM sweep_folds) FROM sweeps',
    );
    expect(rows.getRows()[0]!.map(Number)).toEqual([9, 9, result.folds.length]);
    await db.close();
  });

  test('has a report with the verdict, a heat map, the folds and the command', () => {
    const page = renderSweepReport(result);
    const text = textOf(page);
    expect(text).toContain(result.verdict);
    expect(text).toContain(result.because);
    expect(text).toContain('tapebench sweep my.yaml');
    expect(text).toContain('Purged cross-validation');
    expect(Object.keys(contentOf(page).charts)).toEqual(
      expect.arrayContaining(['map-1', 'sorted-trials', 'overfitting-ranks']),
    );
  });

  test('one that makes no trade says so and has a report', () => {
    const silent = parseSweepFile(
      'strategy: v6\nfixed: { minSignalStrength: 1, shortMinSignalStrength: 1 }\nparameters: { stopSigmas: [1, 2] }\nwalkForward: { trainDays: 10, testDays: 5, warmupDays: 2 }',
      'x',
    );
    const none = judgeSweep(runSweep({ file: silent, where: 'x', strategy, data, command: '' }), 2);
    expect(none.verdict).toBe('not enough data');
    expect(none.deflation).toBeNull();
    expect(none.notes[0]).toBe('2 of 2 trials made no trade; they count as trials and have no rate.');
    expect(none.folds[0]!.note).toContain('nothing was chosen');
    expect(textOf(renderSweepReport(none))).toContain('No trades in');
  });
});
