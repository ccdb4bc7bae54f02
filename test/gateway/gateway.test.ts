import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { readDbnSync } from '../../src/databento/index.ts';
import { challengeResponse } from '../../src/databento/live/cram.ts';
import { faultReference, readFault } from '../../src/gateway/faultText.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../src/gateway/startGateway.ts';
import { openGatewayData } from '../../src/gateway/store/gatewayData.ts';
import { ManualClock, turns } from './manualClock.ts';
import { DAY_MS, KEY, MINUTE_MS, market, marketFile, START_MS } from './market.ts';

let gateway: Gateway | undefined;

afterEach(async () => {
  await gateway?.close();
  gateway = undefined;
});

async function open(options: Partial<GatewayOptions> = {}): Promise<Gateway> {
  gateway = await startGateway({ data: market({ minutesADay: 60 }), key: KEY, ...options });
  return gateway;
}

async function post(path: string, fields: Record<string, string>, key: string = KEY): Promise<Response> {
  return fetch(`${gateway?.httpUrl}v0/${path}`, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${key}:`).toString('base64')}` },
    body: new URLSearchParams(fields),
  });
}

const DAY = {
  dataset: 'GLBX.MDP3',
  symbols: 'ES.FUT',
  stype_in: 'parent',
  schema: 'ohlcv-1m',
  start: '2024-01-16',
  end: '2024-01-16T01:00',
};

/** A client of the wire itself, so that the gateway is not only shown to agree with our own client. */
class RawClient {
  readonly socket: Socket;
  bytes: Buffer = Buffer.alloc(0);

  constructor(port: number) {
    this.socket = connect({ host: '127.0.0.1', port });
    this.socket.on('error', () => {});
    this.socket.on('data', (chunk) => {
      this.bytes = Buffer.concat([this.bytes, chunk as Uint8Array]);
    });
  }

  async until(pattern: RegExp): Promise<RegExpExecArray> {
    for (let i = 0; i < 100_000; i++) {
      const match = pattern.exec(this.bytes.toString('latin1'));
      if (match !== null) return match;
      await turns(1);
    }
    throw new Error(`never came: ${pattern}`);
  }
}

