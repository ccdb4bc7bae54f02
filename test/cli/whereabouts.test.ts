import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { nextCommand, type Whereabouts, whereabouts, whereaboutsText } from '../../src/cli/whereabouts.ts';
import { tapebench } from './tapebench.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-where-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const EMPTY: Whereabouts = { hasResults: false, reports: [], datasets: [], hasRunFile: false };

/** A folder with results, in which the report that comes first by name was written last. */
function fill(): void {
  for (const name of ['reports', 'datasets']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'reports/tapebench.duckdb'), '');
  for (const [name, seconds] of [
    ['v6-es-0123456789abcdef.html', 2_000],
    ['v6-nq-fedcba9876543210.html', 1_000],
    ['index.html', 3_000],
  ] as const) {
    writeFileSync(join(folder, 'reports', name), '');
    utimesSync(join(folder, 'reports', name), seconds, seconds);
  }
  for (const name of ['es.yaml', 'synthetic-es.yaml', 'README.md'])
    writeFileSync(join(folder, 'datasets', name), '');
}

describe('where one is', () => {
  test('is what a look at the folder shows', () => {
    expect(whereabouts(folder)).toEqual(EMPTY);
    fill();
    expect(whereabouts(folder)).toEqual({
      hasResults: true,
      reports: ['v6-nq-fedcba9876543210.html', 'v6-es-0123456789abcdef.html'],
      datasets: ['es'],
      hasRunFile: false,
    });
  });

  test('is said with the next useful command', () => {
    fill();
    const text = whereaboutsText(whereabouts(folder));
    expect(text).toContain('2 run reports; the last is reports/v6-es-0123456789abcdef.html');
    expect(text).toContain('Datasets  es; embedded are synthetic-es');
    expect(text).toContain('tapebench verify v6 --data es');
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(110);
  });
});

test.each([
  ['nothing is there', {}, 'tapebench start'],
  ['only the embedded data was used', { hasResults: true }, 'tapebench data import FILE --instrument ES'],
  ['a dataset has no run', { hasResults: true, datasets: ['es'] }, 'tapebench run v6 --data es'],
  [
    'all datasets have runs',
    { hasResults: true, datasets: ['es'], reports: ['v6-es-0123456789abcdef.html'] },
    'tapebench verify v6 --data es',
  ],
  [
    'there is a run file besides',
    { hasResults: true, datasets: ['es'], reports: ['v6-es-0123456789abcdef.html'], hasRunFile: true },
    'tapebench run config.yaml',
  ],
])('the next command when %s', (_, found, command) => {
  expect(nextCommand({ ...EMPTY, ...found }).command).toBe(command);
});

test('without a terminal, tapebench alone shows the overview', () => {
  expect(tapebench(folder, []).out).toBe(tapebench(folder, ['--help']).out);
});

const hasScript = (process.env['PATH'] ?? '')
  .split(delimiter)
  .some((each) => existsSync(join(each, 'script')));
test.skipIf(!hasScript || process.platform !== 'linux')('in a terminal it says where one is', () => {
  const entry = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));
  const { stdout } = spawnSync('script', ['-qec', `'${process.execPath}' '${entry}'`, '/dev/null'], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1' },
  });
  expect(stdout).toContain('tapebench start');
  expect(stdout).not.toContain('Exit codes');
});
