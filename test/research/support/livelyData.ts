import type { RunData } from '../../../src/research/run.ts';
import { LIVELY } from '../../engine/support/lively.ts';
import { randomWorld } from '../../engine/support/worlds.ts';

/** A small random market as the data of a run; v6 trades on it with the parameters of `LIVELY`. */
export function livelyData(seed: number, days = 12): RunData {
  const tape = randomWorld(seed, { days });
  return {
    tape,
    facts: {
      name: 'lively',
      digest: String(seed).padStart(64, '0'),
      source: 'a test',
      isSynthetic: true,
      rows: tape.rows.length,
      from: tape.rows.time[0]!,
      to: tape.rows.time[tape.rows.length - 1]!,
      note: '',
    },
    checks: [],
  };
}

/** Parameters under which it trades, one baseline instead of twenty days of it. */
export const LIVELY_GIVEN: Readonly<Record<string, number>> = LIVELY;
