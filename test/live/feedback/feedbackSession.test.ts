import { appendFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RTYPE } from '../../../src/databento/index.ts';
import type { EngineEvent, OrderEvent } from '../../../src/engine/events.ts';
import { addFeedback } from '../../../src/live/feedback/feedbackFile.ts';
import type { FeedbackLine } from '../../../src/live/feedback/feedbackLine.ts';
import { readInputs } from '../../../src/live/inputFile.ts';
import { PaperSession } from '../../../src/live/paperSession.ts';
import { replaySession } from '../../../src/live/replaySession.ts';
import { readSessionEvents } from '../../../src/live/sessionEvents.ts';
import { SESSION_FILES } from '../../../src/live/sessionSetup.ts';
import { ManualClock } from '../../gateway/manualClock.ts';
import { feedDirectly, type RecordedStream, streamOf } from '../support/directFeed.ts';
import { livelySetup, liveWorld } from '../support/market.ts';
import { newFolder } from '../support/sessionBench.ts';

const SETUP = livelySetup({}, { minTradesForBayesian: 1 });
let stream: RecordedStream;
let plainRoot: string;
const folders: string[] = [];

function folderOf(): string {
  const folder = newFolder();
  folders.push(folder);
  return folder;
}

function open(folder: string, printed: string[] = []): PaperSession {
  return PaperSession.open({
    folder,
    pipeline: SETUP,
    clock: new ManualClock(),
    graceMs: 3_600_000,
    print: (text) => printed.push(text),
  });
}

function eventsOf<Type extends EngineEvent['type']>(
  folder: string,
  type: Type,
): Extract<EngineEvent, { type: Type }>[] {
  return readSessionEvents(folder).filter(
    (event): event is Extract<EngineEvent, { type: Type }> => event.type === type,
  );
}

function placed(folder: string): OrderEvent[] {
  return eventsOf(folder, 'order').filter(({ action }) => action === 'place');
}

/** Says that an order was filled at its limit and closed so many ticks better or worse, a minute later. */
function say(folder: string, order: OrderEvent, ticks: number): void {
  const at = new Date(order.time).toISOString();
  const price = (of: number): number => of / 4;
  const filled = { at, time: at, order: order.id, quantity: 1, commission: 0 };
  const lines: FeedbackLine[] = [
    { kind: 'entry', ...filled, price: price(order.limitTicks) },
    {
      kind: 'exit',
      ...filled,
      time: new Date(order.time + 60_000).toISOString(),
      price: price(order.limitTicks + ticks * order.direction),
      reason: 'by hand',
    },
  ];
  for (const line of lines) addFeedback(folder, () => line);
}

/** How many records are that share of the stream; trading begins in its second half. */
function record(share: number): number {
  return Math.floor(stream.records.length * share);
}

function sameOnReplay(folder: string, session: PaperSession): void {
  const replay = replaySession(folder, SETUP);
  expect(replay.difference).toBeUndefined();
  expect(replay.root).toBe(session.root);
}

