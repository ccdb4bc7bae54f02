import { createHash } from 'node:crypto';
import type { Tape } from '../market/tape.ts';

/** Names what is hashed and how; a change of either needs a new name. */
const FORMAT = 'tapebench-rows-1';

/**
 * SHA-256 of a tape's rows, as hexadecimal text: what they are (instrument, tick, interval, contracts in the order of their
 * first row, with the delivery month that a one-digit year leaves open) and each column in row order, little-endian. The
 * vendor's instrument numbers are left out, so that the same bars have one digest in every file format.
 */
export function tapeDigest(tape: Tape): string {
  const { instrument, intervalMs, contracts, rows } = tape;
  const heading = {
    format: FORMAT,
    root: instrument.root,
    tickNano: instrument.tickNano,
    intervalMs,
    contracts: contracts.map(({ rawSymbol, month }) => [rawSymbol, Number.isNaN(month) ? null : month]),
    rows: rows.length,
  };
  const hash = createHash('sha256').update(`${JSON.stringify(heading)}\n`);
  for (const column of [rows.time, rows.contract, rows.open, rows.high, rows.low, rows.close, rows.volume]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, rows.length * column.BYTES_PER_ELEMENT));
  }
  return hash.digest('hex');
}
