import type { Tape } from '../../../src/market/tape.ts';
import type { RunData } from '../../../src/research/run.ts';
import { generateSyntheticMarket } from '../../../src/sources/synthetic/index.ts';
import { tapeOf } from '../../../src/sources/tapeBuilder.ts';

/** Data as an audit takes it, with facts made up around a tape. */
export function dataOf(tape: Tape, name = 'sample'): RunData {
  const { rows } = tape;
  return {
    tape,
    facts: {
      name,
      digest: `digest of ${name}`,
      source: 'a test',
      isSynthetic: true,
      rows: rows.length,
      from: rows.time[0]!,
      to: rows.time[rows.length - 1]!,
      note: 'Made for a test.',
    },
    checks: [],
  };
}

/** Some weeks of the synthetic market with all its months; no edge is in it. */
export function parentTape(from: string, to: string): Tape {
  const { instrument, intervalMs, contracts, rows } = generateSyntheticMarket({ seed: 4, from, to });
  return tapeOf(instrument, intervalMs, contracts, rows);
}