beforeAll(async () => {
  stream = await streamOf(liveWorld(43, 2), SETUP);
  const folder = folderOf();
  const session = open(folder);
  feedDirectly(session, stream);
  session.close();
  plainRoot = session.root!;
}, 60_000);

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('a session that runs', () => {
  test('takes feedback in at the end of the minute, notes it before it acts, and journals what was learned with the next one', () => {
    const folder = folderOf();
    const session = open(folder);
    const most = record(0.85);
    feedDirectly(session, stream, most);
    const [order] = placed(folder);
    const paper = eventsOf(folder, 'trade').find((trade) => trade.order === order!.id);
    say(folder, order!, -40);
    feedDirectly(session, stream);
    session.close();
    const [input] = readInputs(join(folder, SESSION_FILES.inputs));
    expect(input).toMatchObject({
      kind: 'feedback',
      lines: 2,
      results: [{ order: order!.id, closed: { exitTime: order!.time + 60_000, netMilli: -500_000 } }],
    });
    const learned = eventsOf(folder, 'learned');
    expect(learned).toEqual([
      expect.objectContaining({
        order: order!.id,
        signal: order!.signal,
        source: 'real',
        before: paper === undefined ? 'none' : 'paper',
        netMilli: -500_000,
        time: input!.kind === 'feedback' ? input!.after : 0,
      }),
    ]);
    sameOnReplay(folder, session);
    expect(session.root).not.toBe(plainRoot);
  });

  test('sizes by it: an order in the same context is less trusted after a loss than after a win', () => {
    const plain = folderOf();
    const whole = open(plain);
    feedDirectly(whole, stream);
    whole.close();
    const bins = new Map(eventsOf(plain, 'signal').map(({ id, modalBin }) => [id, modalBin]));
    const orders = placed(plain);
    const binOf = ({ signal }: OrderEvent): number => bins.get(signal)!;
    const later = orders.find((order, index) =>
      orders.slice(0, index).some((each) => binOf(each) === binOf(order)),
    )!;
    const first = orders.find((order) => binOf(order) === binOf(later))!;
    const confidenceAfter = (ticks: number): number => {
      const folder = folderOf();
      const session = open(folder);
      for (let at = record(0.6); placed(folder).every(({ id }) => id < first.id); at += 10)
        feedDirectly(session, stream, at);
      say(folder, first, ticks);
      feedDirectly(session, stream);
      session.close();
      return placed(folder).find(({ signal }) => signal === later.signal)!.confidence;
    };
    expect(confidenceAfter(40)).toBeGreaterThan(confidenceAfter(-40));
  });

  test('a feedback file that cannot be used is said once, ends nothing, and counts when it is mended', () => {
    const folder = folderOf();
    const printed: string[] = [];
    const session = open(folder, printed);
    const most = record(0.85);
    feedDirectly(session, stream, most);
    const [order] = placed(folder);
    const path = join(folder, SESSION_FILES.feedback);
    writeFileSync(path, 'not JSON\n');
    feedDirectly(session, stream, most + 60);
    const said = printed.filter((text) => text.includes('Feedback is not taken in'));
    expect(said).toHaveLength(1);
    expect(said[0]).toContain('feedback.jsonl, line 1');
    rmSync(path);
    say(folder, order!, 8);
    feedDirectly(session, stream);
    session.close();
    expect(eventsOf(folder, 'learned')).toHaveLength(1);
    sameOnReplay(folder, session);
  });

  test('a file that has lost lines takes nothing back, and is said', () => {
    const folder = folderOf();
    const printed: string[] = [];
    const session = open(folder, printed);
    feedDirectly(session, stream, record(0.85));
    say(folder, placed(folder)[0]!, 8);
    feedDirectly(session, stream, record(0.9));
    rmSync(join(folder, SESSION_FILES.feedback));
    feedDirectly(session, stream, record(0.95));
    session.close();
    const again = open(folder, printed);
    feedDirectly(again, stream);
    again.close();
    expect(eventsOf(folder, 'learned').map(({ source }) => source)).toEqual(['real']);
    const said = printed.filter((text) => text.includes('has 0 lines, and had 2'));
    expect(said).toHaveLength(2);
    sameOnReplay(folder, again);
  });

  test('what is said after the session has ended is taken in when it is opened again, and corrections too', () => {
    const folder = folderOf();
    const most = record(0.85);
    const first = open(folder);
    feedDirectly(first, stream, most);
    first.close();
    const order = placed(folder)[0]!;
    say(folder, order, 8);
    // No market has gone on yet: noted, not learned.
    open(folder).close();
    expect(readInputs(join(folder, SESSION_FILES.inputs))).toHaveLength(1);
    expect(eventsOf(folder, 'learned')).toHaveLength(0);
    const at = new Date(order.time).toISOString();
    addFeedback(folder, () => ({ kind: 'withdrawn', at, order: order.id, supersedes: 2, reason: 'wrong' }));
    const second = open(folder);
    feedDirectly(second, stream);
    second.close();
    const [taken, takenBack] = eventsOf(folder, 'learned');
    expect(taken).toMatchObject({ source: 'real', netMilli: 100_000 });
    expect(takenBack).toMatchObject({ before: 'real' });
    expect(takenBack!.source).not.toBe('real');
    sameOnReplay(folder, second);
    // Nothing is told twice.
    open(folder).close();
    expect(readInputs(join(folder, SESSION_FILES.inputs))).toHaveLength(2);
  });
});

