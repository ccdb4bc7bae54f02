import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { databaseIn, fileNameOf, makeFolder, requireWritable } from '../../src/cli/outputFolder.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-out-'));
  writeFileSync(join(folder, 'file'), 'text');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('a folder and those above it are made, and made again without complaint', () => {
  const deep = join(folder, 'a/b/c');
  makeFolder(deep);
  makeFolder(deep);
  expect(existsSync(deep)).toBe(true);
});

test('asking whether a folder can be written makes nothing', () => {
  requireWritable(join(folder, 'x/y'));
  expect(existsSync(join(folder, 'x'))).toBe(false);
});

test('a file in the place of a folder is refused, and left as it is', () => {
  expect(() => requireWritable(join(folder, 'file/below'))).toThrow('is a file, not a folder');
  expect(() => makeFolder(join(folder, 'file/below'))).toThrow('is a file, not a folder');
});

test.skipIf(!existsSync('/proc/self'))(
  'a file system that makes no folders gives an error, and never a hang',
  () => {
    expect(() => makeFolder('/proc/tapebench/reports')).toThrow('the output folder cannot be used');
  },
);

test('names of files keep to what every system takes', () => {
  expect(fileNameOf('run-my data/ünï-1f.html')).toBe('run-my-data-n--1f.html');
  expect(databaseIn('reports')).toBe(join('reports', 'tapebench.duckdb'));
});
