import { describe, expect, test } from 'vitest';
import { layoutOf } from '../../src/databento/codec/layouts/registry.ts';
import { type OhlcvMsg, viewRecord } from '../../src/databento/codec/record.ts';
import { encodeRecord } from '../../src/databento/index.ts';
import type { EngineEvent } from '../../src/engine/events.ts';
import { Pipeline, type PipelineSetup } from '../../src/live/pipeline.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import type { Tape } from '../../src/market/tape.ts';
import { sliceTape } from '../../src/sources/tapeSlice.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from '../engine/support/lively.ts';
import { inputOf, runBatch } from '../engine/support/runs.ts';
import { livelySetup, liveWorld } from './support/market.ts';

/** A row of a tape as the record that a gateway sends. */
function record(tape: Tape, row: number): OhlcvMsg {
  const { rows, contracts, instrument } = tape;
  const nano = (ticks: number): bigint => BigInt(ticks) * BigInt(instrument.tickNano);
  const bytes = encodeRecord({
    type: 'OhlcvMsg',
    rtype: 33,
    instrumentId: contracts[rows.contract[row]!]!.instrumentId,
    tsEvent: BigInt(rows.time[row]!) * 1_000_000n,
    open: nano(rows.open[row]!),
    high: nano(rows.high[row]!),
    low: nano(rows.low[row]!),
    close: nano(rows.close[row]!),
    volume: BigInt(rows.volume[row]!),
  });
  return viewRecord(layoutOf(33, 3)!, new DataView(bytes.buffer), 0, bytes.length, false) as OhlcvMsg;
}

interface Fed {
  readonly pipeline: Pipeline;
  readonly events: EngineEvent[];
  readonly unused: string[];
}

function opened(setup: PipelineSetup, tape: Tape): Fed {
  const events: EngineEvent[] = [];
  const unused: string[] = [];
  const pipeline = new Pipeline(setup, {
    onEvent: ({ event }) => events.push(event),
    onUnusedBar: (why) => unused.push(why),
  });
  for (const { instrumentId, rawSymbol } of tape.contracts) pipeline.name(instrumentId, rawSymbol);
  return { pipeline, events, unused };
}

/** Feeds every minute's rows, in the order that `order` makes of their numbers, and says that the minute is complete. */
function feedMinutes(
  pipeline: Pipeline,
  tape: Tape,
  order: (rows: number[]) => number[] = (rows) => rows,
): void {
  const { rows } = tape;
  let minute: number[] = [];
  for (let row = 0; row < rows.length; row++) {
    minute.push(row);
    if (rows.time[row + 1] === rows.time[row]) continue;
    for (const each of order(minute)) pipeline.bar(record(tape, each));
    pipeline.complete(rows.time[row]! + MINUTE_MS);
    minute = [];
  }
}

