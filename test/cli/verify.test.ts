import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tapebench } from './tapebench.ts';

// biome-ignore lint/suspicious/noExplicitAny: the shape of the printed document is what the tests look at
type Printed = any;

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-verify-'));
  const words = ['data', 'synth', 'months', '--seed', '5', '--from', '2024-08-01', '--to', '2024-09-27'];
  expect(tapebench(folder, words).code).toBe(0);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('verify', () => {
  test('a new ledger, held against data, and then against the stored run with the same verdicts', () => {
    expect(tapebench(folder, ['new', 'claims', 'mine.yaml']).code).toBe(0);
    const again = tapebench(folder, ['new', 'claims', 'mine.yaml']);
    expect(again.err).toContain('TB_FILE_EXISTS');
    const words = [
      'verify',
      'mine.yaml',
      '--data',
      'months',
      '--nulls',
      '3',
      '--volume-nulls',
      '1',
      '--json',
    ];
    const first = tapebench(folder, words);
    expect(first.err).toBe('');
    const onData = JSON.parse(first.out) as Printed;
    expect(onData.nulls.map((each: Printed) => each.replications)).toEqual([3, 3, 3, 1]);
    expect(onData.sizing.causalTrades).toBe(onData.trades);
    expect(readdirSync(join(folder, 'reports'))).toContain(onData.files.report.replace('reports/', ''));
    expect(readFileSync(join(folder, onData.files.report), 'utf8')).toContain('Do the claims hold?');
    const stored = tapebench(folder, ['verify', 'mine.yaml', '--run', onData.runId.slice(0, 6), '--json']);
    expect(stored.err).toBe('');
    const onRun = JSON.parse(stored.out) as Printed;
    expect(onRun.claims).toEqual(onData.claims);
    // Beside other nulls it is another verification, and both are kept.
    expect(onRun.verifyId).not.toBe(onData.verifyId);
    expect(onRun.nulls).toEqual([]);
  }, 60_000);

  test('says what is wrong with a ledger that is not there, and with a number that is none', () => {
    const missing = tapebench(folder, ['verify', 'nothing.yaml']);
    expect(missing.code).not.toBe(0);
    expect(missing.err).toContain('TB_FILE_NOT_FOUND');
    expect(tapebench(folder, ['verify', 'v6', '--nulls', '-1']).err).toContain(
      '--nulls wants a whole number',
    );
  });
});

describe('what the claims are not about is refused', () => {
  test('another instrument, another strategy, and changes beside a stored run', () => {
    const bars = ['ts_event,open,high,low,close,volume,symbol'];
    for (let minute = 0; minute < 60; minute++)
      bars.push(`2024-01-03T15:${String(minute).padStart(2, '0')}:00Z,1.1,1.1005,1.0995,1.1,50,6EH4`);
    writeFileSync(join(folder, 'euro.csv'), `${bars.join('\n')}\n`);
    const euro = tapebench(folder, ['verify', 'v6', '--data', 'euro.csv']);
    expect(euro.err).toContain('the claims of v6 are about ES, the data are of 6E');
    expect(euro.code).toBe(2);
    const other = tapebench(folder, ['run', 'random-entry', '--data', 'months', '--json']);
    const { runId } = (JSON.parse(other.out) as Printed).header;
    const stranger = tapebench(folder, ['verify', 'v6', '--run', runId]);
    expect(stranger.err).toContain('is of random-entry');
    expect(stranger.code).toBe(2);
    const changed = tapebench(folder, ['verify', 'v6', '--run', runId, '--set', 'stopSigmas=3']);
    expect(changed.err).toContain('--set does not go with --run');
    expect(changed.code).toBe(2);
  }, 60_000);

  test('a refuted claim gives exit code 1', () => {
    const outcome = tapebench(folder, [
      'verify',
      'v6',
      '--data',
      'months',
      '--nulls',
      '0',
      '--volume-nulls',
      '0',
    ]);
    expect(outcome.out).toContain('refuted');
    expect(outcome.code).toBe(1);
  }, 60_000);
});

describe('power', () => {
  test('prints the reference sample sizes, and the same for programs', () => {
    const text = tapebench(folder, ['power', '--per-week', '3']).out;
    expect(text).toMatch(/64\.7%\s+33\.3%\s+18\s+10\s+6\b/);
    expect(text).toMatch(/64\.7%\s+50\.0%\s+78\s/);
    const printed = JSON.parse(tapebench(folder, ['power', '--effect', '0.1', '--json']).out) as Printed;
    expect(printed.rates.map((rate: Printed) => rate.trades)).toEqual([18, 78, 172]);
    expect(printed.mean.trades).toBeGreaterThan(600);
  });

  test('refuses rates that are none', () => {
    const outcome = tapebench(folder, ['power', '--claimed', '64.7']);
    expect(outcome.code).toBe(2);
    expect(outcome.err).toContain('TB_USAGE');
  });
});
