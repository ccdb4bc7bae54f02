import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tapebench } from './tapebench.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-emergency-'));
  const synth = ['data', 'synth', 'es', '--from', '2024-06-03', '--to', '2024-08-02'];
  expect(tapebench(folder, synth).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const live = (session: string, ...more: readonly string[]): string[] => [
  ...['live', 'v6', '--source', 'replay:es', '--speed', '0', '--quiet', '--session', session],
  ...['--set', 'emergencyStopPct=0.1', ...more],
];

test('an emergency stop outlives the day live, unless the session is begun otherwise; a person ends it', () => {
  const { out } = tapebench(folder, live('stopped'));
  expect(out).toContain('EMERGENCY STOP: drawdown');
  expect(out).toMatch(/trade date 2024-07-30 ended/);
  expect(out).not.toContain('the emergency stop has ended');
  expect(out).toContain('EMERGENCY STOP   on');
  expect(JSON.parse(readFileSync(join(folder, 'stopped/session.json'), 'utf8'))).toMatchObject({
    parameters: { emergencyReset: 'manual' },
  });
  // The same command goes on with it, and the stop is still on.
  expect(tapebench(folder, live('stopped')).out).toContain('EMERGENCY STOP   on');
  const reset = tapebench(folder, ['live-reset', '--session', 'stopped', '--reason', 'looked into it']);
  expect(reset.code).toBe(0);

  const other = tapebench(folder, live('lenient', '--set', 'emergencyReset=next-session'));
  expect(other.out).toContain('the emergency stop has ended');
});
