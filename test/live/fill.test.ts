import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveHistory } from '../../src/cli/live/liveHistory.ts';
import { Historical, Live, type ReconnectOptions } from '../../src/databento/index.ts';
import { Journal } from '../../src/engine/engine.ts';
import type { Fault } from '../../src/gateway/faults.ts';
import { type Gateway, startGateway } from '../../src/gateway/startGateway.ts';
import { followMarket } from '../../src/live/followMarket.ts';
import { readInputs } from '../../src/live/inputFile.ts';
import { PaperSession } from '../../src/live/paperSession.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import type { PaperSessionOptions } from '../../src/live/sessionOptions.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import type { Tape } from '../../src/market/tape.ts';
import { DayCache } from '../../src/sources/fetch/dayCache.ts';
import { sliceTape } from '../../src/sources/tapeSlice.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { inputOf, runBatch } from '../engine/support/runs.ts';
import { ManualClock } from '../gateway/manualClock.ts';
import { KEY } from '../gateway/market.ts';
import { livelySetup, liveWorld, servedAs } from './support/market.ts';
import { newFolder } from './support/sessionBench.ts';

const DAY_MS = 86_400_000;
/** Half an hour of the market a second. */
const SPEED = 1800;

let gateway: Gateway | undefined;
let folder: string;

beforeEach(() => {
  folder = newFolder();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
});

afterEach(async () => {
  vi.restoreAllMocks();
  await gateway?.close();
  gateway = undefined;
  rmSync(folder, { recursive: true });
});

/** A market that goes on while nobody follows it, and its history. */
class Market {
  readonly clock: ManualClock = new ManualClock();
  readonly tape: Tape;
  readonly endMs: number;
  readonly printed: string[] = [];
  readonly bells: string[] = [];
  readonly reconnects: ReconnectOptions[] = [];
  #isAsking = false;
  lastAsked: { readonly from: number; readonly until: number | undefined } | undefined;

  constructor(tape: Tape) {
    this.tape = tape;
    this.endMs = tape.rows.time[tape.rows.length - 1]! + MINUTE_MS;
  }

  async open(
    options: { readonly faults?: readonly Fault[]; readonly isPaced?: boolean } = {},
  ): Promise<void> {
    gateway = await startGateway({
      data: servedAs(this.tape),
      key: KEY,
      clock: this.clock,
      faults: options.faults ?? [],
      ...(options.isPaced === false ? {} : { speed: SPEED }),
    });
  }

  session(more: Partial<PaperSessionOptions> = {}): PaperSession {
    return PaperSession.open({
      folder,
      pipeline: livelySetup(),
      clock: this.clock,
      graceMs: 3_600_000,
      print: (text) => this.printed.push(text),
      ring: (bell) => this.bells.push(bell),
      ...more,
    });
  }

  history(): LiveHistory {
    return new LiveHistory({
      client: new Historical({ key: KEY, baseUrl: gateway!.httpUrl }),
      cache: new DayCache(join(folder, 'cache')),
      dataset: 'GLBX.MDP3',
      instrument: 'ES',
      cost: { maxCost: 100, yes: false },
      isLoopback: true,
      now: undefined,
      signal: new AbortController().signal,
    });
  }

  follow(
    session: PaperSession,
    until: number,
    { hasHistory = true, start = 0 }: { readonly hasHistory?: boolean; readonly start?: number } = {},
  ): Promise<void> {
    const following = followMarket(
      session,
      {
        connect: (reconnect) => {
          this.reconnects.push(reconnect);
          const live = new Live({
            key: KEY,
            dataset: 'GLBX.MDP3',
            gateway: gateway!.live,
            clock: this.clock,
            seed: 1,
            recording: session.recording,
            reconnect,
          });
          live.subscribe({
            schema: 'ohlcv-1m',
            stypeIn: 'parent',
            symbols: 'ES.FUT',
            start: BigInt(start) * 1_000_000n,
          });
          return live;
        },
        missing: hasHistory
          ? async (from) => {
              this.#isAsking = true;
              const found = await this.history()
                .missing(from)
                .finally(() => {
                  this.#isAsking = false;
                });
              this.lastAsked = { from, until: found?.until };
              return found;
            }
          : undefined,
      },
      (completeUntil) => completeUntil >= until,
    );
    return this.#settled(following);
  }