describe('Pipeline', () => {
  test('minute by minute it gives the root of the batch, though contracts are learned as they come', () => {
    for (const seed of [5, 6]) {
      const tape = liveWorld(seed, 6);
      const { pipeline, events } = opened(livelySetup(), tape);
      feedMinutes(pipeline, tape);
      pipeline.finish();
      const batch = runBatch(inputOf(tape, v6, LIVELY));
      expect(pipeline.root).toBe(batch.root);
      expect(events.length).toBe(batch.events.length);
      expect(batch.simulation.trades.length).toBeGreaterThan(3);
      expect(tape.contracts.length).toBe(2);
    }
  });

  test('bars that wait for one mark are put in the order of time, and give the same root', () => {
    const tape = liveWorld(7);
    const { pipeline } = opened(livelySetup(), tape);
    const { rows } = tape;
    for (let row = 0; row < rows.length; ) {
      // A mark beyond the last bar would end the day under way later than the batch does.
      const until = Math.min(rows.time[row]! + 7 * MINUTE_MS, rows.time[rows.length - 1]! + MINUTE_MS);
      const block: number[] = [];
      for (; row < rows.length && rows.time[row]! < until; row++) block.push(row);
      // The minutes come in reverse; within one the order of delivery stays, since it numbers the contracts.
      const minutes = [...new Set(block.map((each) => rows.time[each]!))].reverse();
      for (const time of minutes) {
        for (const each of block) if (rows.time[each] === time) pipeline.bar(record(tape, each));
      }
      pipeline.complete(until);
    }
    pipeline.finish();
    expect(pipeline.root).toBe(runBatch(inputOf(tape, v6, LIVELY)).root);
  });

  test('a bar after its minute was complete, one without a name and an impossible one are left out and said', () => {
    const tape = liveWorld(8, 1);
    const { pipeline, unused } = opened(livelySetup(), tape);
    pipeline.bar(record(tape, 0));
    pipeline.complete(tape.rows.time[0]! + MINUTE_MS);
    const before = pipeline.tape.rows.length;
    pipeline.bar(record(tape, 0));
    const nameless = { ...record(tape, 5).toObject(), instrumentId: 999_999 } as unknown as OhlcvMsg;
    pipeline.bar(nameless);
    pipeline.bar(nameless);
    const offGrid = { ...record(tape, 5).toObject(), open: 1n } as unknown as OhlcvMsg;
    pipeline.bar(offGrid);
    pipeline.complete(tape.rows.time[5]! + MINUTE_MS);
    expect(pipeline.tape.rows.length).toBe(before);
    expect(unused).toEqual([
      expect.stringContaining('came after its minute was complete'),
      expect.stringContaining('no symbol was announced for instrument 999999'),
      expect.stringContaining('a price is no multiple of the tick'),
    ]);
  });

  test('history warms the detector up to the state of the long run, and brings no signal of its own', () => {
    const tape = liveWorld(9, 6);
    const { rows } = tape;
    const cut = rows.time[Math.floor(rows.length / 2)]!;
    const end = rows.time[rows.length - 1]! + MINUTE_MS;
    const warmUp = sliceTape(tape, rows.time[0]!, cut);
    const rest = sliceTape(tape, cut, end);
    const warm = opened(livelySetup({ warmUp, judgesFrom: cut }), tape);
    feedMinutes(warm.pipeline, rest);
    const long = opened(livelySetup(), tape);
    feedMinutes(long.pipeline, tape);
    const signals = (events: readonly EngineEvent[]): string[] =>
      events.flatMap((event) => (event.type === 'signal' ? [`${event.time} ${event.strength}`] : []));
    const later = signals(long.events).filter((text) => Number(text.split(' ')[0]) >= cut);
    expect(later.length).toBeGreaterThan(3);
    expect(signals(long.events).length).toBeGreaterThan(later.length);
    expect(signals(warm.events)).toEqual(later);
    const firstTrade = warm.events.find((event) => event.type === 'order');
    expect(firstTrade!.time).toBeGreaterThanOrEqual(cut);
  });

  test('a contract named by hand is traded alone, with the root of the batch', () => {
    const tape = liveWorld(10);
    const far = tape.contracts[1]!.rawSymbol;
    const { pipeline } = opened(livelySetup({ contractOverride: far.toLowerCase() }), tape);
    feedMinutes(pipeline, tape);
    pipeline.finish();
    const batch = runBatch({ ...inputOf(tape, v6, LIVELY), contractOverride: far });
    expect(pipeline.root).toBe(batch.root);
  });

  test('an emergency stop ended by hand stays ended when a new contract makes the engine anew', () => {
    const given = { emergencyStopPct: 0.05, initialCapital: 50_000 };
    const tape = liveWorld(11, 6);
    const runWith = (withNewcomer: boolean): EngineEvent[] => {
      const { pipeline, events } = opened(livelySetup({}, given), tape);
      const { rows } = tape;
      let isReset = false;
      let hasCome = false;
      for (let row = 0; row < rows.length; row++) {
        pipeline.bar(record(tape, row));
        if (rows.time[row + 1] === rows.time[row]) continue;
        if (withNewcomer && isReset && !hasCome) {
          hasCome = true;
          pipeline.name(777, 'ESZ6');
          pipeline.bar({
            ...record(tape, row).toObject(),
            instrumentId: 777,
            volume: 1n,
          } as unknown as OhlcvMsg);
        }
        pipeline.complete(rows.time[row]! + MINUTE_MS);
        if (isReset || !events.some((event) => event.type === 'halt' && event.state === 'on')) continue;
        isReset = true;
        pipeline.resetEmergencyStop();
      }
      expect(isReset).toBe(true);
      expect(hasCome).toBe(withNewcomer);
      return events;
    };
    const plain = runWith(false).filter(({ type }) => type !== 'session');
    expect(plain.some((event) => event.type === 'halt' && event.state === 'off')).toBe(true);
    expect(runWith(true).filter(({ type }) => type !== 'session')).toEqual(plain);
  });
});
