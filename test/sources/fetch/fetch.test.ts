import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Historical, readDbnSync } from '../../../src/databento/index.ts';
import { TapebenchError } from '../../../src/errors.ts';
import type { Fault } from '../../../src/gateway/faults.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../../src/gateway/startGateway.ts';
import { importDataset } from '../../../src/sources/catalogue/importDataset.ts';
import { DayCache } from '../../../src/sources/fetch/dayCache.ts';
import { translateDatabento } from '../../../src/sources/fetch/failure.ts';
import { fetchDays } from '../../../src/sources/fetch/fetchDays.ts';
import { planFetch, splitByDay } from '../../../src/sources/fetch/plan.ts';
import { KEY, market } from '../../gateway/market.ts';

const QUERY = {
  dataset: 'GLBX.MDP3',
  symbols: 'ES.FUT',
  stypeIn: 'parent',
  schema: 'ohlcv-1m',
  start: '2024-01-16',
  end: '2024-01-19',
} as const;

let folder: string;
let gateway: Gateway | undefined;
let client: Historical;
let cache: DayCache;
let fetches: string[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fetch-'));
  cache = new DayCache(join(folder, 'cache'));
});

afterEach(async () => {
  if (gateway !== undefined) client.close();
  await gateway?.close();
  gateway = undefined;
  await rm(folder, { recursive: true });
});

async function open(faults: readonly Fault[] = [], options: Partial<GatewayOptions> = {}): Promise<void> {
  fetches = [];
  gateway = await startGateway({
    data: market({ days: 3, minutesADay: 90 }),
    key: KEY,
    faults,
    onRequest: ({ path, fields, status }) => {
      if (path === 'timeseries.get_range') fetches.push(`${fields['start']} ${status}`);
    },
    ...options,
  });
  client = new Historical({
    key: KEY,
    baseUrl: gateway.httpUrl,
    backoff: { firstMs: 1, longestMs: 2, shortestMs: 1 },
  });
}

