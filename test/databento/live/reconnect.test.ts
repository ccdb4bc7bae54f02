import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { backoffDelayMs } from '../../../src/databento/backoff.ts';
import {
  createMetadata,
  type DbnRecord,
  encodeRecord,
  type LiveEvent,
  Recording,
  readDbnSync,
  systemClock,
} from '../../../src/databento/index.ts';
import { ResumePoint } from '../../../src/databento/live/resume.ts';
import { seededRandom } from '../../../src/databento/random.ts';
import { settle } from '../../gateway/manualClock.ts';
import { KEY, START_MS } from '../../gateway/market.ts';
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
let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'live-'));
});

afterEach(async () => {
  await bench?.close();
  bench = undefined;
  rmSync(directory, { recursive: true });
});

async function open(options: LiveBenchOptions = {}): Promise<LiveBench> {
  bench = await LiveBench.open(options);
  return bench;
}

describe('reconnecting', () => {
  test('F.2 27a: trades of one time across a disconnect come exactly once', async () => {
    // Nine trades in three moments, three of them sharing each; the link breaks inside the second moment.
    const trades = Array.from({ length: 9 }, (_, i) => {
      const tsEvent = BigInt(START_MS + Math.floor(i / 3) * 1000) * 1_000_000n;
      return encodeRecord({
        type: 'TradeMsg',
        publisherId: 1,
        instrumentId: 101,
        tsEvent,
        tsRecv: tsEvent + 5n,
        price: 1n,
        sequence: i,
      });
    });
    const day = { startDate: '2024-01-16', endDate: '2024-01-17', symbol: '101' };
    const metadata = createMetadata({
      dataset: 'GLBX.MDP3',
      schema: 'trades',
      mappings: [{ rawSymbol: 'ESH4', intervals: [day] }],
    });
    for (let afterRecords = 2; afterRecords <= 11; afterRecords++) {
      const opened = await open({
        gateway: { data: { metadata, records: Buffer.concat(trades) } },
        faults: [{ kind: 'disconnect', afterRecords, how: 'end' }],
      });
      await opened.start({ schema: 'trades', symbols: 'ESH4', start: 0n });
      const events = await opened.untilReplayed();
      const sequences = recordsOf(events).map((record) =>
        record.type === 'TradeMsg' ? record.sequence : -1,
      );
      expect(sequences, `cut after ${afterRecords} records`).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
      expect(events.filter((event) => event.kind === 'disconnected')).toHaveLength(1);
      await opened.close();
    }
  });

  test('F.2 27b: bars across disconnects after more and more records come exactly once', async () => {
    const faults = Array.from(
      { length: 150 },
      (_, i) => ({ kind: 'disconnect', afterRecords: i + 1 }) as const,
    );
    const opened = await open({ faults, market: { minutesADay: 720 } });
    await opened.start();
    const events = await opened.until((event) => event.kind === 'replay-completed', 5_000);
    expect(events.filter((event) => event.kind === 'disconnected').length).toBeGreaterThan(50);
    expect(barNames(events)).toEqual(expectedBars(720));
  });

  test('F.2 27c: bars across connections that are cut at every byte of a record come exactly once', async () => {
    const faults = Array.from(
      { length: 60 },
      (_, i) => ({ kind: 'disconnect', afterBytes: 1300 + i }) as const,
    );
    const opened = await open({ faults, market: { minutesADay: 120 } });
    await opened.start();
    const events = await opened.until((event) => event.kind === 'replay-completed', 5_000);
    expect(events.filter((event) => event.kind === 'disconnected')).toHaveLength(60);
    expect(barNames(events)).toEqual(expectedBars(120));
  });

  test('F.2 28: a clean end of the connection is a disconnect, caught up on with nothing missing', async () => {
    const opened = await open({
      gateway: { speed: 60 },
      market: { minutesADay: 120 },
      faults: [{ kind: 'disconnect', afterRecords: 70, how: 'end' }],
    });
    await opened.start({ ...ALL_OF_ES, start: undefined } as never);
    const events = await opened.until(
      (event) => event.kind === 'record' && barName(event.record) === '101@100',
    );
    const kinds = events.map((event) => event.kind);
    expect(kinds.indexOf('disconnected')).toBeGreaterThan(0);
    expect(events.filter((event) => event.kind === 'connected')).toMatchObject([
      { isReconnect: false },
      { isReconnect: true },
    ]);
    expect(events.filter((event) => event.kind === 'caught-up')).toHaveLength(1);
    expect(kinds).not.toContain('gap');
    expect(barNames(events)).toEqual(expectedBars(101).slice(0, -2));
    const resubscribed = opened.lines.filter((line) => line.startsWith('schema=')).at(-1);
    expect(resubscribed).toMatch(/start=\d{19}/);
  });

  test('F.2 29: a fatal error does not loop, nor does a key that is no longer good', async () => {
    for (const fault of [
      { kind: 'error', code: 2, afterRecords: 20, times: 9 },
      { kind: 'disconnect', afterRecords: 20 },
    ] as const) {
      const opened = await open({
        faults: [fault, { kind: 'handshake', variant: 'rejected', times: 0 }],
        market: { minutesADay: 20 },
      });
      await opened.start();
      if (fault.kind === 'disconnect') {
        const events = await opened.untilReplayed();
        expect(barNames(events)).toEqual(expectedBars(20));
      } else {
        await expect(opened.untilReplayed()).rejects.toMatchObject({ errorCode: 2 });
        await opened.clock.advance(600_000);
        expect(opened.sessions).toBe(1);
      }
      await opened.close();
    }
  });

  test('F.2 30a: delays between attempts are at least 1 s, grow, are bounded, and the seed decides them', () => {
    const backoff = { firstMs: 2000, longestMs: 60_000, shortestMs: 1000 };
    const delays = (seed: number): number[] => {
      const random = seededRandom(seed);
      return Array.from({ length: 200 }, (_, i) => backoffDelayMs(backoff, i + 1, random));
    };
    for (let seed = 0; seed < 50; seed++) {
      const drawn = delays(seed);
      expect(Math.min(...drawn)).toBeGreaterThanOrEqual(1000);
      expect(Math.max(...drawn)).toBeLessThanOrEqual(60_000);
      expect(drawn[0]).toBeLessThanOrEqual(2000);
      expect(Math.min(...drawn.slice(6))).toBeGreaterThanOrEqual(30_000);
      expect(drawn).toEqual(delays(seed));
    }
    expect(delays(1)).not.toEqual(delays(2));
    expect(backoffDelayMs({ ...backoff, firstMs: 10 }, 1, () => 0.5)).toBe(1000);
  });

  test('F.2 30b: attempts against a gateway that is gone wait as announced, and end with a gap when they are used up', async () => {
    const opened = await open({ live: { reconnect: { maximumAttempts: 6, firstDelayMs: 100 } } });
    await opened.start();
    const events: LiveEvent[] = [];
    const times: number[] = [];
    const consuming = (async () => {
      for await (const event of opened.live) {
        events.push(event);
        if (event.kind === 'disconnected') times.push(opened.clock.now());
        if (event.kind === 'replay-completed') await opened.gateway.close();
      }
    })().then(
      () => undefined,
      (caught: unknown) => caught,
    );
    const error = await settle(opened.clock, consuming, 100);
    expect(error).toMatchObject({ kind: 'network' });
    const disconnects = events.flatMap((event) => (event.kind === 'disconnected' ? [event] : []));
    expect(disconnects.map((event) => event.attempt)).toEqual([1, 2, 3, 4, 5, 6]);
    for (let i = 1; i < times.length; i++) {
      const waited = times[i]! - times[i - 1]!;
      expect(waited).toBeGreaterThanOrEqual(disconnects[i - 1]!.retryInMs);
      expect(waited).toBeGreaterThanOrEqual(1000);
    }
    expect(events.at(-1)).toMatchObject({
      kind: 'gap',
      from: BigInt(START_MS + 59 * 60_000) * 1_000_000n,
      to: undefined,
    });
  });

  test('what the gateway no longer keeps is a gap: the stream ends, or goes on from now when that was said', async () => {
    for (const whenAgedOut of ['end', 'continue'] as const) {
      const opened = await open({
        market: { days: 8 },
        gateway: { speed: 3600, replayHours: 1 },
        faults: [{ kind: 'disconnect', afterRecords: 300 }],
        live: { reconnect: { whenAgedOut, firstDelayMs: 30_000 } },
      });
      await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
      const consuming = opened.until(
        (event, all) => event.kind === 'record' && all.some(({ kind }) => kind === 'gap'),
        100,
      );
      if (whenAgedOut === 'end') {
        await expect(consuming).rejects.toMatchObject({ errorCode: 8 });
      } else {
        const events = await consuming;
        const gap = events.find((event) => event.kind === 'gap');
        const names = recordsOf(events).map((record) => record.tsEvent);
        expect(gap).toMatchObject({ from: names.at(-2), to: undefined });
        expect(names.at(-1)! - names.at(-2)!).toBeGreaterThan(3_600_000_000_000n);
      }
      await opened.close();
    }
  });

  test('skipped records are asked for again before anything after them, and reported when that does not help', async () => {
    const asking = { reconnect: { whenSkipped: 'ask-again' } } as const;
    const opened = await open({
      market: { minutesADay: 60 },
      faults: [{ kind: 'slow-reader', afterRecords: 40, skip: 12 }],
      live: asking,
    });
    await opened.start();
    const events = await opened.until((event) => event.kind === 'caught-up');
    expect(barNames(events)).toEqual(expectedBars(60));
    expect(events.filter(({ kind }) => kind === 'gap')).toEqual([]);
    expect(events.filter(({ kind }) => kind === 'disconnected')).toMatchObject([{ error: { errorCode: 7 } }]);
    await opened.close();
    const skipping = await open({
      market: { minutesADay: 600 },
      faults: [{ kind: 'slow-reader', afterRecords: 40, skip: 1, times: 10_000 }],
      live: asking,
    });
    await skipping.start();
    const left = await skipping.until((event) => event.kind === 'caught-up');
    expect(left.filter(({ kind }) => kind === 'disconnected')).toHaveLength(3);
    expect(left.filter(({ kind }) => kind === 'gap').length).toBeGreaterThan(0);
  });

  test('a signal ends the iteration with an error, stop without one', async () => {
    const controller = new AbortController();
    const opened = await open({ live: { signal: controller.signal }, gateway: { speed: 60 } });
    await opened.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    const consuming = opened.until(() => false);
    controller.abort();
    await expect(consuming).rejects.toMatchObject({ kind: 'aborted' });
    await opened.close();
    const stopped = await open({ gateway: { speed: 60 } });
    await stopped.start({ schema: 'ohlcv-1m', symbols: 'ESH4' });
    const ending = stopped.until(() => false);
    stopped.live.stop();
    await ending;
    expect(stopped.gateway.liveConnections()).toBeLessThanOrEqual(1);
  });
});

