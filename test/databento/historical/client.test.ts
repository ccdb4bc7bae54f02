import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  DatabentoError,
  Historical,
  type HistoricalOptions,
  readDbnSync,
} from '../../../src/databento/index.ts';
import type { Fault } from '../../../src/gateway/faults.ts';
import type { ServedRequest } from '../../../src/gateway/http/server.ts';
import { type Gateway, startGateway } from '../../../src/gateway/startGateway.ts';
import { ManualClock, settle, turns } from '../../gateway/manualClock.ts';
import { KEY, market } from '../../gateway/market.ts';

const DAY = {
  dataset: 'GLBX.MDP3',
  symbols: 'ES.FUT',
  stypeIn: 'parent',
  schema: 'ohlcv-1m',
  start: '2024-01-16',
  end: '2024-01-17',
} as const;

let directory: string;
let gateway: Gateway | undefined;
let client: Historical | undefined;
const served: ServedRequest[] = [];
const warnings: string[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'historical-'));
  served.length = 0;
  warnings.length = 0;
});

afterEach(async () => {
  client?.close();
  await gateway?.close();
  gateway = undefined;
  client = undefined;
  await rm(directory, { recursive: true });
});

async function open(
  faults: readonly Fault[] = [],
  options: Partial<HistoricalOptions> = {},
  days = 1,
): Promise<Historical> {
  gateway = await startGateway({
    data: market({ days }),
    key: KEY,
    faults,
    onRequest: (r) => served.push(r),
  });
  client = new Historical({
    key: KEY,
    baseUrl: gateway.httpUrl,
    onWarning: (text) => warnings.push(text),
    backoff: { firstMs: 2, longestMs: 4, shortestMs: 1 },
    seed: 1,
    ...options,
  });
  return client;
}

async function failure(promise: Promise<unknown>): Promise<DatabentoError> {
  const error: unknown = await promise.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(DatabentoError);
  return error as DatabentoError;
}