describe('the gateway by hand', () => {
  test('answers plain HTTP as the vendor does: defaults, shapes and refusals', async () => {
    await open();
    expect((await post('metadata.get_record_count', DAY, 'db-wrong000000000000000000000WRON')).status).toBe(
      401,
    );
    const count = await post('metadata.get_record_count', DAY);
    expect([count.status, await count.text()]).toEqual([200, '86']);
    expect(count.headers.get('request-id')).toMatch(/^gateway-\d+$/);
    // Without an encoding the vendor's default is csv, which this gateway says it does not serve.
    const csv = await post('timeseries.get_range', DAY);
    expect([csv.status, ((await csv.json()) as { detail: { message: string } }).detail.message]).toEqual([
      422,
      'encoding: this gateway serves dbn, not csv',
    ]);
    const range = await post('timeseries.get_range', { ...DAY, encoding: 'dbn' });
    expect(readDbnSync(new Uint8Array(await range.arrayBuffer())).records).toHaveLength(86);
    for (const [change, problem] of [
      [{ dataset: 'XNAS.ITCH' }, 'license_not_found_unauthorized'],
      [{ schema: 'mbo' }, 'data_schema_not_fully_available'],
      [{ end: '2025-01-01' }, 'data_end_after_available_end'],
      [{ start: '2025-01-01', end: '2025-01-02' }, 'data_start_after_available_end'],
      [{ symbols: 'NQ.FUT' }, 'symbology_invalid_symbol'],
      [{ symbols: Array.from({ length: 2001 }, (_, i) => `S${i}`).join(',') }, 'symbology_invalid_request'],
    ] as const) {
      const answer = await post('metadata.get_cost', { ...DAY, ...change });
      const body = (await answer.json()) as { detail: { case: string; status_code: number } };
      expect([body.detail.case, body.detail.status_code]).toEqual([problem, answer.status]);
    }
    expect((await post('metadata.nothing', {})).status).toBe(404);
  });

  test('speaks the live protocol to a client that is not ours', async () => {
    const { live } = await open();
    const client = new RawClient(live.port);
    const [, challenge] = await client.until(/^lsg_version=[\d.]+\ncram=(.+)\n/);
    client.socket.write(
      `auth=${challengeResponse(challenge!, KEY)}|dataset=GLBX.MDP3|encoding=dbn|compression=none|ts_out=0|client=raw\n`,
    );
    const [reply] = await client.until(/success=1\|session_id=1\n/);
    client.socket.write('schema=ohlcv-1m|stype_in=raw_symbol|symbols=ESH4|start=0\n');
    // As the Python client writes it.
    client.socket.write('start_session=0\n');
    await client.until(/Finished ohlcv-1m replay/);
    await turns(20);
    const at = client.bytes.indexOf(reply!) + reply!.length;
    const { metadata, records } = readDbnSync(new Uint8Array(client.bytes.subarray(at)));
    expect(metadata).toMatchObject({
      version: 3,
      schema: null,
      stypeIn: null,
      stypeOut: 'instrument_id',
      symbols: [],
    });
    expect(records[0]).toMatchObject({ type: 'SystemMsg', code: 1 });
    expect(records[1]).toMatchObject({
      type: 'SymbolMappingMsg',
      instrumentId: 101,
      stypeInSymbol: 'ESH4',
      stypeOutSymbol: 'ESH4',
    });
    expect(records.filter((record) => record.type === 'OhlcvMsg')).toHaveLength(60);
    client.socket.destroy();
  });

  test('refuses a wrong digest and another dataset, and closes', async () => {
    const { live } = await open();
    for (const [key, dataset, error] of [
      ['db-wrong000000000000000000000WRON', 'GLBX.MDP3', 'Authentication failed.'],
      [KEY, 'XNAS.ITCH', 'A live data license is required to access XNAS.ITCH.'],
    ] as const) {
      const client = new RawClient(live.port);
      const [, challenge] = await client.until(/cram=(.+)\n/);
      client.socket.write(`auth=${challengeResponse(challenge!, key)}|dataset=${dataset}|encoding=dbn\n`);
      await client.until(new RegExp(`success=0\\|error=${error}\n$`));
      for (let i = 0; i < 1000 && !client.socket.readableEnded; i++) await turns(1);
      expect(client.socket.readableEnded).toBe(true);
    }
  });

  test('a client that does not read is warned and then cut off, as the market goes on', async () => {
    const clock = new ManualClock();
    const { live } = await open({
      data: market({ days: 20 }),
      clock,
      speed: 86_400,
      backlogBytes: 20_000,
    });
    const client = new RawClient(live.port);
    const [, challenge] = await client.until(/cram=(.+)\n/);
    client.socket.write(`auth=${challengeResponse(challenge!, KEY)}|dataset=GLBX.MDP3|encoding=dbn\n`);
    await client.until(/success=1/);
    client.socket.write('schema=ohlcv-1m|stype_in=parent|symbols=ES.FUT\nstart_session\n');
    await client.until(/succeeded/);
    client.socket.pause();
    let isClosed = false;
    client.socket.once('close', () => {
      isClosed = true;
    });
    for (let second = 0; second < 18; second++) await clock.advance(1000);
    client.socket.resume();
    for (let i = 0; i < 2000 && !isClosed; i++) await turns(1);
    expect(isClosed).toBe(true);
  });

  test('the market runs on the clock: history ends where it stands', async () => {
    const clock = new ManualClock();
    const opened = await open({ clock, speed: 60, startMs: START_MS + 30 * MINUTE_MS });
    expect(opened.marketMs()).toBe(START_MS + 30 * MINUTE_MS);
    await clock.advance(10_000);
    expect(opened.marketMs()).toBe(START_MS + 40 * MINUTE_MS);
    const { end: _, ...open_ } = DAY;
    const late = await post('metadata.get_record_count', { ...open_, end: '2024-01-16T00:50' });
    expect(
      ((await late.json()) as { detail: { payload: { available_end: string } } }).detail.payload
        .available_end,
    ).toBe('2024-01-16T00:40:00.000000000Z');
    expect(
      await (await post('metadata.get_record_count', { ...open_, end: '2024-01-16T00:40' })).text(),
    ).toBe(String(40 + 13 + 4));
  });
});

