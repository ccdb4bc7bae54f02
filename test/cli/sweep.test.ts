import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tapebench } from './tapebench.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of the printed document is what the tests look at
type Printed = any;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-sweep-'));
  const words = ['data', 'synth', 'quarter', '--seed', '3', '--from', '2024-08-01', '--to', '2024-10-31'];
  expect(tapebench(folder, words).code).toBe(0);
  writeFileSync(
    join(folder, 'small.yaml'),
    'strategy: v6\ndata: quarter\nparameters: { stopSigmas: [1, 1.5, 2], maxHoldMinutes: [30, 60] }\nminTrades: 3\nwalkForward: { trainDays: 20, testDays: 10, warmupDays: 5 }\n',
  );
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function json(words: readonly string[]): Printed {
  const { code, out, err } = tapebench(folder, [...words, '--json']);
  expect(err).toBe('');
  expect(code).toBe(0);
  return JSON.parse(out) as Printed;
}

describe('sweep and trials', () => {
  test('every trial is counted once, a run with the same parameters among them', () => {
    const run = json(['run', 'v6', '--data', 'quarter']);
    const swept = json(['sweep', 'small.yaml']);
    expect(swept.trials).toHaveLength(6);
    expect(swept.trials.map((trial: Printed) => trial.runId)).toContain(run.header.runId);
    expect(swept.deflation.trialsInLedger).toBe(6);
    expect(existsSync(join(folder, swept.files.report))).toBe(true);
    const ledger = json(['trials', '--data', 'quarter']);
    expect(ledger.trials).toHaveLength(6);
    expect(ledger.groups.map((group: Printed) => [group.origin, group.trials])).toEqual([
      ['run', 1],
      ['sweep', 5],
    ]);
    const again = json(['sweep', 'small.yaml']);
    expect(again.sweepId).toBe(swept.sweepId);
  });

  test('a parameter that does not exist is refused with a suggestion, and nothing is run', () => {
    writeFileSync(join(folder, 'wrong.yaml'), 'strategy: v6\nparameters: { stopSigma: [1, 2] }\n');
    const { code, err } = tapebench(folder, ['sweep', 'wrong.yaml', '--out', 'nothing']);
    expect(code).not.toBe(0);
    expect(err).toContain('TB_PARAMETER_UNKNOWN');
    expect(err).toContain('Did you mean stopSigmas?');
    expect(existsSync(join(folder, 'nothing'))).toBe(false);
  });

  test('the ledger of a folder without results says what to do', () => {
    const { code, err } = tapebench(folder, ['trials', '--data', 'quarter', '--out', 'empty']);
    expect(code).not.toBe(0);
    expect(err).toContain('TB_FILE_NOT_FOUND');
  });
});

describe('stress', () => {
  test('its cells are counted as no trials, and its report and figures are kept', () => {
    const words = ['stress', 'v6', '--data', 'quarter', '--out', 'stressed'];
    const grid = ['--grid-commission', '0:5:2.5', '--grid-slippage', '0,1,2', '--region-slippage', '0:2'];
    const stressed = json([...words, ...grid]);
    expect(stressed.grid).toHaveLength(9);
    expect(stressed.breakEvens).toHaveLength(3);
    expect(stressed.regions[0]).toMatchObject({ slippageLow: 0, slippageHigh: 2, commissionLow: 1 });
    expect(stressed.published.rows).toHaveLength(6);
    const files = readdirSync(join(folder, 'stressed'));
    expect(files.filter((file) => file.startsWith('stress-v6-'))).toHaveLength(1);
    expect(json(['trials', '--data', 'quarter', '--out', 'stressed']).trials).toHaveLength(1);
  });

  test('a region that is none is refused', () => {
    const { code, err } = tapebench(folder, [
      'stress',
      'v6',
      '--data',
      'quarter',
      '--region-commission',
      '5:1',
    ]);
    expect(code).not.toBe(0);
    expect(err).toContain('--region-commission wants low:high');
  });
});