describe('the resume point', () => {
  test('remembers a bounded number of bars and takes nothing twice', () => {
    const resume = new ResumePoint();
    for (let i = 0; i < 2000; i++) expect(resume.accept(0x21, 1, 5, BigInt(i * 60))).toBe('new');
    expect(resume.accept(0x21, 1, 5, BigInt(1999 * 60))).toBe('duplicate');
    expect(resume.accept(0x21, 1, 5, BigInt(1600 * 60))).toBe('duplicate');
    expect(resume.accept(0x21, 1, 5, 0n)).toBe('duplicate');
    expect(resume.accept(0x21, 1, 5, BigInt(1990 * 60 + 1))).toBe('late');
    expect(resume.accept(0x21, 2, 5, 0n)).toBe('new');
    expect(resume.accept(0x22, 1, 5, 0n)).toBe('new');
  });

  test('begins a replay ten intervals before the last end of interval, else at the most silent instrument', () => {
    const resume = new ResumePoint();
    const hour = 3_600_000_000_000n;
    expect(resume.resumeAt(0xa0)).toBeUndefined();
    resume.accept(0xa0, 1, 1, 10n * hour);
    resume.accept(0xa0, 1, 2, 12n * hour);
    expect(resume.resumeAt(0xa0)).toBe(10n * hour);
    resume.accept(0xa0, 1, 3, 40n * hour);
    // What is older than a replay can reach is not asked for.
    expect(resume.resumeAt(0xa0)).toBe(17n * hour);
    resume.accept(0x21, 1, 1, 1n);
    resume.endOfInterval(0x21, 3_600_000_000_000n, 60_000);
    expect(resume.resumeAt(0x21)).toBe(3_000_000_000_000n);
  });
});

