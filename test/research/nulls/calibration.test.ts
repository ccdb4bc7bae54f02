import { expect, test } from 'vitest';
import { nullResults } from '../../../src/research/nulls/nulls.ts';
import { finishRun, prepareRun } from '../../../src/research/run.ts';
import type { NullName } from '../../../src/results/verifyModel.ts';
import randomEntry from '../../../strategies/random-entry/strategy.ts';
import { randomWorld } from '../../engine/support/worlds.ts';

const WORLDS = 80;
const REPLICATIONS = 19;

/** p-values of the mean net return of a strategy without any idea, one a market. */
function pValues(): Map<NullName, number[]> {
  const found = new Map<NullName, number[]>();
  for (let seed = 1; seed <= WORLDS; seed++) {
    const tape = randomWorld(seed, { days: 6 });
    const prepared = prepareRun({
      strategy: { definition: randomEntry, preset: 'default', presetValues: {}, digest: '' },
      data: {
        tape,
        checks: [],
        facts: {
          name: 'small',
          digest: '0'.repeat(64),
          source: 'random',
          isSynthetic: true,
          rows: tape.rows.length,
          from: tape.rows.time[0]!,
          to: tape.rows.time[tape.rows.length - 1]!,
          note: '',
        },
      },
      given: { seed, entriesPerSession: 6, volatilityBars: 60, maxHoldMinutes: 20, cooldownMinutes: 0 },
      command: 'run',
    });
    const options = { replications: REPLICATIONS, volumeReplications: 0, seed };
    for (const { name, meanNetReturnPValue } of nullResults(prepared, finishRun(prepared), options)) {
      if (meanNetReturnPValue === null) continue;
      found.set(name, [...(found.get(name) ?? []), meanNetReturnPValue]);
    }
  }
  return found;
}

test('a strategy without an idea gets p-values as a coin would: no more small ones than they say', () => {
  const found = pValues();
  for (const name of ['random-entries', 'direction-flips', 'day-shuffle'] as const) {
    const values = found.get(name)!;
    expect(values.length).toBe(WORLDS);
    const small = values.filter((p) => p <= 0.2).length / WORLDS;
    const large = values.filter((p) => p > 0.8).length / WORLDS;
    // A fifth of them on either side; three standard errors are 13 points.
    expect(small, name).toBeLessThanOrEqual(0.2 + 0.135);
    expect(large, name).toBeLessThanOrEqual(0.2 + 0.135);
    const mean = values.reduce((sum, p) => sum + p, 0) / WORLDS;
    // Uniform on 1/20 .. 20/20: mean 0.525, standard error 0.032.
    expect(Math.abs(mean - 0.525), name).toBeLessThan(0.1);
  }
});
