import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { RTYPE } from '../../../src/databento/index.ts';
import { Journal } from '../../../src/engine/engine.ts';
import type { EngineEvent, TradeEvent } from '../../../src/engine/events.ts';
import { type Ladder, ladderOf, replayForTrades } from '../../../src/live/diverge/ladder.ts';
import { addFeedback } from '../../../src/live/feedback/feedbackFile.ts';
import { readInputs } from '../../../src/live/inputFile.ts';
import { PaperSession } from '../../../src/live/paperSession.ts';
import { replaySession } from '../../../src/live/replaySession.ts';
import { readSessionEvents } from '../../../src/live/sessionEvents.ts';
import { SESSION_FILES } from '../../../src/live/sessionSetup.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { tapeOf } from '../../../src/sources/tapeBuilder.ts';
import { ManualClock } from '../../gateway/manualClock.ts';
import { feedDirectly, type RecordedStream, streamOf } from '../support/directFeed.ts';
import { newFolder } from '../support/sessionBench.ts';
import { HASTY, shortWorld } from '../support/shortMarket.ts';

const { setup: SETUP, tape: TAPE } = shortWorld(25, 20, 240, { given: { ...HASTY, emergencyStopPct: 99 } });
let stream: RecordedStream;
let plain: readonly TradeEvent[];
const folders: string[] = [];

/** A session that was given a stream, and is over. */
function lived(given: RecordedStream = stream): string {
  const folder = newFolder();
  folders.push(folder);
  const session = PaperSession.open({
    folder,
    pipeline: SETUP,
    clock: new ManualClock(),
    graceMs: 3_600_000,
    print: () => {},
  });
  feedDirectly(session, given);
  session.close();
  return folder;
}

function diverged(folder: string, history?: Tape): Ladder {
  return ladderOf(SETUP, replayForTrades(folder, SETUP), history);
}

function partsOf({ steps }: Ladder): Record<string, number> {
  return Object.fromEntries(steps.map(({ cause, partMilli }) => [cause, partMilli]));
}

/** The tape without a row, or with a row that is otherwise. */
function withRow(row: number, change: 'gone' | { readonly highTicks: number }): Tape {
  const { rows } = TAPE;
  const kept = Array.from({ length: rows.length }, (_, index) => index).filter(
    (index) => change !== 'gone' || index !== row,
  );
  const of = <Column extends Float64Array | Int32Array | Uint16Array>(column: Column): Column => {
    const copy = column.slice(0, kept.length) as Column;
    for (const [to, from] of kept.entries()) copy[to] = column[from]!;
    return copy;
  };
  const { time, open, high, low, close, volume, contract } = rows;
  const part = {
    length: kept.length,
    time: of(time),
    open: of(open),
    high: of(high),
    low: of(low),
    close: of(close),
    volume: of(volume),
    contract: of(contract),
  };
  if (change !== 'gone') part.high[row] = change.highTicks;
  return tapeOf(TAPE.instrument, TAPE.intervalMs, TAPE.contracts, part);
}

/** The row of a contract's bar that opened at a time. */
function rowOf(symbol: string, time: number): number {
  const { rows, contracts } = TAPE;
  for (let row = 0; row < rows.length; row++)
    if (rows.time[row] === time && contracts[rows.contract[row]!]!.rawSymbol === symbol) return row;
  throw new Error('no such bar');
}

function timeOf(record: Uint8Array): number {
  return Number(Buffer.from(record).readBigUInt64LE(8) / 1_000_000n);
}

const isBar = (record: Uint8Array): boolean => record[1] === RTYPE.ohlcv1m;

/** The same stream, with a bar sent so many records later than it should have been. */
function withLateBar(index: number, later: number): RecordedStream {
  const records = [...stream.records];
  const [bar] = records.splice(index, 1);
  records.splice(index + later, 0, bar!);
  return { ...stream, records };
}

beforeAll(async () => {
  stream = await streamOf(TAPE, SETUP);
  plain = readSessionEvents(lived()).filter((event): event is TradeEvent => event.type === 'trade');
  expect(plain.length).toBeGreaterThan(2);
}, 60_000);

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

