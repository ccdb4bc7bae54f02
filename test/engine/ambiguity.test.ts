import { describe, expect, test } from 'vitest';
import { ambiguitiesOf, type EngineInput } from '../../src/engine/engine.ts';
import type { EngineParameters } from '../../src/engine/parameters.ts';
import type { TapebenchError } from '../../src/errors.ts';
import { at, bar, calm, oneContract } from './support/days.ts';
import { runBatch } from './support/runs.ts';
import { scripted } from './support/scripted.ts';
import { type BarRow, columns } from './support/tapes.ts';

function inputWith(special: readonly BarRow[], given: Partial<EngineParameters> = {}): EngineInput {
  const taken = new Set(special.map(([minute]) => minute));
  const rest = calm(at('09:50'), at('16:00'), 20_000).filter(([minute]) => !taken.has(minute));
  return oneContract([...rest, ...special], scripted([{ time: at('10:00') }]), given);
}

const ENTRY = bar(at('10:00'), 20_000, 20_002, 19_999, 20_001);
const BOTH = bar(at('10:01'), 20_010, 20_017, 19_992, 20_000);

describe('ambiguitiesOf', () => {
  test('a bar with both stop and target is ambiguous, and its range is stop to target', () => {
    const input = inputWith([ENTRY, BOTH]);
    const { simulation, detection } = runBatch(input);
    expect(ambiguitiesOf(input, detection, simulation.trades)).toEqual([
      { isAmbiguous: true, netMilliLow: -114_375, netMilliHigh: 195_000 },
    ]);
  });

  test('a plain target is not', () => {
    const input = inputWith([ENTRY, bar(at('10:01'), 20_010, 20_017, 19_995, 20_000)]);
    const { simulation, detection } = runBatch(input);
    expect(ambiguitiesOf(input, detection, simulation.trades)).toEqual([
      { isAmbiguous: false, netMilliLow: 195_000, netMilliHigh: 195_000 },
    ]);
  });

  test('an exit that another policy makes later counts, up to its own end', () => {
    // Pessimistic does not take the doubtful target of the entry bar and leaves by time, at 20 000: -5.00 - 9.375.
    const input = inputWith([bar(at('10:00'), 20_010, 20_020, 19_999, 20_010)], { intrabar: 'optimistic' });
    const { simulation, detection } = runBatch(input);
    expect(simulation.trades).toMatchObject([{ exitReason: 'target', time: at('10:01') }]);
    expect(ambiguitiesOf(input, detection, simulation.trades)).toEqual([
      { isAmbiguous: true, netMilliLow: -14_375, netMilliHigh: 195_000 },
    ]);
  });
});

describe('intrabar: finer', () => {
  const seconds = (rows: readonly (readonly [number, number, number, number, number])[]): BarRow[] =>
    rows.map(([second, ...prices]) => [at('10:01') / 60_000 + second / 60, ...prices]);

  function exitOf(finer: readonly BarRow[] | undefined, special: readonly BarRow[] = [ENTRY, BOTH]): string {
    const input = inputWith(special, { intrabar: 'finer' });
    const tape = {
      ...input.tape,
      ...(finer === undefined ? {} : { finer: { intervalMs: 1_000, byContract: [columns(0, finer)] } }),
    };
    const { trades } = runBatch({ ...input, tape }).simulation;
    return trades.map(({ exitReason, exitTicks }) => `${exitReason} ${exitTicks}`).join();
  }

  test('the seconds say which came first; the price stays that of the bracket', () => {
    const target = seconds([
      [0, 20_010, 20_012, 20_010, 20_012],
      [7, 20_018, 20_018, 20_016, 20_016],
      [9, 20_016, 20_016, 19_990, 19_992],
    ]);
    expect(exitOf(target)).toBe('target 20016');
    const stop = seconds([
      [0, 20_010, 20_012, 20_010, 20_012],
      [7, 20_012, 20_012, 19_992, 20_000],
      [9, 20_000, 20_017, 20_000, 20_000],
    ]);
    expect(exitOf(stop)).toBe('stop 19992');
  });

  test('a minute without seconds is taken pessimistically', () => {
    expect(exitOf([])).toBe('stop 19992');
  });

  test('an entry inside the minute is looked for first: a target before it does not count', () => {
    const entryBar = bar(at('10:01'), 20_010, 20_020, 19_999, 20_010);
    const before = seconds([
      [3, 20_010, 20_020, 20_010, 20_012],
      [8, 20_005, 20_005, 19_999, 20_001],
      [20, 20_001, 20_010, 20_001, 20_010],
    ]);
    const after = seconds([
      [3, 20_010, 20_012, 20_010, 20_012],
      [8, 20_005, 20_005, 19_999, 20_001],
      [20, 20_001, 20_020, 20_001, 20_010],
    ]);
    const late = bar(at('10:00'), 20_001, 20_001, 20_000, 20_001);
    expect(exitOf(after, [late, entryBar])).toBe('target 20016');
    expect(exitOf(before, [late, entryBar])).toBe('time 20000');
  });

  test('needs finer bars', () => {
    try {
      exitOf(undefined);
      expect.unreachable();
    } catch (error) {
      expect((error as TapebenchError).code).toBe('TB_PARAMETER_INVALID');
      expect((error as TapebenchError).message).toMatch(/finer needs bars shorter than a minute/);
    }
  });
});
