import { describe, expect, test } from 'vitest';
import randomEntry from '../../../strategies/random-entry/strategy.ts';
import { inputOf, runBarByBar, runBatch } from '../../engine/support/runs.ts';
import { randomWorld } from '../../engine/support/worlds.ts';

function signalsOf(
  given: Readonly<Record<string, unknown>>,
  seed = 5,
): { time: number; direction: number; status: string }[] {
  const run = runBatch(
    inputOf(randomWorld(seed, { days: 10 }), randomEntry, { volatilityBars: 60, ...given }),
  );
  return run.events.flatMap((event) => (event.type === 'signal' ? [event] : []));
}

describe('random-entry', () => {
  test('enters in session alone, about as often as asked, on both sides', () => {
    const signals = signalsOf({ entriesPerSession: 20 });
    // Nine sessions after the first date at most: 180 expected, standard deviation 13.
    expect(signals.length).toBeGreaterThan(110);
    expect(signals.length).toBeLessThan(225);
    expect(new Set(signals.map(({ status }) => status))).toEqual(new Set(['in-hours']));
    const longs = signals.filter(({ direction }) => direction === 1).length;
    expect(Math.abs(longs / signals.length - 0.5)).toBeLessThan(0.15);
  });

  test('the seed draws: the same the same, another another', () => {
    const times = (seed: number): number[] => signalsOf({ seed }).map(({ time }) => time);
    expect(times(1)).toEqual(times(1));
    expect(times(1)).not.toEqual(times(2));
  });

  test('directions can be fixed without moving the times', () => {
    const both = signalsOf({ seed: 3 });
    const short = signalsOf({ seed: 3, directions: 'short' });
    expect(short.map(({ time }) => time)).toEqual(both.map(({ time }) => time));
    expect(new Set(short.map(({ direction }) => direction))).toEqual(new Set([-1]));
  });

  test('its draws do not depend on the exits', () => {
    const one = signalsOf({ seed: 3 }).map(({ time }) => time);
    const run = runBatch(
      inputOf(randomWorld(5, { days: 10 }), randomEntry, { volatilityBars: 60, seed: 3, stopSigmas: 3 }),
    );
    expect(run.events.flatMap((event) => (event.type === 'signal' ? [event.time] : []))).toEqual(one);
  });

  test('bar by bar equals skipping', () => {
    const input = inputOf(randomWorld(6, { hasRoll: true }), randomEntry, {
      volatilityBars: 60,
      entriesPerSession: 8,
    });
    expect(runBarByBar(input, 'minute-marks').root).toBe(runBatch(input).root);
    expect(runBatch(input).simulation.trades.length).toBeGreaterThan(5);
  });
});