describe('fetching by day', () => {
  test('a range is split into UTC days, its ends as they are', () => {
    const hour = 3_600_000_000_000n;
    const day = 24n * hour;
    const split = splitByDay({ ...QUERY, start: 5n * hour, end: 2n * day + hour });
    expect(split.map(({ start, end }) => [start, end])).toEqual([
      [5n * hour, day],
      [day, 2n * day],
      [2n * day, 2n * day + hour],
    ]);
  });

  test('a plan says the cost of what is not here, and nothing is fetched by it', async () => {
    await open();
    const plan = await planFetch(client, cache, QUERY);
    expect(plan.days.map(({ date }) => date)).toEqual(['2024-01-16', '2024-01-17', '2024-01-18']);
    // 90 + 30 + 9 bars a day of 56 bytes; the gateway's invented price is 280 USD a gibibyte.
    expect(plan.billableBytes).toBe(3 * 129 * 56);
    expect(plan.costUsd).toBeCloseTo((3 * 129 * 56 * 280) / 2 ** 30, 12);
    expect(fetches).toEqual([]);
  });

  test('a day is paid for once, whatever it becomes part of later', async () => {
    await open();
    const first = await planFetch(client, cache, { ...QUERY, end: '2024-01-18' });
    await fetchDays(client, cache, first);
    expect(fetches).toHaveLength(2);
    const second = await planFetch(client, cache, QUERY);
    expect(second.days.map(({ cached }) => cached !== undefined)).toEqual([true, true, false]);
    expect(second.costUsd).toBeCloseTo((129 * 56 * 280) / 2 ** 30, 12);
    const { days } = await fetchDays(client, cache, second);
    expect(fetches).toHaveLength(3);
    expect(days.map(({ records }) => records)).toEqual([129, 129, 129]);
    expect(days.map(({ path }) => readDbnSync(path).records.length)).toEqual([129, 129, 129]);
    // The order of the symbols asks for nothing else.
    const both = { ...QUERY, stypeIn: 'raw_symbol', symbols: ['ESM4', 'ESH4'] } as const;
    expect(cache.pathOf(both)).toBe(cache.pathOf({ ...both, symbols: 'ESH4,ESM4' }));
    expect(cache.pathOf(both)).not.toBe(cache.pathOf(QUERY));
  });

  test('a fetch that fails keeps the days that are whole and is gone on with', async () => {
    await open([{ kind: 'http-status', status: 403, path: 'timeseries.get_range' }]);
    await expect(fetchDays(client, cache, await planFetch(client, cache, QUERY))).rejects.toMatchObject({
      status: 403,
    });
    const kept = (await planFetch(client, cache, QUERY)).days.filter(
      ({ cached }) => cached !== undefined,
    ).length;
    expect(kept).toBeLessThan(3);
    const { days } = await fetchDays(client, cache, await planFetch(client, cache, QUERY));
    expect(days).toHaveLength(3);
    expect(fetches.filter((line) => line.endsWith(' 200')).length).toBeGreaterThanOrEqual(3);
    expect(
      (await readdir(cache.folder)).filter((name) => !/^[0-9a-f]{32}\.(dbn\.zst|json)$/.test(name)),
    ).toEqual([]);
  });

  test('a body that is cut leaves no day behind', async () => {
    await open([{ kind: 'http-cut', afterBytes: 300, how: 'end', times: 3 }]);
    await expect(fetchDays(client, cache, await planFetch(client, cache, QUERY))).rejects.toMatchObject({
      kind: 'truncated',
    });
    expect((await planFetch(client, cache, QUERY)).days.every(({ cached }) => cached === undefined)).toBe(
      true,
    );
  });

  test('a damaged day is noticed and fetched again', async () => {
    await open();
    const { days } = await fetchDays(
      client,
      cache,
      await planFetch(client, cache, { ...QUERY, end: '2024-01-17' }),
    );
    const [day] = days;
    const bytes = await readFile(day!.path);
    bytes[bytes.length >> 1]! ^= 1;
    await writeFile(day!.path, bytes);
    const plan = await planFetch(client, cache, { ...QUERY, end: '2024-01-17' });
    expect(plan.days[0]?.cached).toBeUndefined();
    expect((await fetchDays(client, cache, plan)).days[0]?.sha256).toBe(day?.sha256);
  });

  test('an end beyond the data is cut to it and said; a range before them is an error that says where they are', async () => {
    await open();
    const plan = await planFetch(client, cache, { ...QUERY, end: '2024-03-01' });
    // The last of the 90 bars of the third day closes at 01:30.
    expect(plan.clamped).toEqual({ asked: '2024-03-01T00:00:00.000Z', end: '2024-01-18T01:30:00.000Z' });
    expect(plan.days).toHaveLength(3);
    await expect(
      planFetch(client, cache, { ...QUERY, start: '2023-01-01', end: '2023-01-05' }),
    ).rejects.toMatchObject({
      code: 'TB_DATA_EMPTY',
      next: expect.stringContaining('2024-01-16T00:00'),
    });
  });

  test("the vendor's word on a day goes into the manifest, and a missing day is not asked for", async () => {
    await open([], { conditions: { '2024-01-17': 'missing', '2024-01-18': 'degraded' } });
    const plan = await planFetch(client, cache, QUERY);
    expect(plan.missing).toEqual(['2024-01-17']);
    expect(plan.days.map(({ date }) => date)).toEqual(['2024-01-16', '2024-01-18']);
    const { days } = await fetchDays(client, cache, plan);
    const { manifest } = await importDataset({
      name: 'es',
      directory: folder,
      files: days.map(({ path }) => path),
      vendorConditions: plan.conditions,
    });
    expect(manifest.vendorConditions).toEqual({ '2024-01-17': 'missing', '2024-01-18': 'degraded' });
    expect(manifest.rows).toBe(2 * 120);
  });

  test('days before a contract was listed are left out and named; symbols that never meant anything are an error', async () => {
    const source = market({ days: 3, minutesADay: 90 });
    if (!('records' in source)) throw new Error('a market is always in memory');
    const listed = { startDate: '2024-01-17', endDate: '2024-01-19', symbol: '102' };
    const mappings = [{ rawSymbol: 'ESM4', intervals: [listed] }];
    await open([], { data: { metadata: { ...source.metadata, mappings }, records: source.records } });
    const query = { ...QUERY, stypeIn: 'raw_symbol', symbols: 'ESM4' } as const;
    const { days, unresolved } = await fetchDays(client, cache, await planFetch(client, cache, query));
    expect(unresolved).toEqual(['2024-01-16']);
    expect(days.map(({ records }) => records)).toEqual([30, 30]);
    const first = { ...query, end: '2024-01-17' };
    const plan = {
      ...(await planFetch(client, cache, query)),
      days: [{ date: '2024-01-16', query: first, cached: undefined }],
    };
    await expect(fetchDays(client, cache, plan)).rejects.toMatchObject({ case: 'symbology_invalid_symbol' });
  });

  test('a signal stops between and within days', async () => {
    await open();
    const controller = new AbortController();
    const plan = await planFetch(client, cache, QUERY);
    const fetching = fetchDays(client, cache, plan, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    await expect(fetching).rejects.toThrow();
    expect((await readdir(cache.folder)).filter((name) => name.includes('.part'))).toEqual([]);
  });
});

describe('failures in the words of the workbench', () => {
  test('each kind has a code and says what to do; what is no failure of the client passes', async () => {
    await open([
      {
        kind: 'http-status',
        status: 402,
        body: '{"detail":{"case":"account_insufficient_funds","message":"no funds"}}',
      },
      { kind: 'http-status', status: 403 },
    ]);
    const caught = async (run: () => Promise<unknown>): Promise<TapebenchError> => {
      const error = await run().catch((cause: unknown) => translateDatabento(cause, { kept: '2 days' }));
      expect(error).toBeInstanceOf(TapebenchError);
      return error as TapebenchError;
    };
    expect(await caught(() => client.metadata.getCost(QUERY))).toMatchObject({
      code: 'TB_VENDOR_REFUSED',
      message: '402: no funds (account_insufficient_funds)',
      kept: '2 days',
      next: 'Check the balance and payment of the account.',
    });
    expect(await caught(() => client.metadata.getCost(QUERY))).toMatchObject({
      next: expect.stringContaining('licence'),
    });
    const wrong = new Historical({
      key: 'db-0000000000000000000000000WRON',
      baseUrl: gateway?.httpUrl ?? '',
    });
    expect(await caught(() => wrong.metadata.listDatasets())).toMatchObject({ code: 'TB_KEY_INVALID' });
    const gone = new Historical({ key: KEY, baseUrl: 'http://127.0.0.1:9/', maximumAttempts: 1 });
    const unreachable = await caught(() => gone.metadata.listDatasets());
    expect(unreachable.code).toBe('TB_VENDOR_UNREACHABLE');
    expect(unreachable.message).toMatch(/^Failed to connect to Databento: /);
    expect(unreachable.next).toMatch(/network.*firewall.*status\.databento\.com/);
    const other = new RangeError('mine');
    expect(translateDatabento(other)).toBe(other);
  });
});
