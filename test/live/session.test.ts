import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { GENESIS } from '../../src/engine/engine.ts';
import type { TapebenchError } from '../../src/errors.ts';
import { readInputs } from '../../src/live/inputFile.ts';
import type { PaperSession } from '../../src/live/paperSession.ts';
import { RECOMMENDATION } from '../../src/live/recommendation.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import type { Tape } from '../../src/market/tape.ts';
import { livelySetup, liveWorld } from './support/market.ts';
import { SessionBench } from './support/sessionBench.ts';

let bench: SessionBench | undefined;

afterEach(async () => {
  await bench?.close();
  if (bench !== undefined) rmSync(bench.folder, { recursive: true });
  bench = undefined;
});

/** Pieces small enough that a session is written in many. */
const FAULTS = [{ kind: 'fragment', bytes: 5000 }] as const;

async function opened(tape: Tape, setup = livelySetup()): Promise<SessionBench> {
  bench = await SessionBench.open(tape, { setup, faults: FAULTS });
  return bench;
}

/** A session that has followed its market to the end. */
async function finished(tape: Tape, setup = livelySetup()): Promise<{ bench: SessionBench; root: string }> {
  const own = await opened(tape, setup);
  const session = own.session();
  await own.follow(session);
  session.close();
  return { bench: own, root: session.root! };
}

function failure(run: () => unknown): TapebenchError {
  try {
    run();
  } catch (error) {
    return error as TapebenchError;
  }
  throw new Error('it did not fail');
}

function ordersIn(own: SessionBench): number[] {
  return own
    .read(SESSION_FILES.recommendations)
    .split('\n')
    .slice(0, -1)
    .map((line) => RECOMMENDATION.parse(JSON.parse(line)).order_id);
}

test('nothing is said that is not first on disk', async () => {
  const own = await opened(liveWorld(29, 2));
  let blocks = 0;
  const session = own.session({
    print: (text) => {
      if (!text.includes('TRADING RECOMMENDATION')) return;
      blocks += 1;
      const log = own.read(SESSION_FILES.recommendations).trimEnd().split('\n');
      const said = RECOMMENDATION.parse(JSON.parse(log.at(-1)!));
      expect(log).toHaveLength(blocks);
      expect(JSON.parse(own.read(SESSION_FILES.latest))).toEqual(said);
      const line = own.read(SESSION_FILES.journal).split('\n')[said.journal_event - 1];
      expect(line).toContain(said.journal_hash);
      // The recording holds what the journal stands on: it gives the same events again.
      const replay = replaySession(own.folder, own.setup);
      expect(replay.difference?.journal).toBeUndefined();
      expect(replay.events).toBeGreaterThanOrEqual(said.journal_event);
    },
  });
  await own.follow(session);
  session.close();
  expect(blocks).toBeGreaterThan(1);
});

