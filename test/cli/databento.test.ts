import { spawn } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { stypeOf, symbolWords } from '../../src/cli/databento.ts';
import { EXIT } from '../../src/cli/failure.ts';
import { type Gateway, startGateway } from '../../src/gateway/startGateway.ts';
import { LOOPBACK_KEY } from '../../src/sources/fetch/endpoint.ts';
import { market } from '../gateway/market.ts';

const MAIN = resolve('src/cli/main.ts');
let folder: string;
let gateway: Gateway;
let fetches = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vendor-'));
  gateway = await startGateway({
    data: market({ days: 3, minutesADay: 60 }),
    key: LOOPBACK_KEY,
    conditions: { '2024-01-17': 'degraded' },
    onRequest: ({ path }) => {
      if (path === 'timeseries.get_range') fetches += 1;
    },
  });
});

afterAll(async () => {
  await gateway.close();
  await rm(folder, { recursive: true });
});

interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

function tapebench(...words: string[]): Promise<Outcome> {
  const { DATABENTO_API_KEY: _, ...env } = process.env;
  const child = spawn(process.execPath, [MAIN, ...words], { cwd: folder, env });
  child.stdin.end();
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    err += String(chunk);
  });
  return new Promise((done) => child.on('close', (code) => done({ code, out, err })));
}

function toGateway(): string[] {
  return ['--gateway', `127.0.0.1:${new URL(gateway.httpUrl).port}:${gateway.live.port}`];
}

const RANGE = ['--start', '2024-01-16', '--end', '2024-01-18'];

describe('the commands that talk to Databento', () => {
  test('without a key they say so, and where it is looked for', async () => {
    const { code, err } = await tapebench('data', 'cost', ...RANGE);
    expect(code).toBe(EXIT.input);
    expect(err).toMatch(/TB_KEY_MISSING: Databento API key not set/);
    expect(err).toMatch(/tapebench init/);
  });

  test('without a gateway they say how to start one', async () => {
    const { code, err } = await tapebench('data', 'cost', '--gateway', '127.0.0.1:1:1', ...RANGE);
    expect(code).toBe(EXIT.input);
    expect(err).toMatch(/TB_VENDOR_UNREACHABLE: Failed to connect to the loopback gateway/);
    expect(err).toMatch(/tapebench gateway/);
  });

  test('a fetch says its cost first and stops above the limit; confirmed, it writes a dataset, and pays once', async () => {
    const refused = await tapebench('data', 'fetch', ...toGateway(), ...RANGE, '--max-cost', '0.0001');
    expect(refused.code).toBe(EXIT.input);
    expect(refused.err).toMatch(
      /2 days, 0 of them here already; the rest costs 0\.00\d\d USD for 9 632 bytes/,
    );
    expect(refused.err).toMatch(/TB_COST_LIMIT/);
    expect(fetches).toBe(0);
    expect(await readdir(folder)).toEqual([]);

    const fetched = await tapebench(
      'data',
      'fetch',
      ...toGateway(),
      ...RANGE,
      '--max-cost',
      '0.0001',
      '--yes',
      '--json',
    );
    expect(fetched.err).toMatch(/2024-01-17 is degraded by the vendor's word/);
    expect(fetched.code, fetched.err).toBe(EXIT.done);
    const { name, manifest } = JSON.parse(fetched.out) as {
      name: string;
      manifest: { rows: number; vendorConditions: unknown };
    };
    expect(name).toBe('es-fut-2024-01-16-ohlcv-1m');
    expect(manifest).toMatchObject({ rows: 2 * 80, vendorConditions: { '2024-01-17': 'degraded' } });
    expect(fetches).toBe(2);

    const again = await tapebench(
      'data',
      'fetch',
      ...toGateway(),
      '--start',
      '2024-01-16',
      '--end',
      '2024-06-01',
      '--name',
      'more',
    );
    expect(again.err).toMatch(
      /The data end at 2024-01-18T01:00:00\.000Z; that is the end now, instead of 2024-06-01/,
    );
    expect(again.err).toMatch(/3 days, 2 of them here already/);
    expect(again.out).toMatch(/Dataset {2}more: 240 bars of ESH4, ESM4/);
    expect(fetches).toBe(3);

    const taken = await tapebench('data', 'fetch', ...toGateway(), ...RANGE, '--name', 'more');
    expect([taken.code, fetches]).toEqual([EXIT.output, 3]);
    expect(taken.err).toMatch(/TB_FILE_EXISTS/);
  });

  test('a recording is made, gone on with, and imported', async () => {
    const first = await tapebench(
      'data',
      'record',
      'es.dbn',
      ...toGateway(),
      '--start',
      '0',
      '--bars',
      '50',
      '--json',
    );
    expect(first.code, first.err).toBe(EXIT.done);
    expect(JSON.parse(first.out)).toMatchObject({ file: 'es.dbn', disconnects: 0, gaps: 0 });
    expect((JSON.parse(first.out) as { records: number }).records).toBeGreaterThanOrEqual(50);
    const refused = await tapebench('data', 'record', 'es.dbn', ...toGateway(), '--bars', '1');
    expect(refused.code).toBe(EXIT.output);
    expect(refused.err).toMatch(/--append/);
    const imported = await tapebench('data', 'import', 'es.dbn');
    expect(imported.out).toMatch(/Imported es: \d+ bars of ESH4, ESM4/);
  });

  test('symbols are resolved, and those that are not found make the answer negative', async () => {
    const found = await tapebench('data', 'symbols', 'ES.c.0', ...toGateway(), '--start', '2024-01-16');
    expect(found.out).toMatch(/ES\.c\.0 +ESH4 +2024-01-16 +2024-01-17/);
    const missing = await tapebench('data', 'symbols', 'NQ.c.0', ...toGateway(), '--start', '2024-01-16');
    expect([missing.code, missing.err.includes('Not found: NQ.c.0')]).toEqual([EXIT.negative, true]);
  });

  test('init keeps a key from standard input in a file of its owner', async () => {
    const child = spawn(process.execPath, [MAIN, 'init'], { cwd: folder });
    child.stdin.end('\n');
    const code = await new Promise((done) => child.on('close', done));
    expect(code).toBe(EXIT.done);
    expect((await stat(join(folder, 'trading_config.env'))).mode & 0o777).toBe(0o600);
    expect((await tapebench('init')).code).toBe(EXIT.output);
  });
});

test('the kind of symbols is seen from their form', () => {
  expect(stypeOf(['ES.FUT', 'NQ.FUT'], undefined)).toBe('parent');
  expect(stypeOf(['ES.v.0'], undefined)).toBe('continuous');
  expect(stypeOf(['5482'], undefined)).toBe('instrument_id');
  expect(stypeOf(['ESM5', 'ESM5-ESU5'], undefined)).toBe('raw_symbol');
  expect(stypeOf(['ES.FUT'], 'raw_symbol')).toBe('raw_symbol');
  expect(() => stypeOf(['ES.FUT', 'ESM5'], undefined)).toThrow(expect.objectContaining({ code: 'TB_USAGE' }));
  expect(symbolWords(['ESM5,ESU5', 'ESZ5'])).toEqual(['ESM5', 'ESU5', 'ESZ5']);
});
