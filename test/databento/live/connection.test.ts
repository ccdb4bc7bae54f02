import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, describe, expect, test } from 'vitest';
import { ApiKey, type Clock, DatabentoError, Live } from '../../../src/databento/index.ts';
import { challengeResponse } from '../../../src/databento/live/cram.ts';
import { turns } from '../../gateway/manualClock.ts';
import { KEY } from '../../gateway/market.ts';
import { ALL_OF_ES, barNames, expectedBars, LiveBench, type LiveBenchOptions } from './liveBench.ts';

let bench: LiveBench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function open(options: LiveBenchOptions = {}): Promise<LiveBench> {
  bench = await LiveBench.open(options);
  return bench;
}

async function startFailure(opened: LiveBench): Promise<DatabentoError> {
  const error: unknown = await opened.start().then(
    () => undefined,
    (caught: unknown) => caught,
  );
  expect(error).toBeInstanceOf(DatabentoError);
  return error as DatabentoError;
}

describe('the handshake', () => {
  test.each(['none', 'zstd'] as const)(
    'F.2 1: a session from greeting to data, compression %s',
    async (compression) => {
      const opened = await open({ live: { compression } });
      await opened.start();
      const events = await opened.untilReplayed();
      expect(events[0]).toMatchObject({ kind: 'connected', sessionId: '1', isReconnect: false });
      expect(barNames(events)).toEqual(expectedBars(60));
    },
  );

  test.each([
    ['a greeting without =', [{ kind: 'handshake', variant: 'plain-greeting' }]],
    ['greeting and challenge in one write', [{ kind: 'handshake', variant: 'glued' }]],
    ['every byte by itself', [{ kind: 'fragment', bytes: 1 }]],
  ] as const)('F.2 2: %s', async (_, faults) => {
    const opened = await open({ faults, market: { minutesADay: 3 } });
    await opened.start();
    expect(barNames(await opened.untilReplayed())).toEqual(expectedBars(3));
  });

  test('F.2 3: the digest is verified: vectors, and a wrong key is refused', async () => {
    // From the protocol's description: sha256 of challenge, a bar, and the key, then the key's last five characters.
    expect(challengeResponse('abcd1234', 'db-unittestapikey1234567890FFFFF')).toBe(
      'be87ce3d564b64481d4ad1902e2b41b26e3eef62b9de37d87eb4a1d4a5199b6f-FFFFF',
    );
    expect(challengeResponse('challenge-123', 'db-abcdefghijklmnopqrstuvwxyz12345')).toBe(
      '44151f08364aed917587b50ac9df3c58db3fe9937c39ad2d5e7da0584b24dd97-12345',
    );
    const opened = await open({ live: { key: 'db-canary0123456789abcdefghijK3Z' } });
    expect(await startFailure(opened)).toMatchObject({ kind: 'authentication', isRetryable: false });
    expect(opened.sessions).toBe(1);
  });

  test.each([
    ['success=0 with an error', 'rejected', 'authentication', /Authentication failed\./],
    ['no success', 'missing-success', 'authentication', /did not say success/],
    ['an empty line', 'empty-reply', 'authentication', /did not say success/],
    ['a close before the reply', 'close-before-reply', 'network', /ended the connection before/],
  ] as const)('F.2 4: %s ends the start', async (_, variant, kind, message) => {
    const opened = await open({ faults: [{ kind: 'handshake', variant }] });
    const error = await startFailure(opened);
    expect(error.kind).toBe(kind);
    expect(error.message).toMatch(message);
  });

  test.each([
    ['never greets', 'never-greets', /no greeting within 30 s/],
    ['greets but never challenges', 'no-challenge', /no challenge within 30 s/],
    ['never answers', 'no-reply', /no answer to the authentication within 30 s/],
  ] as const)('F.2 5: a gateway that %s is a timeout', async (_, variant, message) => {
    const opened = await open({ faults: [{ kind: 'handshake', variant }] });
    const begun = opened.clock.now();
    const error = await startFailure(opened);
    expect(error.kind).toBe('timeout');
    expect(error.message).toMatch(message);
    expect(opened.clock.now() - begun).toBeGreaterThanOrEqual(30_000);
    expect(opened.clock.now() - begun).toBeLessThan(31_000);
  });

  test('F.2 6a: a refused connection is an error of the network that names the address', async () => {
    const opened = await open();
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise<void>((resolve) => server.close(() => resolve()));
    opened.live = opened.client({ gateway: { host: '127.0.0.1', port } });
    const error = await startFailure(opened);
    expect(error).toMatchObject({ kind: 'network', isRetryable: true });
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(error.message).toContain('ECONNREFUSED');
  });

  test('F.2 6b: an address that does not answer is a timeout of its own', async () => {
    const opened = await open();
    // The limit of the connection passes before any connection can be made.
    const clock: Clock = {
      now: () => 0,
      after: (delayMs, callback) => {
        if (delayMs === 777) process.nextTick(callback);
        return () => {};
      },
    };
    opened.live = opened.client({ clock, connectTimeoutMs: 777 });
    const error = await startFailure(opened);
    expect(error).toMatchObject({ kind: 'timeout', isRetryable: true });
    expect(error.message).toMatch(/no connection to 127\.0\.0\.1:\d+ within 0\.777 s/);
  });

  test('F.2 7: a trailing pipe, unknown keys and a value with = are borne', async () => {
    const opened = await open({ faults: [{ kind: 'handshake', variant: 'trailing-pipe' }] });
    await opened.start();
    const events = await opened.untilReplayed();
    expect(events[0]).toMatchObject({ kind: 'connected', sessionId: '1' });
  });

  test('F.2 39: the key is on no line, in no error and in no inspection', async () => {
    const opened = await open({ faults: [{ kind: 'handshake', variant: 'rejected' }] });
    const error = await startFailure(opened);
    const shown = [
      ...opened.lines,
      inspect(error, { depth: 9, showHidden: true }),
      error.stack,
      inspect(opened.live, { depth: 9, showHidden: true }),
      `${new ApiKey(KEY)}`,
      JSON.stringify({ key: new ApiKey(KEY) }),
      inspect(new ApiKey(KEY), { showHidden: true }),
    ];
    expect(opened.lines[0]).toMatch(/^auth=[0-9a-f]{64}-ijK3Y\|/);
    for (const text of shown) expect(text).not.toContain(KEY.slice(0, 20));
    expect(() => new ApiKey(KEY.slice(1))).toThrow(/not a Databento API key/);
    try {
      new ApiKey(`${KEY}x`);
    } catch (caught) {
      expect(inspect(caught)).not.toContain(KEY.slice(0, 20));
    }
  });
});

