import { rmSync } from 'node:fs';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TapebenchError } from '../../src/errors.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { liveWorld } from './support/market.ts';
import { SessionBench } from './support/sessionBench.ts';

/** Whether a write fails, as one on a full disk does: half of it is written. */
const disk = vi.hoisted(() => ({ isFullFor: (_bytes: Uint8Array): boolean => false }));

vi.mock('node:fs', async (original) => {
  const fs = await original<typeof import('node:fs')>();
  return {
    ...fs,
    writeSync: (file: number, bytes: Uint8Array, ...place: number[]): number => {
      if (!disk.isFullFor(bytes)) return fs.writeSync(file, bytes, ...place);
      fs.writeSync(file, bytes.subarray(0, bytes.length >> 1));
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    },
  };
});

let bench: SessionBench;

beforeEach(async () => {
  bench = await SessionBench.open(liveWorld(29, 2), { faults: [{ kind: 'fragment', bytes: 5000 }] });
});

afterEach(async () => {
  disk.isFullFor = () => false;
  await bench.close();
  rmSync(bench.folder, { recursive: true });
});

/** Root and recommended orders of a session on a disk with room. */
async function undisturbed(): Promise<{ readonly root: string | undefined; readonly orders: number[] }> {
  const own = await SessionBench.open(liveWorld(29, 2));
  const session = own.session();
  await own.follow(session);
  session.close();
  const orders = ordersIn(own);
  await own.close();
  rmSync(own.folder, { recursive: true });
  return { root: session.root, orders };
}

function ordersIn(own: SessionBench): number[] {
  const lines = own.read(SESSION_FILES.recommendations).split('\n').slice(0, -1);
  return lines.map((line) => (JSON.parse(line) as { order_id: number }).order_id);
}

function blocks(): number {
  return bench.printed.filter((text) => text.includes('TRADING RECOMMENDATION')).length;
}

test.each([
  ['journal', '"action":"place"'],
  ['log of recommendations', '"order_type"'],
])(
  'a %s that cannot be written ends the session with nothing said of it; freed, the same session goes on',
  async (_, part) => {
    const expected = await undisturbed();
    expect(expected.orders.length).toBeGreaterThan(1);
    disk.isFullFor = (bytes) => Buffer.from(bytes).includes(part);
    const session = bench.session();
    const error = await bench.follow(session).then(
      () => undefined,
      (reason: TapebenchError) => reason,
    );
    expect(error?.code).toBe('TB_SESSION_WRITE');
    expect(error?.message).toContain('no space left on device');
    session.close();
    expect(blocks()).toBe(0);
    expect(ordersIn(bench)).toEqual([]);

    disk.isFullFor = () => false;
    const again = bench.session();
    await bench.follow(again);
    again.close();
    expect(again.root).toBe(expected.root);
    expect(ordersIn(bench)).toEqual(expected.orders);
    expect(blocks()).toBe(expected.orders.length);
    expect(replaySession(bench.folder, bench.setup).difference).toBeUndefined();
  },
);

test('a recording that cannot be written holds every decision back until it can, without a restart', async () => {
  const expected = await undisturbed();
  let left = 5;
  let writes = 0;
  // The tenth piece of the recording and its repetitions.
  disk.isFullFor = (bytes) => bytes[0] !== 0x7b && bytes.length > 1000 && ++writes >= 10 && left-- > 0;
  const session = bench.session();
  await bench.follow(session);
  session.close();
  expect(left).toBeLessThan(0);
  const said = bench.printed.filter((text) => text.includes('Nothing is decided until it can be written'));
  expect(said).toHaveLength(1);
  expect(session.root).toBe(expected.root);
  expect(ordersIn(bench)).toEqual(expected.orders);
  expect(replaySession(bench.folder, bench.setup).difference).toBeUndefined();
});