test('a recording that lost its end gives the same journal when the feed has brought it again', () => {
  const folder = folderOf();
  const session = open(folder);
  feedDirectly(session, stream, record(0.85));
  say(folder, placed(folder)[0]!, 8);
  feedDirectly(session, stream);
  session.close();
  expect(eventsOf(folder, 'learned')).toHaveLength(1);
  const journal = readFileSync(join(folder, SESSION_FILES.journal), 'utf8');
  const path = join(folder, SESSION_FILES.recording);
  truncateSync(path, Math.floor(statSync(path).size * 0.8));
  const printed: string[] = [];
  const again = open(folder, printed);
  expect(again.findings.join(' ')).toContain('events ahead of the recording');
  feedDirectly(again, stream);
  again.close();
  expect(printed.filter((text) => text.includes('Feedback is not taken in'))).toEqual([]);
  expect(again.root).toBe(session.root);
  expect(readFileSync(join(folder, SESSION_FILES.journal), 'utf8')).toBe(journal);
  sameOnReplay(folder, again);
});

test('restarts wherever they come, and kills after any line of the journal, give the same journal with feedback', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          at: fc.integer({ min: 60, max: 99 }),
          what: fc.constantFrom('restart' as const, 'say' as const),
          ticks: fc.integer({ min: -9, max: 9 }),
        }),
        { minLength: 2, maxLength: 6 },
      ),
      fc.integer({ min: 0, max: 99 }),
      (steps, killedAt) => {
        const folder = folderOf();
        let session = open(folder);
        const told = new Set<number>();
        for (const { at, what, ticks } of [...steps].sort((a, b) => a.at - b.at)) {
          feedDirectly(session, stream, record(at / 100));
          const order = placed(folder).find(({ id }) => !told.has(id));
          if (what === 'restart') {
            session.close();
            session = open(folder);
          } else if (order !== undefined) {
            told.add(order.id);
            say(folder, order, ticks);
          }
        }
        feedDirectly(session, stream);
        session.close();
        sameOnReplay(folder, session);
        // A kill that left so much of the journal, with a torn line.
        const path = join(folder, SESSION_FILES.journal);
        const journal = readFileSync(path);
        const lines = journal.toString().split('\n').slice(0, -1);
        const kept = Math.floor((lines.length * killedAt) / 100);
        truncateSync(path, 0);
        appendFileSync(
          path,
          lines
            .slice(0, kept)
            .map((line) => `${line}\n`)
            .join(''),
        );
        appendFileSync(path, lines[kept]!.slice(0, 20));
        const again = open(folder);
        again.close();
        expect(again.root).toBe(session.root);
        expect(readFileSync(path).equals(journal)).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
}, 60_000);

test('a contract that trades for the first time makes the engine anew with what was learned', () => {
  const folder = folderOf();
  const from = record(0.9);
  const ids = [...new Set(stream.records.filter(isBar).map(instrumentOf))];
  expect(ids).toHaveLength(2);
  const late = ids[1]!;
  // The second contract is silent until after the feedback.
  const records = stream.records.filter(
    (each, index) => index >= from || !isBar(each) || instrumentOf(each) !== late,
  );
  const silenced = { ...stream, records };
  const session = open(folder);
  const before = records.length - (stream.records.length - from);
  feedDirectly(session, silenced, before);
  const [order] = placed(folder);
  say(folder, order!, 4);
  feedDirectly(session, silenced);
  session.close();
  const [learned] = eventsOf(folder, 'learned');
  expect(learned).toMatchObject({ order: order!.id, source: 'real' });
  const lateBars = records.slice(before).filter((each) => isBar(each) && instrumentOf(each) === late);
  expect(lateBars.length).toBeGreaterThan(0);
  sameOnReplay(folder, session);
});

function isBar(record: Uint8Array): boolean {
  return record[1] === RTYPE.ohlcv1m;
}

function instrumentOf(record: Uint8Array): number {
  return Buffer.from(record).readUInt32LE(4);
}
