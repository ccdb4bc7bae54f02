import { type Bars, firstIndexAtOrAfter } from '../market/bars.ts';
import type { Contract } from '../market/contracts.ts';
import type { FinerBars, Rows, Tape } from '../market/tape.ts';
import { tapeOf } from './tapeBuilder.ts';

/**
 * The part of a tape in `[from, to)`, UTC ms of the bars' opens. The columns are views of the whole tape's, but the
 * contracts are numbered anew, by their first row in the part, as if it had been read alone.
 */
export function sliceTape(tape: Tape, from: number, to: number): Tape {
  const { rows } = tape;
  const start = firstIndexAtOrAfter(rows, from);
  const end = firstIndexAtOrAfter(rows, to, start);
  if (start === 0 && end === rows.length) return tape;
  const { contract, contracts } = renumbered(tape, start, end);
  const part: Rows = { ...sliceBars(rows, start, end), contract };
  const sliced = tapeOf(tape.instrument, tape.intervalMs, contracts, part);
  return tape.finer === undefined
    ? sliced
    : { ...sliced, finer: sliceFiner(tape, tape.finer, contracts, from, to) };
}

function sliceFiner(
  tape: Tape,
  finer: FinerBars,
  contracts: readonly Contract[],
  from: number,
  to: number,
): FinerBars {
  const byContract = contracts.map((contract) => {
    const bars = finer.byContract[tape.contracts.indexOf(contract)];
    if (bars === undefined) return undefined;
    const start = firstIndexAtOrAfter(bars, from);
    return sliceBars(bars, start, firstIndexAtOrAfter(bars, to, start));
  });
  return { intervalMs: finer.intervalMs, byContract };
}

/**
 * The same rows with the contracts numbered by their first row, and those without rows left out: rows that were left out of
 * a tape may have been the first of their contract, or its only ones.
 */
export function compactTape(tape: Tape): Tape {
  const { contract, contracts } = renumbered(tape, 0, tape.rows.length);
  return tapeOf(tape.instrument, tape.intervalMs, contracts, { ...tape.rows, contract });
}

function renumbered(
  tape: Tape,
  start: number,
  end: number,
): { contract: Uint16Array; contracts: Contract[] } {
  const contract = new Uint16Array(new SharedArrayBuffer(Math.max(1, end - start) * 2));
  const contracts: Contract[] = [];
  const numbers = new Int32Array(tape.contracts.length).fill(-1);
  for (let i = start; i < end; i++) {
    const old = tape.rows.contract[i]!;
    if (numbers[old] === -1) {
      numbers[old] = contracts.length;
      contracts.push(tape.contracts[old]!);
    }
    contract[i - start] = numbers[old]!;
  }
  return { contract, contracts };
}

function sliceBars(bars: Bars, start: number, end: number): Bars {
  return {
    length: end - start,
    time: bars.time.subarray(start, end),
    open: bars.open.subarray(start, end),
    high: bars.high.subarray(start, end),
    low: bars.low.subarray(start, end),
    close: bars.close.subarray(start, end),
    volume: bars.volume.subarray(start, end),
  };
}
