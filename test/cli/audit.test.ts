import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tapebench } from './tapebench.ts';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-audit-'));
  const weeks = ['--seed', '3', '--from', '2024-08-01', '--to', '2024-09-30'];
  expect(tapebench(folder, ['data', 'synth', 'weeks', ...weeks]).code).toBe(0);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('audit prints findings and tables for people, and one document for programs, and is the same again', () => {
  const first = tapebench(folder, ['audit', 'v6-published', '--data', 'weeks']);
  expect(first.code).toBe(0);
  expect(first.err).toBe('');
  expect(first.out).toMatch(/Synthetic.*\n\n- The procedure as published, on these rows in this order: \d/);
  expect(first.out).toMatch(/only contract-mixing +\d+ /);
  expect(first.out).toMatch(/all but fractional-size/);
  expect(first.out).toMatch(/20 shuffles +\d/);
  const second = tapebench(folder, ['audit', 'v6-published', '--data', 'weeks', '--json']);
  expect(second.err).toBe('');
  const result = JSON.parse(second.out);
  expect(result.subsets).toHaveLength(512);
  expect(result.files.outcome).toBe('reproduced');
  expect(result.command).toBe('tapebench audit v6-published --data weeks');
  expect(result.causal.map((row: { preset: string }) => row.preset)).toEqual(['v6-cluster15', 'v6']);
  const page = readFileSync(join(folder, result.files.report), 'utf8');
  expect(page).toContain(result.auditId);
  expect(first.out).toContain(result.files.report);
  expect(existsSync(join(folder, 'reports/tapebench.duckdb'))).toBe(true);
});

test('audit says what it does not know, and what a number must be', () => {
  const unknown = tapebench(folder, ['audit', 'v6', '--data', 'weeks']);
  expect(unknown.code).not.toBe(0);
  expect(unknown.err).toContain('TB_STRATEGY_UNKNOWN');
  expect(unknown.err).toContain('tapebench run v6');
  const worlds = tapebench(folder, ['audit', 'v6-published', '--data', 'weeks', '--worlds', '-1']);
  expect(worlds.code).toBe(2);
  expect(worlds.err).toContain('--worlds wants a whole number from 0 to 10000');
});