describe('the recording', () => {
  test('F.2 31a: holds what was handed on, each record once, across disconnects and repetitions', async () => {
    const path = join(directory, 'live.dbn');
    const opened = await open({
      faults: [
        { kind: 'disconnect', afterRecords: 40, how: 'end' },
        { kind: 'disconnect', afterBytes: 3_000, how: 'end' },
        { kind: 'duplicate', probability: 0.2 },
      ],
      live: { recording: Recording.open(path) },
    });
    await opened.start();
    const events = await opened.untilReplayed();
    const { metadata, records } = readDbnSync(path);
    expect(metadata).toMatchObject({ dataset: 'GLBX.MDP3', schema: null, version: 3 });
    expect(records.filter((record) => record.type === 'OhlcvMsg').map(barName)).toEqual(barNames(events));
    expect(barNames(events)).toEqual(expectedBars(60));
    expect(records.some((record) => record.type === 'SymbolMappingMsg')).toBe(true);
  });

  test('F.2 31b: cut at any byte it reads up to its last whole record, and goes on from there', async () => {
    const whole = join(directory, 'whole.dbn');
    const opened = await open({ market: { minutesADay: 6 }, live: { recording: Recording.open(whole) } });
    await opened.start();
    await opened.untilReplayed();
    await opened.close();
    const bytes = readFileSync(whole);
    const good = (records: readonly DbnRecord[]): string[] =>
      records.map((record) => JSON.stringify(record.toJSON()));
    const all = good(readDbnSync(whole).records);
    const head = new DataView(bytes.buffer, bytes.byteOffset).getUint32(4, true) + 8;
    const torn = join(directory, 'torn.dbn');
    expect(bytes.length - 400).toBeGreaterThan(head);
    // The last bar and the end of its interval, whole, and what is before them.
    for (let length = bytes.length - 400; length < bytes.length; length++) {
      writeFileSync(torn, bytes.subarray(0, length));
      const recording = Recording.open(torn, { append: true });
      const kept = good(readDbnSync(torn).records);
      expect(kept).toEqual(all.slice(0, kept.length));
      expect(recording.records).toBe(kept.length);
      recording.append([encodeRecord({ type: 'OhlcvMsg', tsEvent: 7n, instrumentId: 7 })]);
      recording.close();
      expect(readDbnSync(torn).records).toHaveLength(kept.length + 1);
    }
    truncateSync(torn, head - 1);
    expect(() => Recording.open(torn, { append: true })).toThrow(/metadata/);
    expect(() => Recording.open(whole)).toThrow(/exists already/);
  });

  test('F.2 31c: a client that goes on with a recording gets and keeps only what is not in it', async () => {
    const path = join(directory, 'live.dbn');
    const opened = await open({ live: { recording: Recording.open(path) } });
    await opened.start();
    const before = await opened.until((_, all) => recordsOf(all).length === 40);
    // Killed here: the file may hold more than was consumed, and ends in the middle of a record.
    const kept = readFileSync(path);
    const torn = join(directory, 'torn.dbn');
    writeFileSync(torn, kept.subarray(0, kept.length - 20));
    const recording = Recording.open(torn, { append: true });
    expect(recording.cutBytes).toBeGreaterThan(0);
    const held = readDbnSync(torn)
      .records.filter((record) => record.type === 'OhlcvMsg')
      .map(barName);
    opened.live = opened.client({ recording });
    await opened.start();
    const after = await opened.untilReplayed();
    expect(barNames(before)).toEqual(expectedBars(60).slice(0, 40));
    expect([...held, ...barNames(after)]).toEqual(expectedBars(60));
    expect(
      readDbnSync(torn)
        .records.filter((record) => record.type === 'OhlcvMsg')
        .map(barName),
    ).toEqual(expectedBars(60));
  });

  test('F.2 31d: a process that is killed while it records leaves a file that reads', async () => {
    const path = join(directory, 'killed.dbn');
    const opened = await open({ market: { days: 30 }, gateway: { clock: systemClock } });
    const library = pathToFileURL('src/databento/index.ts').href;
    const script = `
      import { Live, Recording } from ${JSON.stringify(library)};
      const recording = Recording.open(${JSON.stringify(path)});
      const live = new Live({ key: process.env.KEY, dataset: 'GLBX.MDP3', gateway: ${JSON.stringify(opened.gateway.live)}, recording, queueLimit: 50 });
      live.subscribe({ schema: 'ohlcv-1m', stypeIn: 'parent', symbols: 'ES.FUT', start: 0n });
      await live.start();
      for await (const event of live) if (event.kind === 'record') process.stdout.write(event.record.instrumentId + ' ' + event.record.tsEvent + '\\n');
    `;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      env: { ...process.env, KEY },
    });
    let said = '';
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      // In the middle of everything: it is writing, reading and handing on.
      if (said.length > 60_000) child.kill('SIGKILL');
    });
    await new Promise<void>((resolve) => child.on('close', () => resolve()));
    const handedOn = said.split('\n').slice(0, -1);
    expect(handedOn.length).toBeGreaterThan(1000);
    const recording = Recording.open(path, { append: true });
    recording.close();
    const bars = readDbnSync(path).records.filter((record) => record.type === 'OhlcvMsg');
    const onDisk = new Set(bars.map((record) => `${record.instrumentId} ${record.tsEvent}`));
    // Everything that was handed on is on disk, and nothing twice.
    expect(handedOn.filter((name) => !onDisk.has(name))).toEqual([]);
    expect(onDisk.size).toBe(bars.length);
  });

  test('nothing is handed on while the recording cannot be written, and everything when it can again', async () => {
    const recording = Recording.open(join(directory, 'live.dbn'));
    const append = recording.append.bind(recording);
    let failures = 3;
    recording.append = (records) => {
      if (records.length > 1 && failures > 0) {
        failures -= 1;
        const closed = Recording.open(join(directory, 'never-begun.dbn'));
        try {
          closed.append(records);
        } catch (cause) {
          throw Object.assign(cause as Error, { kind: 'file' });
        }
      }
      append(records);
    };
    const opened = await open({ live: { recording } });
    await opened.start();
    const events = await opened.untilReplayed();
    expect(events.filter((event) => event.kind === 'recording-failed')).toHaveLength(1);
    expect(events.findIndex((event) => event.kind === 'recording-failed')).toBeLessThan(
      events.findIndex((event) => event.kind === 'record'),
    );
    expect(barNames(events)).toEqual(expectedBars(60));
  });
});

