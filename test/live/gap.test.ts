import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import type { OhlcvMsg } from '../../src/databento/codec/record.ts';
import { DatabentoError } from '../../src/databento/errors.ts';
import { ERROR_CODE } from '../../src/databento/live/controlMessages.ts';
import type { LiveEvent } from '../../src/databento/live/events.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { GapWatch, haltAfterGap } from '../../src/live/entryHalt.ts';
import { readInputs } from '../../src/live/inputFile.ts';
import { replaySession } from '../../src/live/replaySession.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';
import { sessionAtOrAfter } from '../../src/market/calendar.ts';
import type { Tape } from '../../src/market/tape.ts';
import { liveWorld } from './support/market.ts';
import { SessionBench } from './support/sessionBench.ts';

/** Early on the second day, when the history suffices. */
const GAP_RECORDS = 1130;

let bench: SessionBench | undefined;

afterEach(async () => {
  await bench?.close();
  if (bench !== undefined) rmSync(bench.folder, { recursive: true });
  bench = undefined;
});

/** The gateway says that it skipped records, after so many. */
async function openedWithGap(tape: Tape, afterRecords: number): Promise<SessionBench> {
  bench = await SessionBench.open(tape, {
    faults: [
      { kind: 'fragment', bytes: 5000 },
      { kind: 'error', code: ERROR_CODE.skippedRecordsAfterSlowReading, afterRecords },
    ],
  });
  return bench;
}

function journalOf(own: SessionBench): EngineEvent[] {
  return own
    .read(SESSION_FILES.journal)
    .split('\n')
    .slice(0, -1)
    .map((line) => (JSON.parse(line) as { event: EngineEvent }).event);
}

function ordersWithin(own: SessionBench, after: number, until: number): EngineEvent[] {
  return journalOf(own).filter(
    (event) =>
      event.type === 'order' && event.action === 'place' && event.time > after && event.time <= until,
  );
}

test('a gap refuses new entries until the trade date ends, in words, and so again after a restart and in the replay', async () => {
  const tape = liveWorld(31, 3);
  const own = await openedWithGap(tape, GAP_RECORDS);
  const session = own.session();
  await own.follow(session);
  session.close();
  const [gap, ...more] = readInputs(join(own.folder, SESSION_FILES.inputs));
  if (gap?.kind !== 'gap') throw new Error('no gap was noted');
  expect(more).toEqual([]);

  expect(gap.until).toBe(sessionAtOrAfter(gap.after).globexClose);
  expect(ordersWithin(own, gap.after, gap.until)).toEqual([]);
  expect(ordersWithin(own, gap.until, Number.POSITIVE_INFINITY).length).toBeGreaterThan(1);
  const refusals = own.printed.filter((text) => /no trade: bars after .* are missing/.test(text));
  expect(refusals.length).toBeGreaterThan(1);
  expect(new Set(refusals).size).toBe(refusals.length);
  expect(
    own.printed.filter((text) => text.includes('no new entries until the trade date ends')),
  ).toHaveLength(1);
  expect(own.read(SESSION_FILES.log)).toContain('"gap-halt"');

  const replay = replaySession(own.folder, own.setup);
  expect(replay.difference).toBeUndefined();
  expect(replay.root).toBe(session.root);
  own.printed.length = 0;
  const again = own.session();
  again.close();
  expect(again.root).toBe(session.root);
  expect(again.findings).toEqual([]);
  expect(own.printed).toEqual([]);

  // Without the gap the same bars are traded in that time: it is the gap that refuses.
  await own.close();
  rmSync(own.folder, { recursive: true });
  bench = await SessionBench.open(tape);
  const plain = bench.session();
  await bench.follow(plain);
  plain.close();
  expect(ordersWithin(bench, gap.after, gap.until).length).toBeGreaterThan(0);
});

test('a restart while bars are missing says so and stays halted, wherever it falls', async () => {
  const tape = liveWorld(31, 3);
  const own = await openedWithGap(tape, GAP_RECORDS);
  const whole = own.session();
  await own.follow(whole);
  whole.close();
  const root = whole.root;
  await own.close();
  rmSync(own.folder, { recursive: true });
  let saidAgain = 0;
  for (const beyond of [-5, 0, 1, 2, 3, 4, 5, 6, 150]) {
    const each = await openedWithGap(tape, GAP_RECORDS);
    const first = each.session();
    const events = GAP_RECORDS + beyond;
    await each.follow(first, events);
    first.close();
    const isNoted = readInputs(join(each.folder, SESSION_FILES.inputs)).length > 0;
    const second = each.session();
    const isSaid = second.findings.some((finding) => finding.includes('are missing: no new entries until'));
    expect(isSaid, `${events} events`).toBe(isNoted);
    if (isSaid) saidAgain += 1;
    await each.follow(second);
    second.close();
    if (isNoted) expect(second.root, `${events} events`).toBe(root);
    expect(replaySession(each.folder, each.setup).difference).toBeUndefined();
    await each.close();
    rmSync(each.folder, { recursive: true });
    bench = undefined;
  }
  expect(saidAgain).toBeGreaterThan(1);
  expect(saidAgain).toBeLessThan(9);
});

