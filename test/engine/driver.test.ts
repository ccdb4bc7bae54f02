import { describe, expect, test } from 'vitest';
import { Engine, type EngineInput, Journal } from '../../src/engine/engine.ts';
import type { TapebenchError } from '../../src/errors.ts';
import { BarColumns, MINUTE_MS } from '../../src/market/bars.ts';
import type { Tape } from '../../src/market/tape.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { at, bar, calm, oneContract } from './support/days.ts';
import { LIVELY } from './support/lively.ts';
import { inputOf, runBatch } from './support/runs.ts';
import { scripted } from './support/scripted.ts';
import { tapeOf } from './support/tapes.ts';
import { randomWorld } from './support/worlds.ts';

/** Brings the rows of a tape one by one to an engine whose own columns are empty at first, as live does. */
function appendOneByOne(
  tape: Tape,
  given: Readonly<Record<string, unknown>>,
  onMinute?: (engine: Engine, time: number) => void,
  fromRow = 0,
): { engine: Engine; journal: Journal } {
  const columns = tape.contracts.map(() => new BarColumns(1));
  const journal = new Journal();
  const engine = new Engine(inputOf(tapeOf(tape.contracts, columns), v6, given), journal);
  const { rows } = tape;
  for (let row = fromRow; row < rows.length; row++) {
    const contract = rows.contract[row]!;
    const own = columns[contract]!;
    own.push(
      rows.time[row]!,
      rows.open[row]!,
      rows.high[row]!,
      rows.low[row]!,
      rows.close[row]!,
      rows.volume[row]!,
    );
    engine.advance(contract, own.length - 1);
    if (rows.time[row + 1] !== rows.time[row]) {
      engine.advanceTime(rows.time[row]! + MINUTE_MS);
      onMinute?.(engine, rows.time[row]!);
    }
  }
  return { engine, journal };
}

describe('Engine', () => {
  test('bars that are appended as they come give the root of the batch', () => {
    for (const seed of [61, 62]) {
      const tape = randomWorld(seed, { hasRoll: true });
      const { engine, journal } = appendOneByOne(tape, LIVELY);
      engine.finish();
      const batch = runBatch(inputOf(tape, v6, LIVELY));
      expect(journal.root).toBe(batch.root);
      expect(batch.simulation.trades.length).toBeGreaterThan(3);
    }
  });

  test('what is due at a minute mark is told at the mark, not with the next bar', () => {
    const input = oneContract(calm(at('09:50'), at('10:00'), 20_000), scripted([{ time: at('10:00') }]));
    const journal = new Journal();
    const engine = new Engine(input, journal);
    for (let i = 0; i < 10; i++) engine.advance(0, i);
    expect(journal.events.some(({ type }) => type === 'order')).toBe(false);
    engine.advanceTime(at('10:00') - 1);
    expect(engine.time).toBe(at('09:59'));
    expect(journal.events.some(({ type }) => type === 'order')).toBe(false);
    engine.advanceTime(at('10:00') + 59_999);
    expect(engine.time).toBe(at('10:00'));
    expect(journal.events.at(-1)).toMatchObject({ type: 'order', action: 'place', time: at('10:00') });
  });

  test('a bar of a time that was decided is refused, and the engine goes on', () => {
    const input = oneContract(calm(at('09:50'), at('10:00'), 20_000), scripted([]));
    const engine = new Engine(input, new Journal());
    engine.advance(0, 0);
    engine.advanceTime(at('09:55'));
    expect(codeOf(() => engine.advance(0, 1))).toBe('TB_BAR_INVALID');
    engine.advance(0, 5);
    expect(engine.time).toBe(at('09:55'));
  });

  test('finish is final and can be asked again', () => {
    const input = oneContract(calm(at('09:50'), at('10:00'), 20_000), scripted([{ time: at('10:00') }]));
    const journal = new Journal();
    const engine = new Engine(input, journal);
    for (let i = 0; i < 10; i++) engine.advance(0, i);
    const first = engine.finish();
    const { root } = journal;
    expect(engine.finish()).toEqual(first);
    expect(journal.root).toBe(root);
    expect(first.openAtEnd).toMatchObject({ kind: 'order', since: at('10:00') });
  });

  test('an emergency stop that waits for a person is ended by one, and trading goes on', () => {
    const input: EngineInput = oneContract(
      [
        ...calm(at('09:50'), at('10:00'), 20_000),
        bar(at('10:00'), 20_000, 20_000, 19_999, 20_000),
        bar(at('10:01'), 20_000, 20_000, 19_990, 20_000),
        ...calm(at('10:02'), at('11:10'), 20_000),
      ],
      scripted([{ time: at('10:00') }, { time: at('10:40') }, { time: at('11:00') }]),
      { emergencyStopPct: 0.05, emergencyReset: 'manual' },
    );
    const journal = new Journal();
    const engine = new Engine(input, journal);
    const bars = input.tape.byContract[0]!;
    for (let i = 0; i < bars.length; i++) {
      engine.advance(0, i);
      if (bars.time[i] === at('10:50')) engine.resetEmergencyStop();
    }
    engine.finish();
    const told = journal.events.flatMap((event) => {
      if (event.type === 'halt') return [`${event.state} ${event.time - at('10:00')}`];
      if (event.type === 'refusal') return [`${event.rule} ${event.time - at('10:00')}`];
      return event.type === 'order' ? [`${event.action} ${event.time - at('10:00')}`] : [];
    });
    expect(told).toEqual([
      'place 0',
      `on ${2 * MINUTE_MS}`,
      `emergency-stop ${40 * MINUTE_MS}`,
      `off ${50 * MINUTE_MS}`,
      `place ${60 * MINUTE_MS}`,
    ]);
  });
});

describe('state digests', () => {
  test('the detector’s is the same after a warm-up that was long enough, and another after one that was not', () => {
    const tape = randomWorld(71, { days: 10 });
    const given = { ...LIVELY, volatilityBars: 120 };
    const digestFrom = (row: number): string | undefined =>
      appendOneByOne(tape, given, undefined, row).engine.detectorDigest();
    const full = digestFrom(0);
    expect(full).toMatch(/^[0-9a-f]{64}$/);
    // Three days and one day before the end; 120 bars in scope and the selection need two.
    expect(digestFrom(tape.rows.length - 3 * 430)).toBe(full);
    expect(digestFrom(tape.rows.length - 60)).not.toBe(full);
  });

  test('the whole state’s changes with every decision and is the same for the same run', () => {
    const tape = randomWorld(72);
    const digests: string[] = [];
    appendOneByOne(tape, LIVELY, (engine) => digests.push(engine.stateDigest()));
    const again: string[] = [];
    appendOneByOne(tape, LIVELY, (engine) => again.push(engine.stateDigest()));
    expect(again).toEqual(digests);
    expect(new Set(digests).size).toBe(digests.length);
  });
});

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    return (error as TapebenchError).code;
  }
  throw new Error('nothing was thrown');
}