describe('a restart', () => {
  test('a kill after each journal record forgets nothing and recommends nothing twice', async () => {
    const { bench: own, root } = await finished(liveWorld(21, 2));
    const journal = readFileSync(join(own.folder, SESSION_FILES.journal));
    const recommendations = readFileSync(join(own.folder, SESSION_FILES.recommendations));
    const orders = ordersIn(own);
    expect(orders.length).toBeGreaterThan(3);
    const ends = [...journal.entries()].flatMap(([at, byte]) => (byte === 0x0a ? [at + 1] : []));
    for (const [index, end] of ends.entries()) {
      const torn = index % 3;
      // What was written of the line after, and the recommendations of what the journal holds.
      truncateSync(join(own.folder, SESSION_FILES.journal), 0);
      writeFileSync(
        join(own.folder, SESSION_FILES.journal),
        journal.subarray(0, Math.min(journal.length, end + torn * 20)),
      );
      const held = JSON.parse(`[${journal.subarray(0, end).toString().trimEnd().split('\n').join(',')}]`) as {
        event: { type: string; action?: string };
      }[];
      const recommended = held.filter(
        ({ event }) => event.type === 'order' && event.action === 'place',
      ).length;
      // A kill between the journal and the log loses the last recommendation; it must be made up for.
      const kept = Math.max(0, recommended - (index % 2));
      const lines = recommendations.toString().split('\n').slice(0, kept);
      writeFileSync(
        join(own.folder, SESSION_FILES.recommendations),
        lines.map((line) => `${line}\n`).join(''),
      );
      own.printed.length = 0;
      const session = own.session();
      expect(session.root, `killed after record ${index + 1}`).toBe(root);
      session.close();
      expect(ordersIn(own)).toEqual(orders);
      const blocks = own.printed.filter((text) => text.includes('TRADING RECOMMENDATION'));
      expect(blocks).toHaveLength(orders.length - kept);
      expect(readFileSync(join(own.folder, SESSION_FILES.journal)).equals(journal)).toBe(true);
      const wasTorn = torn > 0 && end < journal.length;
      expect(session.findings.some((finding) => finding.includes('torn last line off the journal'))).toBe(
        wasTorn,
      );
    }
  });

  test('a recording that ends anywhere, also inside a record, is gone on with, to the same root', async () => {
    const tape = liveWorld(22, 2);
    const { bench: own, root } = await finished(tape);
    const recording = join(own.folder, SESSION_FILES.recording);
    const whole = readFileSync(recording);
    for (const share of [0.2, 0.5001, 0.83, 0.9999]) {
      // The journal cannot know more than the recording: it is written after it.
      const cut = whole.subarray(0, Math.floor(whole.length * share));
      writeFileSync(recording, cut);
      rmSync(join(own.folder, SESSION_FILES.journal));
      const session = own.session();
      await own.follow(session);
      session.close();
      expect(session.root, `cut at ${share}`).toBe(root);
    }
  });

  test('the latest recommendation is the last of the log, and both are what the schema says', async () => {
    const { bench: own } = await finished(liveWorld(23, 2));
    const lines = own.read(SESSION_FILES.recommendations).trimEnd().split('\n');
    const latest = JSON.parse(own.read(SESSION_FILES.latest)) as Record<string, unknown>;
    expect(latest).toEqual(JSON.parse(lines.at(-1)!));
    expect(Object.keys(latest).slice(0, 11)).toEqual([
      'timestamp',
      'contract',
      'action',
      'quantity',
      'order_type',
      'price',
      'validity',
      'stop_loss',
      'profit_target',
      'confidence',
      'bayesian_multiplier',
    ]);
    const schema = JSON.parse(own.read(SESSION_FILES.schema)) as { properties: object; required: string[] };
    const learned = ['learned_trades', 'learned_from_run'];
    const ordinary = Object.keys(schema.properties).filter((name) => !learned.includes(name));
    expect(ordinary).toEqual(Object.keys(latest));
    expect(schema.required).toEqual(ordinary.filter((name) => name !== 'volume_rank'));
    const journal = own.read(SESSION_FILES.journal).split('\n');
    const order = JSON.parse(journal[Number(latest['journal_event']) - 1]!) as {
      hash: string;
      event: { type: string; id: number };
    };
    expect(order.hash).toBe(latest['journal_hash']);
    expect(order.event).toMatchObject({ type: 'order', id: latest['order_id'] });
  });

  test('an emergency stop stays over a restart, until it is reset with a reason', async () => {
    const setup = livelySetup({}, { emergencyStopPct: 0.05, initialCapital: 50_000 });
    const own = await opened(liveWorld(11, 4), setup);
    const first = own.session();
    await own.follow(first);
    first.close();
    expect(first.isStopped).toBe(true);
    expect(own.printed.some((text) => text.includes('no trade: emergency stop (drawdown'))).toBe(true);
    const second = own.session();
    expect(second.isStopped).toBe(true);
    second.resetEmergencyStop('looked into it');
    expect(second.isStopped).toBe(false);
    const root = second.root;
    second.close();
    expect(own.read(SESSION_FILES.inputs)).toContain('"reason":"looked into it"');
    const third = own.session();
    expect(third.isStopped).toBe(false);
    expect(third.root).toBe(root);
    expect(failure(() => third.resetEmergencyStop('again')).code).toBe('TB_USAGE');
    third.close();
    expect(replaySession(own.folder, setup).difference).toBeUndefined();
  });
});

test('without word that a minute is complete its bars are used after the grace, and so again after a restart', async () => {
  const graces: number[] = [];
  const tape = liveWorld(24, 2);
  // The gateway falls silent somewhere between a bar and the end of its minute, until the client gives the link up.
  for (let afterRecords = 300; afterRecords < 305; afterRecords++) {
    bench = await SessionBench.open(tape, { faults: [{ kind: 'silence', afterRecords }] });
    const session = bench.session({ graceMs: 500 });
    await bench.follow(session);
    session.close();
    graces.push(
      readInputs(join(bench.folder, SESSION_FILES.inputs)).filter(({ kind }) => kind === 'grace').length,
    );
    expect(replaySession(bench.folder, bench.setup).difference).toBeUndefined();
    const again = bench.session();
    expect(again.root).toBe(session.root);
    again.close();
    await bench.close();
    rmSync(bench.folder, { recursive: true });
    bench = undefined;
  }
  expect(Math.max(...graces)).toBe(1);
  expect(Math.min(...graces)).toBe(0);
});

