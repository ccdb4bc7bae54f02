import { existsSync, readdirSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import {
  createMetadata,
  type DbnRecord,
  encodeMetadata,
  encodeRecord,
  type LiveEvent,
  readDbnSync,
  type Schema,
} from '../../../src/databento/index.ts';
import { RecordFramer } from '../../../src/databento/live/framer.ts';
import { settle, turns } from '../../gateway/manualClock.ts';
import { market, marketFile, START_MS } from '../../gateway/market.ts';
import {
  ALL_OF_ES,
  barName,
  barNames,
  expectedBars,
  LiveBench,
  type LiveBenchOptions,
  recordsOf,
} from './liveBench.ts';

let bench: LiveBench | undefined;

afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

async function open(options: LiveBenchOptions = {}): Promise<LiveBench> {
  bench = await LiveBench.open(options);
  return bench;
}

async function replayed(options: LiveBenchOptions): Promise<LiveEvent[]> {
  const opened = await open(options);
  await opened.start();
  return opened.untilReplayed();
}

const SAMPLES = '../shared/databento/samples';

function sampleFiles(): string[] {
  if (!existsSync(SAMPLES)) return [];
  return readdirSync(SAMPLES, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.dbn(\.zst)?$/.test(name))
    .sort();
}

describe('the stream', () => {
  test('F.2 13: the answer to the authentication and the metadata in one packet', async () => {
    const events = await replayed({ faults: [{ kind: 'handshake', variant: 'reply-with-metadata' }] });
    expect(barNames(events)).toEqual(expectedBars(60));
  });

  test('F.2 14a: a stream cut at any two bytes gives the same records', () => {
    const file = marketFile({ minutesADay: 4 });
    const whole = Buffer.from(new RecordFramer().feed(file)).toString('hex');
    fc.assert(
      fc.property(fc.nat(file.length), fc.nat(file.length), (a, b) => {
        const framer = new RecordFramer();
        const [first, second] = a < b ? [a, b] : [b, a];
        const pieces = [file.subarray(0, first), file.subarray(first, second), file.subarray(second)];
        expect(Buffer.concat(pieces.map((piece) => framer.feed(piece))).toString('hex')).toBe(whole);
        expect(framer.isAtBoundary).toBe(true);
      }),
    );
    for (let cut = 0; cut < file.length; cut++) {
      const framer = new RecordFramer();
      const records = framer.feed(file.subarray(0, cut));
      expect(whole.startsWith(Buffer.from(records).toString('hex'))).toBe(true);
      expect(records.length + 56 > cut - encodedMetadataLength(file) || records.length === 0).toBe(true);
    }
  });

  test.each([1, 7])('F.2 14b: writes of %i bytes', async (bytes) => {
    const events = await replayed({ faults: [{ kind: 'fragment', bytes }], market: { minutesADay: 12 } });
    expect(barNames(events)).toEqual(expectedBars(12));
  });

  test.skipIf(sampleFiles().length === 0)(
    'F.2 14c: writes of 7 bytes over every recorded sample give its records',
    async () => {
      let served = 0;
      for (const name of sampleFiles()) {
        const path = join(SAMPLES, name);
        const content = readDbnSync(path);
        const marketRecords = content.records.filter((record) => ![0x15, 0x16, 0x17].includes(record.rtype));
        // A recording of several schemas holds one-second bars of a whole day, whose ends of interval alone are megabytes.
        if (typeof content.metadata?.schema !== 'string' || marketRecords.length === 0) continue;
        const opened = await LiveBench.open({
          gateway: { data: { path } },
          faults: [{ kind: 'fragment', bytes: 7 }],
          live: { dataset: content.metadata.dataset },
        });
        for (const schema of opened.gateway.schemas as Schema[]) {
          opened.live.subscribe({ schema, symbols: 'ALL_SYMBOLS', start: 0n });
        }
        await settle(opened.clock, opened.live.start());
        const events = await opened.until((_, all) => {
          const completed = all.filter((event) => event.kind === 'replay-completed');
          return completed.length === opened.gateway.schemas.length;
        });
        const hex = (record: DbnRecord): string => Buffer.from(record.bytes()).toString('hex');
        const upgraded = readDbnSync(path, { upgrade: true }).records.filter(
          (record) => ![0x15, 0x16, 0x17].includes(record.rtype),
        );
        // Bars that share a time with others of their file are told apart by publisher and instrument; none is lost.
        expect(recordsOf(events).map(hex).sort(), name).toEqual(upgraded.map(hex).sort());
        await opened.close();
        served += 1;
      }
      expect(served).toBeGreaterThan(100);
    },
  );

  test.each([1, 2, 3] as const)('F.2 15: metadata and control records of version %i', async (version) => {
    const events = await replayed({ market: { version, minutesADay: 12 } });
    expect(events[0]).toMatchObject({ kind: 'connected', metadata: { version, dataset: 'GLBX.MDP3' } });
    expect(barNames(events)).toEqual(expectedBars(12));
    // Version 1 has no codes in these: they are known by their text.
    expect(events.filter((event) => event.kind === 'acknowledged')).toHaveLength(1);
    expect(events.filter((event) => event.kind === 'end-of-interval').length).toBeGreaterThanOrEqual(12);
    expect(events.flatMap((event) => (event.kind === 'mapping' ? [event.symbolOut] : []))).toEqual([
      'ESH4',
      'ESM4',
      'ESH4-ESM4',
    ]);
  });

  test.each(['none', 'zstd'] as const)(
    'F.2 16: every record carries its send time when asked, compression %s',
    async (compression) => {
      const events = await replayed({ live: { tsOut: true, compression } });
      expect(barNames(events)).toEqual(expectedBars(60));
      for (const record of recordsOf(events))
        expect(record.tsOut).toBeGreaterThanOrEqual(record.tsEvent + 60_000_000_000n);
    },
  );

  test('F.2 17a: an unknown record type is stepped over, a longer known one read', async () => {
    const unknown = new Uint8Array(24);
    unknown.set([6, 0xee]);
    const bar = encodeRecord({ type: 'OhlcvMsg', instrumentId: 999, tsEvent: 60_000_000_000n, volume: 3n });
    const longer = new Uint8Array(64);
    longer.set(bar);
    longer[0] = 16;
    const events = await replayed({
      faults: [
        { kind: 'inject', bytes: unknown, afterRecords: 10 },
        { kind: 'inject', bytes: longer, afterRecords: 20 },
      ],
    });
    expect(barNames(events)).toEqual(expect.arrayContaining([...expectedBars(60), '999@1']));
    expect(barNames(events)).toHaveLength(expectedBars(60).length + 1);
  });

  test('F.2 17b: a record shorter than its header ends the session, and the next one makes good', async () => {
    const events = await replayed({
      faults: [{ kind: 'inject', bytes: new Uint8Array([3, 0x21, 0, 0]), afterRecords: 30 }],
    });
    const [disconnected] = events.flatMap((event) => (event.kind === 'disconnected' ? [event] : []));
    expect(disconnected?.error).toMatchObject({ kind: 'corrupt' });
    expect(disconnected?.error.message).toMatch(/at byte \d+ claims 12 bytes/);
    expect(barNames(events)).toEqual(expectedBars(60));
  });

  test('F.2 18: zstd flushed by record arrives at once; a corrupt and a cut frame are disconnects', async () => {
    const flushed = await open({ live: { compression: 'zstd' }, gateway: { speed: 60 } });
    await flushed.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    await flushed.clock.advance(1_000);
    // The clock stands still from here: what comes was flushed by itself, not pushed out by what follows it.
    const names: string[] = [];
    for await (const event of flushed.live) {
      if (event.kind !== 'record') continue;
      names.push(barName(event.record));
      break;
    }
    // Which minute depends on how long the compressed handshake took; there is one in any second at this speed.
    expect(names[0]).toMatch(/^101@\d$/);
    await flushed.close();
    for (const fault of [
      { kind: 'inject', bytes: new Uint8Array(64).fill(0xff), afterRecords: 40 },
      { kind: 'disconnect', afterBytes: 700, how: 'end' },
    ] as const) {
      const events = await replayed({ live: { compression: 'zstd' }, faults: [fault] });
      expect(events.filter((event) => event.kind === 'disconnected')).toHaveLength(1);
      expect(barNames(events)).toEqual(expectedBars(60));
      await bench?.close();
    }
  });

  test('F.2 18b: a zstd stream in several frames is one stream', async () => {
    const file = marketFile({ minutesADay: 12 });
    const thirds = [0, 1, 2].map((i) => file.subarray((file.length * i) / 3, (file.length * (i + 1)) / 3));
    const frames = Buffer.concat(thirds.map((part) => zstdCompressSync(part)));
    const server = createServer((socket) => {
      socket.write('cram=abcd1234\n');
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        const text = chunk.toString('latin1');
        if (text.startsWith('auth=')) socket.write('success=1\n');
        if (text.includes('start_session')) socket.write(frames);
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const opened = await open();
    opened.live = opened.client({ compression: 'zstd', gateway: { host: '127.0.0.1', port } });
    await opened.start();
    const events = await opened.until((_, all) => recordsOf(all).length === expectedBars(12).length);
    expect(barNames(events)).toEqual(expectedBars(12));
    await new Promise<void>((resolve) => server.close(() => resolve()));
  });

  test.each([
    ['at a record boundary', { kind: 'disconnect', afterRecords: 50, how: 'end' }, 'network'],
    ['inside a record', { kind: 'disconnect', afterBytes: 2000, how: 'end' }, 'truncated'],
    ['by a reset', { kind: 'disconnect', afterRecords: 50, how: 'reset' }, 'network'],
  ] as const)('F.2 19: an end of the connection %s is a disconnect', async (_, fault, kind) => {
    const events = await replayed({ faults: [fault] });
    const [disconnected] = events.flatMap((event) => (event.kind === 'disconnected' ? [event] : []));
    expect(disconnected?.error.kind).toBe(kind);
    expect(barNames(events)).toEqual(expectedBars(60));
  });
});

function encodedMetadataLength(file: Uint8Array): number {
  return new DataView(file.buffer, file.byteOffset).getUint32(4, true) + 8;
}

describe('what the records mean', () => {
  test('F.2 20a: heartbeats alone keep a link alive, silence ends it, and the timer is armed anew', async () => {
    // At a thousandth of the market's speed a bar takes a day and more: only heartbeats come.
    const opened = await open({ gateway: { speed: 0.001, faults: [{ kind: 'silence', afterRecords: 1 }] } });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    const events = await opened.until((event) => event.kind === 'disconnected', 1000);
    expect(events.at(-1)).toMatchObject({ kind: 'disconnected', error: { kind: 'timeout' } });
    const again = await opened.client();
    again.stop();
    await opened.close();
    const healthy = await open({ gateway: { speed: 0.001 } });
    await healthy.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    const beats = await healthy.until(
      (_, all) => all.filter((event) => event.kind === 'heartbeat').length === 5,
      1000,
    );
    expect(beats.some((event) => event.kind === 'disconnected')).toBe(false);
  });

  test('F.2 20b: a link that falls silent again after a reconnect is noticed again', async () => {
    const opened = await open({
      gateway: { speed: 0.001, faults: [{ kind: 'silence', afterRecords: 1, times: 2 }] },
    });
    const begun = opened.clock.now();
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    const events = await opened.until(
      (_, all) => all.filter((event) => event.kind === 'disconnected').length === 2,
      1000,
    );
    expect(events.filter((event) => event.kind === 'connected')).toHaveLength(2);
    // Twice the 30 s of the heartbeat and 10 s of grace.
    expect(opened.clock.now() - begun).toBeGreaterThanOrEqual(80_000);
    expect(opened.clock.now() - begun).toBeLessThan(90_000);
  });

  test('F.2 21a: mappings come before data, change in mid-session, and each new day brings them again', async () => {
    const opened = await open({
      market: { days: 2, minutesADay: 30 },
      faults: [{ kind: 'remap', instrumentId: 101, symbol: 'ESZ9', afterRecords: 40 }],
    });
    await opened.start();
    const seen: [number, string | undefined][] = [];
    const events = await opened.until((event) => {
      if (event.kind === 'record')
        seen.push([event.record.instrumentId, opened.live.symbols.symbol(event.record.instrumentId)]);
      return event.kind === 'replay-completed';
    });
    expect(events.findIndex((event) => event.kind === 'mapping')).toBeLessThan(
      events.findIndex((event) => event.kind === 'record'),
    );
    const mapped = events.flatMap((event) =>
      event.kind === 'mapping' ? [`${event.instrumentId}=${event.symbolOut}`] : [],
    );
    expect(mapped).toEqual([
      '101=ESH4',
      '102=ESM4',
      '103=ESH4-ESM4',
      '101=ESZ9',
      '101=ESH4',
      '102=ESM4',
      '103=ESH4-ESM4',
    ]);
    // The table is that of the record at hand, however many events wait behind it.
    const meant = seen.filter(([id]) => id === 101).map(([, symbol]) => symbol);
    expect([...new Set(meant)]).toEqual(['ESH4', 'ESZ9']);
    expect(meant.indexOf('ESZ9')).toBeGreaterThan(5);
    expect(meant.lastIndexOf('ESH4')).toBeGreaterThan(meant.lastIndexOf('ESZ9'));
  });

  test('F.2 21b: two symbols that mean one id are both kept', async () => {
    const opened = await open();
    opened.live.subscribe({
      schema: 'ohlcv-1m',
      stypeIn: 'continuous',
      symbols: ['ES.c.0', 'ES.v.0'],
      start: 0n,
    });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4', start: 0n });
    const events = await opened.until((event) => event.kind === 'record');
    expect(barNames(events)).toEqual(['101@0']);
    expect([...opened.live.symbols.symbols(101)].sort()).toEqual(['ES.c.0', 'ES.v.0', 'ESH4']);
  });

  test('F.2 22a: the end of an interval follows its bars, also where there are none', async () => {
    const opened = await open({ market: { minutesADay: 12 } });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESM4', start: 0n });
    const events = await opened.untilReplayed();
    const order = events.flatMap((event) => {
      if (event.kind === 'record') return [barName(event.record)];
      return event.kind === 'end-of-interval' ? [`end ${(event.end / 60_000_000_000n) % 1440n}`] : [];
    });
    expect(order.slice(0, 10)).toEqual([
      'end 1',
      '102@1',
      'end 2',
      'end 3',
      'end 4',
      '102@4',
      'end 5',
      'end 6',
      'end 7',
      '102@7',
    ]);
  });

  test('F.2 22b: a bar that comes after a later one is handed on and marked', async () => {
    const events = await replayed({
      gateway: { seed: 3 },
      faults: [{ kind: 'late', probability: 0.1, byRecords: 12 }],
    });
    const late = events.flatMap((event) =>
      event.kind === 'record' && event.isLate ? [barName(event.record)] : [],
    );
    expect(late.length).toBeGreaterThan(3);
    const inOrder = events.flatMap((event) =>
      event.kind === 'record' && !event.isLate ? [event.record] : [],
    );
    const last = new Map<number, bigint>();
    for (const record of inOrder) {
      expect(record.tsEvent > (last.get(record.instrumentId) ?? 0n)).toBe(true);
      last.set(record.instrumentId, record.tsEvent);
    }
    expect(new Set(barNames(events)).size).toBe(barNames(events).length);
  });

  test('F.2 23: replay, its end for each schema, then live, told apart', async () => {
    const opened = await open({
      market: { minutesADay: 120 },
      gateway: { speed: 60, startMs: Date.UTC(2024, 0, 16, 1) },
    });
    await opened.start();
    const events = await opened.until(
      (event) => event.kind === 'record' && barName(event.record) === '101@70',
    );
    const over = events.findIndex((event) => event.kind === 'replay-completed');
    const flags = events.map((event) => (event.kind === 'record' ? event.isReplayed : undefined));
    expect(flags.slice(0, over)).not.toContain(false);
    expect(flags.slice(over)).not.toContain(true);
    expect(barNames(events.slice(0, over))).toEqual(expectedBars(60));
    expect(barNames(events)).toEqual(expectedBars(71).slice(0, -2));
  });

  test('F.2 23b: schemas replay side by side, each with its own end', async () => {
    const bars = market({ minutesADay: 30 });
    if (!('records' in bars)) throw new Error('a market is always in memory');
    const trades = Array.from({ length: 30 }, (_, minute) => {
      const tsEvent = BigInt(START_MS + minute * 60_000 + 5_000) * 1_000_000n;
      return encodeRecord({
        type: 'TradeMsg',
        instrumentId: 101,
        tsEvent,
        tsRecv: tsEvent,
        sequence: minute,
      });
    });
    const opened = await open({
      gateway: {
        data: {
          metadata: { ...bars.metadata, schema: null },
          records: Buffer.concat([bars.records, ...trades]),
        },
      },
      faults: [{ kind: 'disconnect', afterRecords: 60 }],
    });
    expect(opened.gateway.schemas).toEqual(['trades', 'ohlcv-1m']);
    opened.live.subscribe({ schema: 'trades', symbols: 'ESH4', start: 0n });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4', start: 0n });
    const events = await opened.until((event) => event.kind === 'caught-up');
    const texts = events.flatMap((event) => (event.kind === 'replay-completed' ? [event.text] : []));
    expect(texts).toEqual(['Finished trades replay', 'Finished ohlcv-1m replay']);
    const order = recordsOf(events).map(
      (record) => `${record.type[0]}${(record.tsEvent / 60_000_000_000n) % 1440n}`,
    );
    // A trade within a minute is known before the bar of that minute.
    expect(order.slice(0, 4)).toEqual(['T0', 'O0', 'T1', 'O1']);
    expect(new Set(order).size).toBe(60);
    expect(order).toHaveLength(60);
  });

  test.each([
    [1, 'ends'],
    [2, 'ends'],
    [3, 'reconnects'],
    [4, 'goes on'],
    [5, 'ends'],
    [6, 'reconnects'],
    [7, 'goes on'],
    [8, 'ends'],
    [99, 'goes on'],
  ] as const)('F.2 24: after error code %i the client %s', async (code, outcome) => {
    const opened = await open({ faults: [{ kind: 'error', code, text: `code ${code}`, afterRecords: 20 }] });
    await opened.start();
    const events: LiveEvent[] = [];
    const error: unknown = await settle(
      opened.clock,
      (async () => {
        for await (const event of opened.live) {
          events.push(event);
          if (event.kind === 'replay-completed') break;
        }
      })().then(
        () => undefined,
        (caught: unknown) => caught,
      ),
    );
    const errors = events.flatMap((event) => (event.kind === 'error' ? [event.error.errorCode] : []));
    const disconnects = events.flatMap((event) =>
      event.kind === 'disconnected' ? [event.error.errorCode] : [],
    );
    if (outcome === 'ends') {
      expect(error).toMatchObject({ kind: 'gateway', errorCode: code, message: `code ${code}` });
      expect(events.at(-1)).toMatchObject({ kind: 'gap', to: undefined, reason: `code ${code}` });
      expect(opened.sessions).toBe(1);
    } else {
      expect(error).toBeUndefined();
      expect(barNames(events)).toEqual(expectedBars(60));
      expect(errors).toEqual(outcome === 'goes on' ? [code] : []);
      expect(disconnects).toEqual(outcome === 'reconnects' ? [code] : []);
    }
  });

  test('F.2 24b: several errors that belong together say which is the last', async () => {
    const opened = await open();
    await opened.start({ schema: 'ohlcv-1m', symbols: ['ESH4', 'NOPE', 'NADA'], start: 0n });
    const events = await opened.untilReplayed();
    const errors = events.flatMap((event) =>
      event.kind === 'error' ? [[event.error.message, event.isLast]] : [],
    );
    expect(errors).toEqual([
      ['Failed to resolve symbol NOPE', false],
      ['Failed to resolve symbol NADA', true],
    ]);
    expect(barNames(events)).toHaveLength(60);
  });

  test('F.2 25a: the slow-reader warning is an event; the disconnect that follows is made good', async () => {
    const events = await replayed({
      faults: [
        { kind: 'slow-reader', afterRecords: 20 },
        { kind: 'disconnect', afterRecords: 25, how: 'reset' },
      ],
    });
    expect(events.filter((event) => event.kind === 'slow-reader-warning')).toHaveLength(1);
    expect(barNames(events)).toEqual(expectedBars(60));
  });

  test('F.2 25b: skipped records are reported as a gap', async () => {
    const events = await replayed({ faults: [{ kind: 'slow-reader', afterRecords: 20, skip: 5 }] });
    expect(events.filter((event) => event.kind === 'gap')).toMatchObject([
      { reason: 'Slow client detected for session, skipped 5 records' },
    ]);
    expect(barNames(events)).toHaveLength(expectedBars(60).length - 5);
  });

  test('F.2 26: a consumer that stalls holds the connection back, and then gets every record once', async () => {
    const opened = await open({ market: { minutesADay: 1440, days: 3 }, live: { queueLimit: 100 } });
    await opened.start();
    await turns(200);
    const { waiting } = opened.live;
    expect(waiting).toBeGreaterThanOrEqual(100);
    // One chunk of the socket more than the limit, 64 KiB of bars at most.
    expect(waiting).toBeLessThan(100 + 65_536 / 56);
    // Ten minutes of silence on a connection that is not read are no silence of the gateway.
    await opened.clock.advance(600_000);
    expect(opened.live.waiting).toBe(waiting);
    const events = await opened.untilReplayed();
    expect(events.some((event) => event.kind === 'disconnected')).toBe(false);
    expect(barNames(events)).toHaveLength(3 * 2064);
    expect(new Set(recordsOf(events).map((record) => `${record.instrumentId} ${record.tsEvent}`)).size).toBe(
      3 * 2064,
    );
  });

  test('an unknown text of a system record is a message, and a mapping of version 1 names its symbols', () => {
    const metadata = encodeMetadata(createMetadata({ dataset: 'GLBX.MDP3', schema: null }));
    const framer = new RecordFramer();
    const records = framer.feed(
      Buffer.concat([metadata, encodeRecord({ type: 'SystemMsg', msg: 'news', code: 77 })]),
    );
    expect(records.length).toBe(320);
    expect(framer.metadata?.schema).toBeNull();
  });

  test('a subscription that is all there is may be to every symbol', async () => {
    const opened = await open({ market: { minutesADay: 12 } });
    await opened.start({ ...ALL_OF_ES, stypeIn: 'raw_symbol', symbols: 'ALL_SYMBOLS' });
    expect(barNames(await opened.untilReplayed())).toEqual(expectedBars(12));
  });
});
