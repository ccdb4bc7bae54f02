import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { slopeOf } from '../../bench/slope.ts';
import { type SoakSample, soak } from '../../bench/soakRun.ts';
import { livelySetup, liveWorld, servedAs } from './support/market.ts';

/** Trade dates in which a process comes to its size. */
const SETTLING_DATES = 6;

test('a month of sessions leaves no file, no timer and no memory behind', async () => {
  // What is measured is the process and not the disk.
  const place = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();
  const folder = mkdtempSync(join(place, 'tapebench-soak-'));
  const tape = liveWorld(5, 22);
  const { samples, minuteMs, recommendationMs } = await soak({
    data: servedAs(tape),
    setup: livelySetup(),
    folder: join(folder, 'session'),
  });
  rmSync(folder, { recursive: true });
  expect(samples.length).toBeGreaterThan(18);
  expect(minuteMs.length).toBeGreaterThan(8000);
  expect(recommendationMs.length).toBeGreaterThan(20);
  const settled = samples.slice(SETTLING_DATES);
  const changeOf = (of: (sample: SoakSample) => number): number => of(settled.at(-1)!) - of(settled[0]!);
  expect(changeOf(({ openFiles }) => openFiles)).toBe(0);
  expect(changeOf(({ timers }) => timers)).toBe(0);
  // A trade date leaves its events' hashes, its signals and trades: some kilobytes. A record kept would leave a hundred.
  const { low } = slopeOf(settled.map(({ heapBytes }) => heapBytes));
  expect(low).toBeLessThan(40_000);
  expect(slopeOf(settled.map(({ records }) => records)).value).toBeGreaterThan(500);
});
