import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  runWorld,
  WORLD_ORDERS,
  type WorldOptions,
  worldsFingerprint,
} from '../../../src/research/audit/world.ts';
import { WorldFile } from '../../../src/research/audit/worldFile.ts';
import { summariseWorlds } from '../../../src/research/audit/worldSummaries.ts';
import { runWorlds } from '../../../src/research/audit/worlds.ts';
import type { WorldRow } from '../../../src/results/auditModel.ts';

const FORTNIGHT: WorldOptions = { from: '2024-06-03', to: '2024-06-14' };

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'worlds-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('worlds', () => {
  test('on threads are those of one thread, in the order of their seeds, and are kept', async () => {
    const seen: number[] = [];
    const rows = await runWorlds({
      count: 3,
      options: FORTNIGHT,
      workers: 2,
      folder,
      onWorld: (done) => seen.push(done),
    });
    expect(rows).toEqual([1, 2, 3].flatMap((seed) => runWorld({ seed, options: FORTNIGHT })));
    expect(rows.map((row) => row.order).slice(0, 3)).toEqual(WORLD_ORDERS);
    expect(rows.some((row) => row.trades > 0)).toBe(true);
    expect(seen).toEqual([0, 1, 2, 3]);
    expect(readdirSync(folder)).toEqual([`worlds-${worldsFingerprint(FORTNIGHT)}.jsonl`]);
  });

  test('broken off are gone on with: only what is missing is made', async () => {
    const file = WorldFile.open(folder, FORTNIGHT);
    // A world that no market gives, to see that it is taken from the file.
    const kept = WORLD_ORDERS.map((order): WorldRow => ({ seed: 1, order, trades: 1000, wins: 7 }));
    file.keep(1, kept);
    appendFileSync(file.path, '{"seed":2,"rows":[{"order":"shuf');
    const rows = await runWorlds({ count: 2, options: FORTNIGHT, workers: 1, folder });
    expect(rows).toEqual([...kept, ...runWorld({ seed: 2, options: FORTNIGHT })]);
    const lines = readFileSync(file.path, 'utf8').trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(JSON.parse(lines[2]!)).toMatchObject({ seed: 2 });
  });

  test('all kept need no thread, and other options have another file', async () => {
    const file = WorldFile.open(folder, FORTNIGHT);
    const kept = WORLD_ORDERS.map((order): WorldRow => ({ seed: 1, order, trades: 1, wins: 1 }));
    file.keep(1, kept);
    await expect(runWorlds({ count: 1, options: FORTNIGHT, workers: 2, folder })).resolves.toEqual(kept);
    expect(WorldFile.open(folder, { ...FORTNIGHT, startPoints: 4000 }).rowsOf(1)).toBeUndefined();
  });

  test('lines of another shape are passed over', () => {
    const { path } = WorldFile.open(folder, FORTNIGHT);
    const rows = WORLD_ORDERS.map((order) => ({ order, trades: 2, wins: 1 }));
    const lines = [{ seed: 'a', rows }, { seed: 1, rows: rows.slice(1) }, { seed: 2, rows }, 7];
    writeFileSync(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    const file = WorldFile.open(folder, FORTNIGHT);
    expect(file.rowsOf(1)).toBeUndefined();
    expect(file.rowsOf(2)).toEqual(rows.map((row) => ({ seed: 2, ...row })));
  });

  test('in a folder that cannot be one are a coded error', () => {
    const path = join(folder, 'file');
    writeFileSync(path, '');
    expect(() => WorldFile.open(path, FORTNIGHT)).toThrow(
      expect.objectContaining({ code: 'TB_FILE_UNREADABLE' }),
    );
  });
});

describe('the summary of worlds', () => {
  const world = (seed: number, wins: number, trades = 10): WorldRow => ({
    seed,
    order: 'shuffled',
    trades,
    wins,
  });

  test('keeps the orders apart, and leaves worlds without trades out of the rates', () => {
    const worlds = [
      ...[1, 2, 3, 4].map((seed): WorldRow => ({ seed, order: 'nearest-expiry-first', trades: 10, wins: 9 })),
      world(1, 2),
      world(2, 4),
      world(3, 7),
      world(4, 0, 0),
    ];
    const [near, shuffled, far] = summariseWorlds(worlds, 0.647);
    expect(near).toMatchObject({ order: 'nearest-expiry-first', worlds: 4, withTrades: 4, pValue: 1 });
    // One of three reaches it: (1 + 1) / (3 + 1).
    expect(shuffled).toMatchObject({
      order: 'shuffled',
      worlds: 4,
      withTrades: 3,
      medianTrades: 10,
      pValue: 0.5,
    });
    expect(shuffled!.quantiles[2]).toBe(0.4);
    expect(shuffled!.reachesClaim).toMatchObject({ n: 3, value: 1 / 3 });
    expect(far).toEqual({
      order: 'farthest-expiry-first',
      worlds: 0,
      withTrades: 0,
      medianTrades: null,
      quantiles: [],
      reachesClaim: null,
      pValue: null,
    });
  });

  test('counts a world at exactly the claimed rate', () => {
    expect(summariseWorlds([world(1, 5)], 0.5)[1]!.reachesClaim!.value).toBe(1);
    expect(summariseWorlds([world(1, 5)], 0.51)[1]!.reachesClaim!.value).toBe(0);
  });

  test('of none is none', () => {
    expect(summariseWorlds([], 0.647)).toEqual([]);
  });
});