describe('subscribing', () => {
  test('F.2 8: all fields of the lines', async () => {
    const opened = await open({
      live: { heartbeatIntervalSeconds: 10, slowReaderBehavior: 'skip', tsOut: true, client: 'me 1' },
    });
    opened.live.subscribe({ schema: 'ohlcv-1m', symbols: ['ESH4', 'ESM4'], start: '2024-01-16T00:00:00Z' });
    await opened.start({ ...ALL_OF_ES, start: 5n });
    await turns();
    expect(opened.lines[0]).toMatch(
      /^auth=[0-9a-f]{64}-ijK3Y\|dataset=GLBX\.MDP3\|encoding=dbn\|compression=none\|ts_out=1\|client=me 1\|heartbeat_interval_s=10\|slow_reader_behavior=skip$/,
    );
    expect(opened.lines.slice(1)).toEqual([
      'schema=ohlcv-1m|stype_in=raw_symbol|symbols=ESH4,ESM4|snapshot=0|is_last=1|start=1705363200000000000|id=1',
      'schema=ohlcv-1m|stype_in=parent|symbols=ES.FUT|snapshot=0|is_last=1|start=5|id=2',
      'start_session',
    ]);
  });

  test.each([
    [1, [1]],
    [501, [500, 1]],
    [1001, [500, 500, 1]],
  ])(
    'F.2 9: %i symbols go in lines of %j, every field repeated, is_last on the last',
    async (count, sizes) => {
      const opened = await open();
      const symbols = Array.from({ length: count }, (_, i) => (i === 0 ? 'ESH4' : `S${i}`));
      await opened.start({ schema: 'ohlcv-1m', symbols, start: 0n });
      const events = await opened.untilReplayed();
      const lines = opened.lines.filter((line) => line.startsWith('schema='));
      expect(lines.map((line) => line.match(/symbols=([^|]*)/)![1]!.split(',').length)).toEqual(sizes);
      expect(lines.map((line) => line.includes('is_last=1'))).toEqual(
        sizes.map((_, i) => i === sizes.length - 1),
      );
      expect(
        lines.every((line) => line.endsWith('|start=0|id=1') && line.includes('stype_in=raw_symbol')),
      ).toBe(true);
      expect(events.filter((event) => event.kind === 'acknowledged')).toHaveLength(1);
      expect(barNames(events)).toHaveLength(60);
    },
  );

  test('F.2 10: what the gateway would refuse is refused before it is sent', async () => {
    const opened = await open();
    const { live } = opened;
    for (const symbols of [[], [''], ['A,B|C'], ['A=B'], ['A\nstart_session'], ['ALL_SYMBOLS', 'X']]) {
      expect(() => live.subscribe({ schema: 'ohlcv-1m', symbols })).toThrow(DatabentoError);
    }
    expect(() => live.subscribe({ schema: 'mbo', symbols: 'ESH4', snapshot: true, start: 0n })).toThrow(
      /exclude/,
    );
    expect(() => live.subscribe({ schema: 'trades', symbols: 'ESH4', snapshot: true })).toThrow(/mbo only/);
    await expect(live.start()).rejects.toThrow(/nothing is subscribed/);
    expect(() => opened.client({ heartbeatIntervalSeconds: 4 })).toThrow(/5 to 1800/);
    expect(() => new Live({ key: '', dataset: 'GLBX.MDP3' })).toThrow('Databento API key not set');
    expect(opened.lines).toEqual([]);
  });

  test('F.2 11: each subscription is acknowledged once', async () => {
    const opened = await open();
    opened.live.subscribe({ schema: 'ohlcv-1m', symbols: 'ESH4', start: 0n });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESM4', start: 0n });
    const events = await opened.untilReplayed();
    const texts = events.flatMap((event) => (event.kind === 'acknowledged' ? [event.text] : []));
    expect(texts).toEqual([
      'Subscription request 1 for ohlcv-1m data succeeded',
      'Subscription request 2 for ohlcv-1m data succeeded',
    ]);
    expect(barNames(events).filter((name) => name.startsWith('102'))).toHaveLength(20);
  });

  test('F.2 12: a subscription that is added after the start gets what happens from then on', async () => {
    const opened = await open({ gateway: { speed: 60 } });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    await opened.clock.advance(10_000);
    expect(() => opened.live.subscribe({ ...ALL_OF_ES, start: 0n })).toThrow(/before the start/);
    opened.live.subscribe({ schema: 'ohlcv-1m', symbols: 'ESM4' });
    const events = await opened.until(
      (event) => event.kind === 'record' && event.record.instrumentId === 102,
    );
    // The tenth minute is over: the bar of minute 7 is past, that of minute 10 closes at 11.
    expect(barNames(events).at(-1)).toBe('102@10');
    expect(barNames(events).filter((name) => name.startsWith('101'))).toEqual(
      expectedBars(11).filter((name) => name.startsWith('101')),
    );
  });
});