async function bytesOf(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** A server that answers everything with one body, for what no well-meaning gateway says. */
async function answering(
  status: number,
  body: string,
  headers: Record<string, string> = {},
): Promise<[Server, string]> {
  const server = createServer((_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return [server, `http://127.0.0.1:${(server.address() as AddressInfo).port}/`];
}

describe('the Historical client', () => {
  test('F.2 32a: 200 gives every record, compressed and not', async () => {
    const historical = await open();
    for (const compression of ['zstd', 'none'] as const) {
      const range = await historical.timeseries.getRange({ ...DAY, compression });
      expect(range.isPartial).toBe(false);
      const bytes = await bytesOf(range.body);
      expect(Buffer.from(bytes.subarray(0, 3)).toString('latin1') === 'DBN').toBe(compression === 'none');
      expect(readDbnSync(bytes).records).toHaveLength(1440 + 480 + 144);
    }
  });

  test('F.2 32b: 206 is success and says so; the metadata name what was not found', async () => {
    const historical = await open();
    const range = await historical.timeseries.getRange({
      ...DAY,
      stypeIn: 'raw_symbol',
      symbols: ['ESH4', 'ESZ9'],
    });
    expect(range.isPartial).toBe(true);
    const { metadata, records } = readDbnSync(await bytesOf(range.body));
    expect(metadata?.notFound).toEqual(['ESZ9']);
    expect(records).toHaveLength(1440);
  });

  test.each([
    [
      'simple',
      401,
      '{"detail":"Authorization failed: x"}',
      { message: '401: Authorization failed: x', case: undefined },
    ],
    [
      'business',
      422,
      '{"detail":{"case":"data_end_after_available_end","message":"too late","status_code":422,"docs":"https://d","payload":{"available_end":"2024"}}}',
      {
        message: '422: too late',
        case: 'data_end_after_available_end',
        docs: 'https://d',
        payload: { available_end: '2024' },
      },
    ],
    [
      'validation list',
      422,
      '{"detail":[{"loc":["body","schema"],"msg":"field required","type":"missing"}]}',
      { message: '422: body.schema: field required' },
    ],
    [
      'HTML',
      404,
      '<html><head><style>b{}</style></head><body><h1>Not</h1> found</body></html>',
      { message: '404: Not found' },
    ],
    ['empty', 403, '', { message: '403: an answer without a body' }],
  ])('F.2 32c: the %s error shape becomes one error class', async (_, status, body, expected) => {
    const [server, baseUrl] = await answering(status, body, { 'request-id': 'abc-1' });
    client = new Historical({ key: KEY, baseUrl });
    const error = await failure(client.timeseries.getRange(DAY));
    expect(error).toMatchObject({
      kind: 'http',
      status,
      requestId: 'abc-1',
      isRetryable: false,
      ...expected,
    });
    server.close();
  });

  test('F.2 32d: an HTML 502 is repeated where asking is free, and told as text when it stays', async () => {
    const html = {
      kind: 'http-status',
      status: 502,
      body: '<html><body>Bad <b>Gateway</b></body></html>',
    } as const;
    const historical = await open([{ ...html, times: 2 }]);
    expect(await historical.metadata.getRecordCount(DAY)).toBe(2064);
    expect(served.map((request) => request.status)).toEqual([502, 502, 200]);
    await gateway?.close();
    const again = await open([{ ...html, times: 9 }]);
    expect(await failure(again.metadata.listDatasets())).toMatchObject({
      message: '502: Bad Gateway',
      isRetryable: true,
    });
    expect(served.filter((request) => request.path === 'metadata.list_datasets')).toHaveLength(5);
  });

  test('F.2 33: a good X-Warning is shown item by item, a bad one as it is, and neither fails the call', async () => {
    const historical = await open([
      {
        kind: 'http-warning',
        header: '["DeprecationWarning: old", "BentoWarning: odd"]',
        path: 'metadata.get_cost',
      },
      { kind: 'http-warning', header: '[not json', path: 'metadata.list_datasets' },
    ]);
    await historical.metadata.getCost(DAY);
    expect(await historical.metadata.listDatasets()).toEqual(['GLBX.MDP3']);
    expect(warnings).toEqual(['DeprecationWarning: old', 'BentoWarning: odd', '[not json']);
  });

  test('F.2 34: 429 waits for what Retry-After says, 1 s without it, and asks again', async () => {
    const clock = new ManualClock();
    const historical = await open(
      [
        { kind: 'http-status', status: 429, retryAfterSeconds: 7 },
        { kind: 'http-status', status: 429 },
      ],
      { clock },
    );
    const begun = clock.now();
    const count = historical.metadata.getRecordCount(DAY);
    await clock.advance(6_900);
    expect(served).toHaveLength(1);
    await clock.advance(200);
    expect(served).toHaveLength(2);
    expect(await settle(clock, count, 100)).toBe(2064);
    expect(clock.now() - begun).toBeGreaterThanOrEqual(8_000);
    expect(clock.now() - begun).toBeLessThan(8_500);
  });

  test('F.2 34b: a Retry-After beyond patience ends the call at once', async () => {
    const historical = await open([{ kind: 'http-status', status: 429, retryAfterSeconds: 3600 }]);
    expect(await failure(historical.metadata.listDatasets())).toMatchObject({
      status: 429,
      retryAfterSeconds: 3600,
    });
    expect(served).toHaveLength(1);
  });

  test.each([
    ['raw', 'none', 'reset'],
    ['raw', 'none', 'end'],
    ['zstd', 'zstd', 'reset'],
    ['zstd', 'zstd', 'end'],
  ] as const)(
    'F.2 35: a %s body cut midway (%s, %s) is an error and leaves no file',
    async (_, compression, how) => {
      for (const afterBytes of [0, 3, 200, 5001]) {
        const historical = await open([{ kind: 'http-cut', afterBytes, how }]);
        const path = join(directory, 'day.dbn');
        const error = await failure(historical.timeseries.getRangeToFile({ ...DAY, compression }, path));
        expect(['truncated', 'network', 'corrupt']).toContain(error.kind);
        if (how === 'end') expect(error.kind).toBe('truncated');
        expect(await readdir(directory)).toEqual([]);
        // It was billed: it is not asked for a second time.
        expect(served.filter((request) => request.path === 'timeseries.get_range')).toHaveLength(1);
        served.length = 0;
        historical.close();
        await gateway?.close();
      }
    },
  );

  test('F.2 36: an answer that takes longer than the limit is a timeout; up to it the client waits', async () => {
    const clock = new ManualClock();
    const historical = await open([{ kind: 'http-stall' }], { clock, firstByteTimeoutMs: 400_000 });
    let isSettled = false;
    const fetching = failure(historical.timeseries.getRange(DAY)).finally(() => {
      isSettled = true;
    });
    await turns();
    await clock.advance(399_000);
    // Beyond the 300 s after which other HTTP clients of Node give up.
    expect(isSettled).toBe(false);
    await clock.advance(2_000);
    expect(await fetching).toMatchObject({ kind: 'timeout', isRetryable: true });
  });

  test('F.2 36b: a body that falls silent is a timeout that leaves no file', async () => {
    const clock = new ManualClock();
    const historical = await open([{ kind: 'http-cut', afterBytes: 2000, how: 'stall' }], { clock });
    const path = join(directory, 'day.dbn.zst');
    const fetching = failure(historical.timeseries.getRangeToFile(DAY, path));
    const error = await settle(clock, fetching, 5_000);
    expect(error.kind).toBe('timeout');
    expect(error.message).toMatch(/sent nothing for 120 s after byte 2000/);
    expect(await readdir(directory)).toEqual([]);
  });

  test('what is billed has a connection of its own, what is free shares one', async () => {
    const historical = await open();
    await historical.metadata.getCost(DAY);
    await bytesOf((await historical.timeseries.getRange(DAY)).body);
    expect(served.map(({ path, headers }) => `${path} ${headers['connection']}`)).toEqual([
      'metadata.get_cost keep-alive',
      'timeseries.get_range close',
    ]);
  });

  test('F.2 37: the fields of a POST are these, the key is in none of them', async () => {
    const historical = await open();
    const range = await historical.timeseries.getRange({
      dataset: 'GLBX.MDP3',
      symbols: ['ESH4', 'ESM4'],
      schema: 'ohlcv-1m',
      start: 1_705_363_200_000_000_000n,
      end: new Date('2024-01-16T01:00:00Z'),
      limit: 10,
    });
    expect(readDbnSync(await bytesOf(range.body)).records).toHaveLength(10);
    expect(served[0]).toMatchObject({ method: 'POST', path: 'timeseries.get_range', status: 200 });
    expect(served[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
    expect(served[0]?.fields).toEqual({
      dataset: 'GLBX.MDP3',
      start: '1705363200000000000',
      end: '1705366800000000000',
      symbols: 'ESH4,ESM4',
      schema: 'ohlcv-1m',
      stype_in: 'raw_symbol',
      stype_out: 'instrument_id',
      encoding: 'dbn',
      compression: 'zstd',
      limit: '10',
    });
  });

  test('F.2 38: what a fetch costs can be asked before it, for the very same query', async () => {
    const historical = await open();
    const cost = await historical.metadata.getCost(DAY);
    const size = await historical.metadata.getBillableSize(DAY);
    expect(size).toBe(2064 * 56);
    // The gateway's invented price: 280 USD a gibibyte.
    expect(cost).toBeCloseTo((size / 2 ** 30) * 280, 12);
    expect(served.map((request) => request.path)).toEqual([
      'metadata.get_cost',
      'metadata.get_billable_size',
    ]);
  });

  test('F.2 39: the key is in no error, no inspection and no message', async () => {
    const historical = await open([{ kind: 'http-status', status: 500, times: 20 }]);
    const shown: string[] = [inspect(historical, { depth: 9, showHidden: true }), JSON.stringify(historical)];
    for (const run of [
      () => historical.metadata.listDatasets(),
      () => historical.timeseries.getRange(DAY),
      () =>
        new Historical({
          key: KEY,
          baseUrl: 'http://127.0.0.1:9/',
          maximumAttempts: 1,
        }).metadata.listDatasets(),
    ]) {
      const error = await failure(run());
      shown.push(
        inspect(error, { depth: 9, showHidden: true }),
        String(error.stack),
        JSON.stringify(error),
        String(error.cause),
      );
    }
    const basic = Buffer.from(`${KEY}:`).toString('base64');
    for (const text of shown) {
      expect(text).not.toContain(KEY);
      expect(text).not.toContain(KEY.slice(0, 20));
      expect(text).not.toContain(basic.slice(0, 20));
    }
  });

  test('a fetch is sent again only while nothing can have been served', async () => {
    const historical = await open([{ kind: 'http-status', status: 503, times: 2 }]);
    const range = await historical.timeseries.getRange(DAY);
    expect((await bytesOf(range.body)).length).toBeGreaterThan(1000);
    expect(served.map((request) => request.status)).toEqual([503, 503, 200]);
  });

  test('an order is not placed twice: only a refusal for the rate is repeated', async () => {
    const historical = await open([{ kind: 'http-status', status: 500 }]);
    expect(await failure(historical.batch.submitJob(DAY))).toMatchObject({ status: 500 });
    expect(served).toHaveLength(1);
  });

  test('a wrong key is refused with 401 and not tried again', async () => {
    const historical = await open([], { key: 'db-0000000000000000000000000WRONG'.slice(0, 32) });
    expect(await failure(historical.metadata.listDatasets())).toMatchObject({
      status: 401,
      isRetryable: false,
    });
    expect(served).toHaveLength(1);
  });

  test('the key goes over https or to this machine, and nowhere else', () => {
    expect(() => new Historical({ key: KEY, baseUrl: 'http://example.com/' })).toThrow(/https/);
  });

  test('what can never work is refused before anything is sent', async () => {
    const historical = await open();
    for (const query of [
      { ...DAY, symbols: [] },
      { ...DAY, symbols: ['ES|X'] },
      { ...DAY, symbols: Array.from({ length: 2001 }, (_, i) => `S${i}`) },
      { ...DAY, symbols: ['ALL_SYMBOLS', 'ESH4'] },
      { ...DAY, start: 'yesterday' },
      { ...DAY, start: '2024-02-30' },
      { ...DAY, end: '2024-01-15' },
      { ...DAY, dataset: 'glbx' },
      { ...DAY, limit: 0 },
    ]) {
      expect((await failure(historical.timeseries.getRange(query))).kind).toBe('usage');
    }
    expect(served).toHaveLength(0);
  });

  test('an end beyond the available data tells where they end', async () => {
    const historical = await open();
    const error = await failure(historical.timeseries.getRange({ ...DAY, end: '2024-02-01' }));
    expect(error).toMatchObject({
      status: 422,
      case: 'data_end_after_available_end',
      payload: { available_end: '2024-01-17T00:00:00.000000000Z' },
    });
  });

  test('every metadata and symbology endpoint gives what the data hold', async () => {
    const { metadata, symbology } = await open();
    expect(await metadata.listPublishers()).toMatchObject([{ publisherId: 1, dataset: 'GLBX.MDP3' }]);
    expect(await metadata.listSchemas({ dataset: 'GLBX.MDP3' })).toEqual(['ohlcv-1m']);
    expect(
      (await metadata.listFields({ schema: 'ohlcv-1m', encoding: 'dbn' })).map(({ name }) => name),
    ).toContain('volume');
    expect((await metadata.listUnitPrices({ dataset: 'GLBX.MDP3' }))[0]?.unitPrices).toEqual({
      'ohlcv-1m': 280,
    });
    expect(await metadata.getDatasetCondition({ dataset: 'GLBX.MDP3' })).toEqual([
      { date: '2024-01-16', condition: 'available', lastModifiedDate: '2024-01-17' },
    ]);
    expect(await metadata.getDatasetRange({ dataset: 'GLBX.MDP3' })).toMatchObject({
      start: '2024-01-16T00:00:00.000000000Z',
      schema: { 'ohlcv-1m': { end: '2024-01-17T00:00:00.000000000Z' } },
    });
    const resolution = await symbology.resolve({
      dataset: 'GLBX.MDP3',
      symbols: ['ES.c.0', 'ES.v.1', 'XX.c.0'],
      stypeIn: 'continuous',
      stypeOut: 'instrument_id',
      startDate: '2024-01-16',
    });
    expect(resolution.result.get('ES.c.0')).toEqual([
      { startDate: '2024-01-16', endDate: '2024-01-17', symbol: '101' },
    ]);
    expect(resolution.result.get('ES.v.1')?.[0]?.symbol).toBe('102');
    expect(resolution.notFound).toEqual(['XX.c.0']);
  });

  test('numbers that a double cannot hold are refused, not rounded', async () => {
    const [server, baseUrl] = await answering(200, '9007199254740993');
    client = new Historical({ key: KEY, baseUrl });
    expect(await failure(client.metadata.getBillableSize(DAY))).toMatchObject({ kind: 'protocol' });
    server.close();
  });

  test('a batch job downloads verified, goes on where it broke off, and is not fetched twice', async () => {
    const historical = await open(
      [
        { kind: 'http-cut', path: 'batch/download', afterBytes: 3000, how: 'end' },
        { kind: 'http-cut', path: 'batch/download', afterBytes: 2000, how: 'end' },
      ],
      {},
      2,
    );
    const job = await historical.batch.submitJob({ ...DAY, end: '2024-01-18' });
    expect(job).toMatchObject({ state: 'done', symbols: ['ES.FUT'], recordCount: 2 * 2064 });
    const paths = await historical.batch.download({ jobId: job.id, directory });
    expect(paths).toHaveLength(2);
    const downloads = served.filter((request) => request.path.startsWith('batch/download'));
    expect(downloads.map((request) => request.headers.range)).toEqual([
      undefined,
      'bytes=3000-',
      'bytes=5000-',
      undefined,
    ]);
    const files = await historical.batch.listFiles({ jobId: job.id });
    for (const [i, path] of paths.entries()) {
      const bytes = await readFile(path);
      expect(`sha256:${createHash('sha256').update(bytes).digest('hex')}`).toBe(files[i]?.hash);
      expect(readDbnSync(bytes).records).toHaveLength(2064);
    }
    served.length = 0;
    await historical.batch.download({ jobId: job.id, directory });
    expect(served.map((request) => request.path)).toEqual(['batch.list_files']);
  });

  test('a partial file that is not the beginning of the right one is found out by its checksum', async () => {
    const historical = await open();
    const job = await historical.batch.submitJob(DAY);
    const [file] = await historical.batch.listFiles({ jobId: job.id });
    await writeFile(join(directory, `${file?.filename}.part`), 'not the beginning');
    const error = await failure(historical.batch.download({ jobId: job.id, directory }));
    expect(error.kind).toBe('checksum');
    expect(await readdir(directory)).toEqual([]);
    expect(await historical.batch.download({ jobId: job.id, directory })).toHaveLength(1);
  });

  test('a file that is there is never overwritten', async () => {
    const historical = await open();
    const path = join(directory, 'mine.dbn');
    await writeFile(path, 'mine');
    expect((await failure(historical.timeseries.getRangeToFile(DAY, path))).kind).toBe('file');
    expect(await readFile(path, 'utf8')).toBe('mine');
    expect(served).toHaveLength(0);
  });

  test('a signal ends a fetch in the middle and leaves no file', async () => {
    const historical = await open();
    const controller = new AbortController();
    const path = join(directory, 'day.dbn.zst');
    const fetching = historical.timeseries.getRangeToFile(DAY, path, {
      signal: controller.signal,
      onProgress: () => controller.abort(),
    });
    expect((await failure(fetching)).kind).toBe('aborted');
    expect(await readdir(directory)).toEqual([]);
  });
});