describe('one cause that is planted is the only part that is not zero', () => {
  test('none', () => {
    const ladder = diverged(lived(), TAPE);
    expect(partsOf(ladder)).toEqual({ data: 0, timing: 0, state: 0 });
    expect(ladder.steps.flatMap(({ trades }) => trades)).toEqual([]);
    expect(ladder.bars).toMatchObject({ missing: { n: 0 }, extra: { n: 0 }, different: { n: 0 } });
    expect(ladder.bars!.same).toBe(TAPE.rows.length);
    expect(ladder).toMatchObject({
      livedTrades: plain.length,
      hours: { from: TAPE.rows.time[0] },
    });
  });

  test('without a history the ladder begins with the recorded bars', () => {
    const ladder = diverged(lived());
    expect(partsOf(ladder)).toEqual({ timing: 0, state: 0 });
    expect(ladder.bars).toBeNull();
  });

  test('data: the bar that closed a trade is not in the history', () => {
    const [first] = plain;
    const row = rowOf(first!.contract, first!.exitBarTime);
    const ladder = diverged(lived(), withRow(row, 'gone'));
    const { data, timing, state } = partsOf(ladder);
    expect([timing, state]).toEqual([0, 0]);
    const [step] = ladder.steps;
    expect(step!.trades[0]).toMatchObject({ contract: first!.contract, signalTime: first!.signalTime });
    expect(data).toBe(step!.trades.reduce((sum, { differenceMilli }) => sum + differenceMilli, 0));
    expect(ladder.bars).toMatchObject({
      extra: { n: 1, examples: [{ symbol: first!.contract, time: first!.exitBarTime }] },
      missing: { n: 0 },
      different: { n: 0 },
    });
  });

  test('data: a bar of the history has another high', () => {
    const row = rowOf(plain[0]!.contract, plain[0]!.entryBarTime);
    const ladder = diverged(lived(), withRow(row, { highTicks: TAPE.rows.high[row]! + 400 }));
    expect(ladder.bars).toMatchObject({ different: { n: 1 }, same: TAPE.rows.length - 1 });
    expect(partsOf(ladder)).toMatchObject({ timing: 0, state: 0 });
  });

  test('data: a bar is missing in the recording', () => {
    const [first] = plain;
    const index = stream.records.findIndex((each) => isBar(each) && timeOf(each) === first!.exitBarTime);
    const records = stream.records.filter((_, at) => at !== index);
    const ladder = diverged(lived({ ...stream, records }), TAPE);
    expect(ladder.bars).toMatchObject({ missing: { n: 1 }, extra: { n: 0 } });
    expect(partsOf(ladder)).toMatchObject({ timing: 0, state: 0 });
  });

  test('timing: the bar that closed a trade came after its minute was used', () => {
    const [first] = plain;
    const bars = stream.records.flatMap((each, index) =>
      isBar(each) && timeOf(each) === first!.exitBarTime ? [index] : [],
    );
    const ladders = bars.map((index) => diverged(lived(withLateBar(index, 12)), TAPE));
    for (const ladder of ladders) {
      expect(partsOf(ladder)).toMatchObject({ data: 0, state: 0 });
      expect(ladder.bars).toMatchObject({ missing: { n: 0 }, extra: { n: 0 }, different: { n: 0 } });
    }
    expect(ladders.some((ladder) => ladder.steps[1]!.trades.length > 0)).toBe(true);
  });

  test('timing: entries were halted after a gap in which nothing was missing but the word', () => {
    const folder = newFolder();
    folders.push(folder);
    const session = PaperSession.open({
      folder,
      pipeline: SETUP,
      clock: new ManualClock(),
      graceMs: 3_600_000,
      print: () => {},
    });
    feedDirectly(session, stream, 40);
    session.take({ kind: 'gap', schema: 'ohlcv-1m', from: undefined, to: undefined, reason: 'left out' });
    feedDirectly(session, stream);
    session.close();
    expect(readInputs(join(folder, SESSION_FILES.inputs))).toMatchObject([{ kind: 'gap' }]);
    const ladder = diverged(folder, TAPE);
    const halted = plain.reduce((sum, { netMilli }) => sum + netMilli, 0);
    expect(partsOf(ladder)).toEqual({ data: 0, timing: ladder.livedNetMilli - halted, state: 0 });
    expect(ladder.livedTrades).toBeLessThan(plain.length);
  });

  test('state: a journal in which a trade brought something else', () => {
    const folder = lived();
    const path = join(folder, SESSION_FILES.journal);
    const lines: string[] = [];
    const forged = new Journal({ onLine: (line) => lines.push(`${line}\n`) });
    for (const event of readSessionEvents(folder)) {
      const isFirst = event.type === 'trade' && event.id === 1;
      forged.emit(isFirst ? ({ ...event, netMilli: event.netMilli + 1 } as EngineEvent) : event);
    }
    writeFileSync(path, lines.join(''));
    const ladder = diverged(folder, TAPE);
    expect(partsOf(ladder)).toEqual({ data: 0, timing: 0, state: 1 });
    expect(ladder.steps[2]!.trades).toMatchObject([
      { differenceMilli: 1, before: { netMilli: plain[0]!.netMilli } },
    ]);
  });
});

