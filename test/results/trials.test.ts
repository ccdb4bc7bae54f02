import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openResults, type ResultsDatabase } from '../../src/results/database.ts';
import { writeRun } from '../../src/results/runs.ts';
import type { Trial } from '../../src/results/trialFields.ts';
import { listTrials, recordTrials, trialOf } from '../../src/results/trials.ts';
import { sampleRun } from '../support/runResult.ts';

let db: ResultsDatabase;
beforeEach(async () => {
  db = await openResults(':memory:');
});
afterEach(async () => {
  await db.close();
});

const trial = (runId: string, datasetDigest = 'data'): Trial => ({
  datasetDigest,
  runId,
  strategy: 'v6',
  preset: 'v6',
  origin: 'sweep',
  parameters: '{"volumeThreshold":4}',
  trades: 12,
  meanNetReturn: -0.0001,
  sharpePerTrade: null,
});

describe('the trial ledger', () => {
  test('counts every run on a dataset once, in the order of making, however often it is repeated', async () => {
    expect(await recordTrials(db, [trial('b'), trial('a'), trial('b')])).toBe(2);
    expect(await recordTrials(db, [trial('a'), trial('c'), trial('a', 'other data')])).toBe(2);
    const listed = await listTrials(db, 'data');
    expect(listed.map((each) => each.runId)).toEqual(['b', 'a', 'c']);
    expect(listed[0]).toStrictEqual(trial('b'));
    expect(await listTrials(db, 'other data')).toStrictEqual([trial('a', 'other data')]);
    expect(await listTrials(db, 'unseen data')).toEqual([]);
  });

  test('is written with a run', async () => {
    const run = sampleRun({ sessions: 30 });
    await writeRun(db, run);
    await writeRun(db, run);
    expect(await listTrials(db, run.header.dataset.digest)).toStrictEqual([trialOf(run)]);
  });
});

describe('the trial of a run', () => {
  test('has the mean and the Sharpe ratio per trade, with n - 1', () => {
    const run = sampleRun({ sessions: 30 });
    const [first, second, third] = run.trades;
    const trades = [
      { ...first!, netReturn: 0.01 },
      { ...second!, netReturn: 0.02 },
      { ...third!, netReturn: 0.06 },
    ];
    const made = trialOf({ ...run, trades }, 'walk-forward');
    // By hand: mean 0.03, deviations -0.02, -0.01, 0.03, squares 0.0014, over 2 is 0.0007, root 0.0264575.
    expect(made.meanNetReturn).toBeCloseTo(0.03, 12);
    expect(made.sharpePerTrade).toBeCloseTo(0.03 / 0.0264575131, 8);
    expect(made.origin).toBe('walk-forward');
  });

  test('has no figure that it cannot have', () => {
    const run = sampleRun({ sessions: 30 });
    const trades = [run.trades[0]!];
    expect(trialOf({ ...run, trades: [] })).toMatchObject({ meanNetReturn: null, sharpePerTrade: null });
    expect(trialOf({ ...run, trades })).toMatchObject({ sharpePerTrade: null });
    const same = [0, 0, 0].map((netReturn) => ({ ...run.trades[0]!, netReturn }));
    expect(trialOf({ ...run, trades: same })).toMatchObject({ meanNetReturn: 0, sharpePerTrade: null });
  });

  test('names its parameters in one order', () => {
    const run = sampleRun({ sessions: 5 });
    const turned = { ...run.header, parameters: { b: 1, a: true } };
    expect(trialOf({ ...run, header: turned }).parameters).toBe('{"a":true,"b":1}');
  });
});