describe('damage', () => {
  test('a journal that is damaged in its middle is set aside, said, and given again by the recording', async () => {
    const { bench: own, root } = await finished(liveWorld(25, 2));
    const path = join(own.folder, SESSION_FILES.journal);
    const good = readFileSync(path);
    for (const share of [0.01, 0.3, 0.77]) {
      const bad = Buffer.from(good);
      bad[Math.floor(good.length * share)]! ^= 1;
      writeFileSync(path, bad);
      const session = own.session();
      session.close();
      expect(session.root).toBe(root);
      expect(session.findings.join(' ')).toMatch(/journal was damaged in line \d+ .* kept as .*damaged-\d/);
      expect(readFileSync(path).equals(good)).toBe(true);
    }
    const aside = readdirSync(own.folder).filter((name) => name.includes('damaged'));
    expect(aside).toHaveLength(3);
  });

  test('a recording that is changed at any byte is set aside, said, and its good part gone on with', async () => {
    const { bench: own, root } = await finished(liveWorld(26, 2));
    const path = join(own.folder, SESSION_FILES.recording);
    const good = readFileSync(path);
    for (const share of [0, 0.1, 0.37, 0.7, 0.99999]) {
      const bytes = Buffer.from(good);
      bytes[Math.floor(good.length * share)]! ^= 4;
      writeFileSync(path, bytes);
      const session = own.session();
      expect(session.findings.join(' '), `changed at ${share}`).toMatch(
        /recording was damaged .* kept as .*\.damaged-\d/,
      );
      await own.follow(session);
      session.close();
      expect(session.root, `changed at ${share}`).toBe(root);
    }
    const aside = readdirSync(own.folder).filter((name) => name.startsWith('recording.dbn.damaged'));
    expect(aside).toHaveLength(5);
  });

  test('a damaged line of sums condemns nothing that a later one vouches for', async () => {
    const { bench: own } = await finished(liveWorld(26, 1));
    const path = join(own.folder, SESSION_FILES.sums);
    const sums = readFileSync(path);
    sums[Math.floor(sums.length / 2)]! ^= 1;
    writeFileSync(path, sums);
    const session = own.session();
    session.close();
    expect(session.findings).toEqual([]);
  });

  test('without its sums a recording whose records cannot be told apart is set aside all the same', async () => {
    const { bench: own, root } = await finished(liveWorld(26, 2));
    const path = join(own.folder, SESSION_FILES.recording);
    const bytes = readFileSync(path);
    // The last record's length becomes nothing: the framing breaks there.
    bytes[lastRecordAt(bytes)] = 1;
    writeFileSync(path, bytes);
    rmSync(join(own.folder, SESSION_FILES.sums));
    const session = own.session();
    expect(session.findings.join(' ')).toMatch(
      /recording was damaged .* kept as .*recording\.dbn\.damaged-1/,
    );
    await own.follow(session);
    session.close();
    expect(session.root).toBe(root);
  });

  test('a journal and a recording that contradict each other are refused, and neither is touched', async () => {
    const { bench: own } = await finished(liveWorld(27, 2));
    const path = join(own.folder, SESSION_FILES.recording);
    const bytes = readFileSync(path);
    const prices = barPricesAt(bytes);
    // Half-way through the first day, a bar is made another that is just as possible, and so are the sums.
    const at = prices[Math.floor(prices.length / 4)]!;
    for (const offset of [0, 8, 16, 24]) {
      bytes.writeBigInt64LE(bytes.readBigInt64LE(at + offset) + 250_000_000n, at + offset);
    }
    writeFileSync(path, bytes);
    rmSync(join(own.folder, SESSION_FILES.sums));
    const replay = replaySession(own.folder, own.setup);
    expect(replay.difference).toBeDefined();
    expect(replay.root).not.toBe(replay.journalRoot);
    expect(failure(() => own.session()).code).toBe('TB_JOURNAL_BROKEN');
    expect(readFileSync(path).equals(bytes)).toBe(true);
  });

  test('a line of the recommendations that is none is refused by its number', async () => {
    const { bench: own } = await finished(liveWorld(23, 2));
    appendFileSync(join(own.folder, SESSION_FILES.recommendations), '{}\n');
    const error = failure(() => own.session());
    expect(error.code).toBe('TB_SESSION_INVALID');
    expect(error.where).toMatch(/recommendations_log\.jsonl, line \d+$/);
    rmSync(join(own.folder, SESSION_FILES.recommendations));
    const again = own.session();
    again.close();
  });
});

test('a session before any bar has an empty journal, and replays to it', async () => {
  const own = await opened(liveWorld(28, 1));
  const session: PaperSession = own.session();
  session.close();
  const replay = replaySession(own.folder, own.setup);
  expect(replay).toMatchObject({ records: 0, events: 0, root: GENESIS, journalRoot: GENESIS });
});

function* recordsAt(bytes: Buffer): Generator<number> {
  for (let at = 8 + bytes.readUInt32LE(4); at < bytes.length; at += bytes[at]! * 4) yield at;
}

function lastRecordAt(bytes: Buffer): number {
  return [...recordsAt(bytes)].at(-1)!;
}

/** Where the four prices of each bar stand. */
function barPricesAt(bytes: Buffer): number[] {
  return [...recordsAt(bytes)].filter((at) => bytes[at + 1] === 33).map((at) => at + 16);
}