  /** Turns the clock until the promise settles; it stands while the history is asked, which no clock drives. */
  async #settled(promise: Promise<void>): Promise<void> {
    let isSettled = false;
    const done = (): void => {
      isSettled = true;
    };
    promise.then(done, done);
    while (!isSettled) {
      if (this.#isAsking) await new Promise((resolve) => setImmediate(resolve));
      else await this.clock.advance(250);
    }
    return promise;
  }

  /** Time passes without anybody who follows. */
  away(marketMs: number): Promise<void> {
    return this.clock.advance(marketMs / SPEED);
  }
}

/** Root of the batch on the whole tape, without the end of its last day, which a session does not see. */
function batchRoot(tape: Tape): string {
  const expected = new Journal();
  for (const event of runBatch(inputOf(tape, v6, LIVELY)).events.slice(0, -1)) expected.emit(event);
  return expected.root;
}

test('a session that was away for longer than the feed keeps gets the rest from the history, and has the journal of the batch', async () => {
  const market = new Market(liveWorld(61, 5));
  await market.open();
  const first = market.session();
  await market.follow(first, market.tape.rows.time[0]! + 6 * 3_600_000);
  const leftAt = first.completeUntil;
  first.close();
  // Over a weekend and two days of trading.
  await market.away(4.5 * DAY_MS);

  market.printed.length = 0;
  market.bells.length = 0;
  const second = market.session();
  await market.follow(second, market.endMs);
  second.close();
  expect(market.lastAsked?.from).toBe(leftAt);
  expect(market.lastAsked!.until!).toBeGreaterThan(leftAt + 4.4 * DAY_MS);
  expect(market.printed.some((text) => text.startsWith('Filled from the history'))).toBe(true);
  expect(market.printed.filter((text) => text.includes('no new entries'))).toEqual([]);
  expect(second.root).toBe(batchRoot(market.tape));
  expect(readInputs(join(folder, SESSION_FILES.inputs))).toEqual([]);
  // What was decided on the days that were missed is recommended once, and said to be old.
  const blocks = market.printed.filter((text) => text.includes('TRADING RECOMMENDATION'));
  const lapsed = blocks.filter((text) => text.includes('LAPSED:'));
  expect(lapsed.length).toBeGreaterThan(2);
  expect(lapsed.length).toBeLessThan(blocks.length);
  expect(lapsed[0]).toMatch(/LAPSED: {9}decided \d+\.\d h ago and no longer valid; do not place it/);
  expect(market.bells.length).toBe(blocks.length - lapsed.length);

  const replay = replaySession(folder, livelySetup());
  expect(replay.difference).toBeUndefined();
  expect(replay.root).toBe(second.root);
  const again = market.session();
  again.close();
  expect(again.root).toBe(second.root);
  expect(again.findings).toEqual([]);
});

test('a fill that was cut off by a kill is gone on with', async () => {
  const market = new Market(liveWorld(62, 5));
  await market.open();
  const first = market.session();
  await market.follow(first, market.tape.rows.time[0]! + 5 * 3_600_000);
  first.close();
  await market.away(3 * DAY_MS);
  const killed = market.session({
    print: (text) => {
      if (text.includes('paper trade')) throw new Error('killed');
    },
  });
  await expect(market.follow(killed, market.endMs)).rejects.toThrow('killed');
  const partly = killed.recording.records;
  const last = market.session();
  expect(last.recording.records).toBe(partly);
  expect(partly).toBeLessThan(market.tape.rows.length);
  await market.follow(last, market.endMs);
  last.close();
  expect(last.root).toBe(batchRoot(market.tape));
  expect(replaySession(folder, livelySetup()).difference).toBeUndefined();
});

test.each(['none', 'failing', 'empty'] as const)(
  'without a history to ask (%s) the gap is said and halts entries',
  async (kind) => {
    const market = new Market(liveWorld(61, 5));
    await market.open();
    const first = market.session();
    await market.follow(first, market.tape.rows.time[0]! + 6 * 3_600_000);
    first.close();
    await market.away(2.5 * DAY_MS);
    if (kind === 'failing')
      vi.spyOn(LiveHistory.prototype, 'missing').mockRejectedValue(new Error('no such host'));
    if (kind === 'empty') vi.spyOn(LiveHistory.prototype, 'missing').mockResolvedValue(undefined);
    const second = market.session();
    await market.follow(second, market.endMs, { hasHistory: kind !== 'none' });
    second.close();
    const said = {
      none: 'no new entries until the trade date ends',
      failing: 'The missing bars could not be had: no such host',
      empty: 'The history has nothing later either.',
    };
    expect(market.printed.some((text) => text.includes(said[kind]))).toBe(true);
    expect(readInputs(join(folder, SESSION_FILES.inputs))).toMatchObject([{ kind: 'gap' }]);
    expect(market.reconnects.at(-1)).toMatchObject({ whenAgedOut: 'continue' });
    expect(replaySession(folder, livelySetup()).difference).toBeUndefined();
  },
);

