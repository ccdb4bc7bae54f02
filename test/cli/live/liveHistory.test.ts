import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { LiveHistory, type LiveHistoryOptions } from '../../../src/cli/live/liveHistory.ts';
import { Historical } from '../../../src/databento/index.ts';
import { type Gateway, startGateway } from '../../../src/gateway/startGateway.ts';
import { proveWarmUp, type WarmUpProof } from '../../../src/live/warmUpProof.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import { sessionsBetween } from '../../../src/market/calendar.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { DayCache } from '../../../src/sources/fetch/dayCache.ts';
import { KEY } from '../../gateway/market.ts';
import { livelySetup, liveWorld, servedAs } from '../../live/support/market.ts';

const world = liveWorld(71, 40);
const endMs = world.rows.time[world.rows.length - 1]! + MINUTE_MS;
let gateway: Gateway;
let folder: string;
let paths: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-history-'));
  gateway = await startGateway({
    data: servedAs(world),
    key: KEY,
    onRequest: ({ path }) => paths.push(path),
  });
});

beforeEach(() => {
  paths = [];
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  return () => {
    vi.restoreAllMocks();
  };
});

afterAll(async () => {
  await gateway.close();
  rmSync(folder, { recursive: true });
});

function history(more: Partial<LiveHistoryOptions> = {}, cache = 'cache'): LiveHistory {
  return new LiveHistory({
    client: new Historical({ key: KEY, baseUrl: gateway.httpUrl }),
    cache: new DayCache(join(folder, cache)),
    dataset: 'GLBX.MDP3',
    instrument: 'ES',
    cost: { maxCost: 100, yes: false },
    isLoopback: true,
    now: undefined,
    signal: new AbortController().signal,
    ...more,
  });
}

/** Says what slices were asked about; proved from so many trade dates on. */
function proving(enough: number): { readonly prove: (tape: Tape) => WarmUpProof; readonly asked: number[] } {
  const asked: number[] = [];
  const prove = (tape: Tape): WarmUpProof => {
    const dates = sessionsBetween(tape.rows.time[0]!, endMs).length;
    asked.push(dates);
    return { tradeDates: dates, stateDigest: 'x', sufficientTradeDates: dates >= enough ? 1 : null };
  };
  return { prove, asked };
}

test('asks for slices of history, each twice as long, until one is proved or the limit is reached; whole days are paid once', async () => {
  const { prove, asked } = proving(20);
  const found = await history().warmUp(prove, 64);
  expect(found.until).toBe(endMs);
  expect(asked.map((dates) => Math.round(dates / 8))).toEqual([1, 2, 4]);
  expect(found.tape!.rows.time[found.tape!.rows.length - 1]).toBe(endMs - MINUTE_MS);
  const ranges = paths.filter((path) => path.includes('get_range')).length;
  paths = [];
  await history().warmUp(proving(20).prove, 64);
  // All but the day that is not over, which is asked for anew only when it has become longer.
  expect(ranges).toBeGreaterThan(20);
  expect(paths.filter((path) => path.includes('get_range'))).toEqual([]);

  const limited = proving(1000);
  await history().warmUp(limited.prove, 12);
  expect(limited.asked.length).toBe(2);
  expect(limited.asked.at(-1)).toBeLessThan(15);
  // When there is no more, that is all.
  const all = proving(1000);
  const whole = await history().warmUp(all.prove, 1000);
  expect(whole.tape!.rows.length).toBe(world.rows.length);
  expect(all.asked.length).toBeLessThan(6);
});

test('the slice that it stops at is proved by the state of the strategy', async () => {
  const setup = livelySetup();
  const { tape } = await history().warmUp((bars) => proveWarmUp(setup, bars), 64);
  const proof = proveWarmUp(setup, tape!);
  expect(proof.sufficientTradeDates).not.toBeNull();
  expect(proof.stateDigest).toBe(proveWarmUp(setup, world).stateDigest);
});

test('pays no more than was allowed in all, and asks nobody while the session runs', async () => {
  const cost = { maxCost: 0, yes: false };
  const { prove } = proving(1);
  await expect(history({ cost }, 'poor').warmUp(prove, 8)).rejects.toMatchObject({ code: 'TB_COST_LIMIT' });
  expect(paths.filter((path) => path.includes('get_range'))).toEqual([]);
  await expect(history({ cost }, 'poor').missing(endMs - 86_400_000)).rejects.toMatchObject({
    code: 'TB_COST_LIMIT',
  });
  await expect(history({ cost: { maxCost: 0, yes: true } }, 'rich').warmUp(prove, 8)).resolves.toBeDefined();
});

test('what is missing ends where the data end, or with the reopening that has been since', async () => {
  const from = endMs - 2 * 3_600_000;
  const found = await history().missing(from);
  expect(found!.until).toBe(endMs);
  expect(found!.tape!.rows.time[0]).toBe(from);
  expect(await history().missing(endMs)).toBeUndefined();
  // Data that end in the break of an evening: the time now says how far nothing can be missing.
  const closing = sessionsBetween(endMs - 20 * 86_400_000, endMs)[3]!.globexClose;
  const reopening = sessionsBetween(closing, closing + 5 * 86_400_000)[0]!.globexOpen;
  const broken = {
    start: new Date(closing - 86_400_000).toISOString(),
    end: new Date(closing + 60_000).toISOString(),
  };
  const client = new Historical({ key: KEY, baseUrl: gateway.httpUrl });
  vi.spyOn(client.metadata, 'getDatasetRange').mockResolvedValue({ ...broken, schema: {} });
  const untilAt = async (now: number): Promise<number> =>
    (await history({ client, now: () => now }).missing(closing - 3 * 3_600_000))!.until;
  expect(await untilAt(reopening + 90_000)).toBe(reopening);
  expect(await untilAt(reopening - 30_000)).toBe(reopening - 60_000);
});