test('what a person did is the same in every world: real results and an emergency stop that was ended by hand', async () => {
  const { setup: hasty, tape } = shortWorld(43, 20, 300, { given: { ...HASTY, emergencyStopPct: 0.01 } });
  const setup = {
    ...hasty,
    engineParameters: { ...hasty.engineParameters, emergencyReset: 'manual' as const },
  };
  const own = await streamOf(tape, setup);
  const folder = newFolder();
  folders.push(folder);
  const session = PaperSession.open({
    folder,
    pipeline: setup,
    clock: new ManualClock(),
    graceMs: 3_600_000,
    print: () => {},
  });
  let resets = 0;
  let said = 0;
  for (let at = 0; at < own.records.length; at += 20) {
    feedDirectly(session, own, Math.min(at + 20, own.records.length));
    if (session.isStopped) {
      session.resetEmergencyStop('the cause was found');
      resets += 1;
    }
    const order = readSessionEvents(folder).findLast(
      (event) => event.type === 'order' && event.action === 'place',
    );
    if (order?.type !== 'order' || said === order.id) continue;
    said = order.id;
    const time = new Date(order.time).toISOString();
    const filled = { at: time, order: said, time, price: order.limitTicks / 4, quantity: 1 };
    addFeedback(folder, () => ({ kind: 'entry', ...filled }));
    addFeedback(folder, () => ({ kind: 'exit', ...filled, reason: 'by hand' }));
  }
  session.close();
  expect([resets > 0, said > 0]).toEqual([true, true]);
  expect(readSessionEvents(folder).some(({ type }) => type === 'learned')).toBe(true);
  expect(replaySession(folder, setup).difference).toBeUndefined();
  const replayed = replayForTrades(folder, setup);
  const ladder = ladderOf(setup, replayed, tape);
  expect(partsOf(ladder)).toEqual({ data: 0, timing: 0, state: 0 });
  expect(ladder.livedTrades).toBe(3);
  // The last trade, of 48.125 dollars, was made because the stop had been ended.
  const without = ladderOf(setup, { ...replayed, deeds: { ...replayed.deeds, resets: [] } }, tape);
  expect(partsOf(without)['timing']).toBe(48_125);
});

test('nothing in the folder is touched', () => {
  const folder = lived();
  const read = (): string[] =>
    [SESSION_FILES.journal, SESSION_FILES.recording, SESSION_FILES.inputs].map((name) =>
      readFileSync(join(folder, name)).toString('base64'),
    );
  const before = read();
  diverged(folder, TAPE);
  expect(read()).toEqual(before);
});

test('whatever bars are late, lost or otherwise, the parts add up to lived less history', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 0.99, noNaN: true }), fc.integer({ min: 1, max: 40 })), {
        maxLength: 6,
      }),
      fc.double({ min: 0, max: 0.99, noNaN: true }),
      (late, share) => {
        let given = stream;
        for (const [at, later] of late) {
          const records = [...given.records];
          const index = Math.floor(records.length * at);
          if (!isBar(records[index]!)) continue;
          const [bar] = records.splice(index, 1);
          // A bar that comes too late for the stream's end is lost.
          if (index + later < records.length) records.splice(index + later, 0, bar!);
          given = { ...given, records };
        }
        const history = withRow(Math.floor(TAPE.rows.length * share), 'gone');
        const ladder = diverged(lived(given), history);
        const sum = ladder.steps.reduce((total, { partMilli }) => total + partMilli, 0);
        expect(ladder.steps[0]!.fromNetMilli + sum).toBe(ladder.livedNetMilli);
        for (const { partMilli, trades } of ladder.steps)
          expect(trades.reduce((total, { differenceMilli }) => total + differenceMilli, 0)).toBe(partMilli);
      },
    ),
    { numRuns: 10 },
  );
}, 60_000);
