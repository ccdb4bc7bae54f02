import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { tapebench } from './tapebench.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-quiet-'));
  const synth = ['data', 'synth', 'quiet', '--from', '2024-08-01', '--to', '2024-09-06'];
  expect(tapebench(folder, synth).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('where nothing stands out, the words are those that users look for', () => {
  const high = ['--set', 'volumeThreshold=900'];

  test('in a backtest, and in what is told of its refusals', () => {
    const { code, out } = tapebench(folder, ['run', 'v6', '--data', 'quiet', ...high]);
    expect(code).toBe(0);
    expect(out).toContain('No volume clusters detected: no period reached volumeThreshold');
    const refused = tapebench(folder, ['explain', '--refused']);
    expect(refused.code).toBe(0);
    expect(refused.out).toContain('0 refusals');
    expect(refused.out).toContain('No volume clusters detected: no period reached volumeThreshold');
  });

  test('in the review of a day, also where no volume is looked at', () => {
    for (const [strategy, given, words] of [
      ['v6', high, 'No volume clusters detected that became a signal on this day'],
      ['random-entry', ['--set', 'entriesPerSession=0.001'], 'No signal on this day.'],
    ] as const) {
      const live = [
        'live',
        strategy,
        '--source',
        'replay:quiet',
        '--speed',
        '0',
        '--quiet',
        '--session',
        strategy,
      ];
      expect(tapebench(folder, [...live, ...given]).code).toBe(0);
      expect(tapebench(folder, ['daily', '--session', strategy]).out).toContain(words);
    }
  });

  test('and not where there was a signal', () => {
    const live = ['live', 'v6', '--source', 'replay:quiet', '--speed', '0', '--quiet', '--session', 'busy'];
    expect(tapebench(folder, live).code).toBe(0);
    const { out } = tapebench(folder, ['daily', '--session', 'busy', '--date', '2024-09-04']);
    expect(out).toContain('Period');
    expect(out).not.toContain('No volume clusters');
  });

  test('data that are too short for a baseline say so', () => {
    const { out } = tapebench(folder, [
      'run',
      'v6',
      '--data',
      'quiet',
      '--from',
      '2024-08-01',
      '--to',
      '2024-08-01',
    ]);
    expect(out).toMatch(/There are no bars of a selected contract|too short for a period/);
  });
});