/** `TAPEBENCH_SEED=17` runs one seed alone, `TAPEBENCH_SEEDS=200` the first so many. */
const SEEDS =
  process.env['TAPEBENCH_SEED'] === undefined
    ? Array.from({ length: Number(process.env['TAPEBENCH_SEEDS'] ?? 4) }, (_, i) => i + 1)
    : [Number(process.env['TAPEBENCH_SEED'])];

describe('a day of trading with random faults', () => {
  test.each(SEEDS)('seed %i: every bar once and in order, or the gap is reported', async (seed) => {
    const random = seededRandom(seed);
    const fragment =
      random() < 0.5 ? [{ kind: 'fragment', bytes: 40 + Math.floor(random() * 400) } as const] : [];
    const opened = await open({
      market: { minutesADay: 1440 },
      gateway: { speed: 60, seed },
      faults: [
        { kind: 'random-disconnect', probability: 0.01 },
        { kind: 'duplicate', probability: 0.05 },
        { kind: 'late', probability: 0.01, byRecords: 5 },
        { kind: 'silence', afterRecords: 500 },
        { kind: 'error', code: 6, afterRecords: 700 },
        ...fragment,
      ],
      live: {
        seed,
        compression: random() < 0.5 ? 'zstd' : 'none',
        recording: Recording.open(join(directory, 'day.dbn')),
      },
    });
    await opened.start({ schema: 'ohlcv-1m', stypeIn: 'parent', symbols: 'ES.FUT' });
    const last = BigInt(START_MS + 1440 * 60_000) * 1_000_000n;
    let isOver = false;
    // A bar that is late may come after the last end of an interval; a heartbeat says that nothing more comes.
    const events = await opened.until((event) => {
      isOver ||= event.kind === 'end-of-interval' && event.end >= last;
      return isOver && event.kind === 'heartbeat';
    }, 1000);
    const note = `replay with TAPEBENCH_SEED=${seed}`;
    expect(events.filter((event) => event.kind === 'disconnected').length, note).toBeGreaterThan(5);
    const names = barNames(events);
    expect(new Set(names).size, `no bar twice; ${note}`).toBe(names.length);
    const inOrder = new Map<number, bigint>();
    for (const event of events) {
      if (event.kind !== 'record' || event.isLate) continue;
      const { instrumentId, tsEvent } = event.record;
      expect(tsEvent > (inOrder.get(instrumentId) ?? 0n), `in order; ${note}`).toBe(true);
      inOrder.set(instrumentId, tsEvent);
    }
    const missing = expectedBars(1440).filter((name) => !names.includes(name));
    const hasGap = events.some((event) => event.kind === 'gap');
    expect(hasGap ? [] : missing, `nothing missing without a gap; ${note}`).toEqual([]);
    const recorded = readDbnSync(join(directory, 'day.dbn')).records.filter(
      (record) => record.type === 'OhlcvMsg',
    );
    expect(recorded.map(barName), `the recording holds the same; ${note}`).toEqual(names);
  });
});
