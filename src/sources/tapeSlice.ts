import type { Bars } from '../market/bars.ts';
import { firstIndexAtOrAfter } from '../market/bars.ts';
import type { Contract } from '../market/contracts.ts';
import type { Rows, Tape } from '../market/tape.ts';
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
  return tapeOf(tape.instrument, tape.intervalMs, contracts, part);
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