describe('what is served', () => {
  test('a file is served as what it is, whatever it is packed in; a file that is none is an error', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'gateway-'));
    const path = join(folder, 'market.dbn');
    await writeFile(path, marketFile({ minutesADay: 60, version: 2 }));
    const data = await openGatewayData({ path }, 'MY.DATA');
    expect(data).toMatchObject({
      dataset: 'MY.DATA',
      version: 2,
      schemas: ['ohlcv-1m'],
      startMs: START_MS,
      endMs: START_MS + 60 * MINUTE_MS,
    });
    await writeFile(path, 'not a market');
    await expect(openGatewayData({ path })).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(openGatewayData({ path: join(folder, 'nothing') })).rejects.toMatchObject({
      code: 'TB_FILE_NOT_FOUND',
    });
    await rm(folder, { recursive: true });
  });

  test('symbols of every kind find their instruments, by day', async () => {
    const { symbology } = await openGatewayData(market({ days: 2, minutesADay: 60 }));
    const day = START_MS / DAY_MS;
    const ids = (symbol: string, stype: Parameters<typeof symbology.resolve>[1]): number[] =>
      symbology.resolve(symbol, stype, day, day + 2).map(({ instrumentId }) => instrumentId);
    expect(ids('ESM4', 'raw_symbol')).toEqual([102]);
    expect(ids('102', 'instrument_id')).toEqual([102]);
    expect(ids('ES.FUT', 'parent').sort()).toEqual([101, 102, 103]);
    expect(ids('ES.c.0', 'continuous')).toEqual([101]);
    expect(ids('ES.c.1', 'continuous')).toEqual([102]);
    // Decided by the volume of the day before.
    expect(ids('ES.v.1', 'continuous')).toEqual([102]);
    expect(ids('ES.c.2', 'continuous')).toEqual([]);
    expect(ids('ES.n.0', 'continuous')).toEqual([]);
    expect(ids('NQ.FUT', 'parent')).toEqual([]);
    expect(symbology.resolve('ESM4', 'raw_symbol', day + 30, day + 31)).toEqual([]);
  });
});

describe('faults in words', () => {
  test('are read with their fields, and every one that there is has a line in the reference', () => {
    expect(readFault('disconnect:afterRecords=100,how=reset')).toEqual({
      kind: 'disconnect',
      afterRecords: 100,
      how: 'reset',
    });
    expect(readFault('http-status:status=429,retryAfterSeconds=2,path=metadata')).toEqual({
      kind: 'http-status',
      status: 429,
      retryAfterSeconds: 2,
      path: 'metadata',
    });
    expect(readFault('silence')).toEqual({ kind: 'silence' });
    expect(readFault('error:code=4,text=a=b')).toEqual({ kind: 'error', code: 4, text: 'a=b' });
    expect(faultReference()).toContain('late: probability, byRecords');
  });

  test.each([
    ['disconect', /no fault "disconect"/, /Did you mean disconnect\?/],
    ['disconnect:after=3', /has no "after"/, /Known are: afterRecords/],
    ['late:probability=0.1', /needs byRecords/, /For example/],
    ['fragment:bytes=x', /wants a number/, /For example/],
    ['fragment:bytes=-1', /wants a number/, /For example/],
    ['disconnect:how=gently', /end or reset/, /For example/],
    ['handshake:variant=glue', /no handshake "glue"/, /Did you mean glued\?/],
  ])('%s is refused with what would do', (text, message, next) => {
    expect(() => readFault(text)).toThrow(
      expect.objectContaining({
        code: 'TB_USAGE',
        message: expect.stringMatching(message),
        next: expect.stringMatching(next),
      }),
    );
  });
});