test('records that the venue left out are had before anything after them is used', async () => {
  const market = new Market(liveWorld(63, 3));
  await market.open({ isPaced: false, faults: [{ kind: 'slow-reader', afterRecords: 1200, skip: 25 }] });
  const session = market.session();
  await market.follow(session, market.endMs);
  session.close();
  expect(market.printed.some((text) => text.includes('left out records'))).toBe(true);
  expect(session.root).toBe(batchRoot(market.tape));
  expect(replaySession(folder, livelySetup()).root).toBe(session.root);
});

test('a session that begins on history and a feed joins both, and says whether they agree', async () => {
  const tape = liveWorld(64, 4);
  const judgesFrom = tape.rows.time[0]! + 2 * DAY_MS;
  const warmUp = sliceTape(tape, 0, judgesFrom);
  const market = new Market(tape);
  await market.open({ isPaced: false });
  const end = warmUp.rows.time[warmUp.rows.length - 1]! + MINUTE_MS;
  const begun = { pipeline: livelySetup({ warmUp, judgesFrom }), joinsAt: end };
  const session = market.session(begun);
  await market.follow(session, market.endMs, { start: end - 5 * MINUTE_MS });
  session.close();
  const joined = market.printed.filter((text) => text.startsWith('The feed goes on where the history ends'));
  expect(joined).toHaveLength(1);
  expect(joined[0]).toMatch(/; [1-9]\d* bars came a second time, the same as in the history/);
  expect(market.printed.filter((text) => text.includes('Bar not used'))).toEqual([]);
  expect(readInputs(join(folder, SESSION_FILES.inputs))).toEqual([]);

  // Another history: what the feed has is not what it has, and that is said.
  rmSync(folder, { recursive: true });
  folder = newFolder();
  const { rows } = warmUp;
  const other = {
    ...warmUp,
    rows: { ...rows, close: rows.close.map((ticks, i) => Math.min(ticks + 1, rows.high[i]!)) },
  };
  market.printed.length = 0;
  const doubtful = market.session({ pipeline: livelySetup({ warmUp: other, judgesFrom }), joinsAt: end });
  await market.follow(doubtful, market.endMs, { start: end - 5 * MINUTE_MS });
  doubtful.close();
  expect(market.printed.join('\n')).toMatch(
    /The feed differs from the history before .*: [1-9]\d* of \d+ bars .*the close is/,
  );
});

test('a feed that begins after the history ends leaves a gap, also when the session was killed in it; a closed market does not', async () => {
  const tape = liveWorld(64, 4);
  const judgesFrom = tape.rows.time[0]! + 2 * DAY_MS;
  const warmUp = sliceTape(tape, 0, judgesFrom);
  const end = warmUp.rows.time[warmUp.rows.length - 1]! + MINUTE_MS;
  const market = new Market(tape);
  await market.open({ isPaced: false });
  const begun = { pipeline: livelySetup({ warmUp, judgesFrom }), joinsAt: end };
  const session = market.session(begun);
  await market.follow(session, market.endMs, { start: end + 30 * MINUTE_MS });
  session.close();
  const [gap] = readInputs(join(folder, SESSION_FILES.inputs));
  expect(gap).toMatchObject({ kind: 'gap', after: end, reason: 'the feed begins after the history ends' });
  rmSync(join(folder, SESSION_FILES.inputs));
  for (const name of [SESSION_FILES.sums, SESSION_FILES.journal, SESSION_FILES.recommendations])
    rmSync(join(folder, name));
  const again = market.session(begun);
  again.close();
  expect(again.root).toBe(session.root);
  expect(readInputs(join(folder, SESSION_FILES.inputs))).toMatchObject([{ kind: 'gap', after: end }]);
});