test('a kill between a gap on record and its note forgets neither', async () => {
  const own = await openedWithGap(liveWorld(31, 3), GAP_RECORDS);
  const whole = own.session();
  await own.follow(whole);
  whole.close();
  const inputs = join(own.folder, SESSION_FILES.inputs);
  const [noted] = readInputs(inputs);
  if (noted?.kind !== 'gap') throw new Error('no gap was noted');
  const events = journalOf(own);
  const known = events.findIndex(({ time }) => time > noted.after);
  const lines = own.read(SESSION_FILES.journal).split('\n').slice(0, known);
  writeFileSync(join(own.folder, SESSION_FILES.journal), lines.map((line) => `${line}\n`).join(''));
  rmSync(inputs);
  // The sums would have been noted after the inputs.
  rmSync(join(own.folder, SESSION_FILES.sums));
  rmSync(join(own.folder, SESSION_FILES.recommendations));
  const again = own.session();
  again.close();
  expect(again.root).toBe(whole.root);
  expect(readInputs(inputs)).toEqual([{ ...noted, records: again.recording.records }]);
  expect(replaySession(own.folder, own.setup).difference).toBeUndefined();
});

test('a gap in which the market was closed halts nothing; one that opens into a session halts its trade date', () => {
  const endOf = (text: string): LiveEvent => ({
    kind: 'end-of-interval',
    schema: 'ohlcv-1m',
    end: BigInt(Date.parse(text)) * 1_000_000n,
  });
  // 2025-06-06 was a Friday: closed at 17:00 New York (21:00 UTC), open again on Sunday at 18:00.
  const closed = Date.parse('2025-06-06T21:00Z');
  expect(haltAfterGap(closed, endOf('2025-06-08T22:01Z'))).toBe('nothing-missed');
  const mondayClose = Date.parse('2025-06-09T21:00Z');
  expect(haltAfterGap(closed, endOf('2025-06-08T22:02Z'))).toEqual({ after: closed, until: mondayClose });
  expect(haltAfterGap(closed - 60_000, endOf('2025-06-08T22:01Z'))).toEqual({
    after: closed - 60_000,
    until: mondayClose,
  });
  expect(haltAfterGap(Number.NEGATIVE_INFINITY, endOf('2025-06-08T22:31Z'))).toEqual({
    after: Date.parse('2025-06-08T22:30Z'),
    until: mondayClose,
  });
  expect(haltAfterGap(closed, { kind: 'heartbeat', tsEvent: 0n })).toBeUndefined();
});

test('a gap of a broken link is known when bars come again, not when the link does', () => {
  const watch = new GapWatch();
  const known = Date.parse('2025-06-03T14:00Z');
  const error = new DatabentoError('gateway', 'the replay has aged out');
  const gap: LiveEvent = {
    kind: 'gap',
    schema: undefined,
    from: undefined,
    to: undefined,
    reason: error.message,
  };
  const before: readonly LiveEvent[] = [
    { kind: 'heartbeat', tsEvent: 0n },
    gap,
    { kind: 'disconnected', error, retryInMs: 1000, attempt: 1 },
    { kind: 'message', text: 'again' },
  ];
  for (const event of before) expect(watch.take(event, known)).toBeUndefined();
  expect(watch.isOpen).toBe(true);
  const bar: LiveEvent = {
    kind: 'record',
    record: { type: 'OhlcvMsg', tsEvent: BigInt(Date.parse('2025-06-05T15:00Z')) * 1_000_000n } as OhlcvMsg,
    isLate: false,
    isReplayed: false,
  };
  expect(watch.take(bar, known)).toEqual({
    reason: 'the replay has aged out',
    halt: { after: known, until: Date.parse('2025-06-05T21:00Z') },
  });
  expect(watch.isOpen).toBe(false);
  expect(watch.take(bar, known)).toBeUndefined();
});
