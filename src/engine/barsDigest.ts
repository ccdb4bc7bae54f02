import { createHash } from 'node:crypto';
import { TapebenchError } from '../errors.ts';
import type { Bars } from '../market/bars.ts';

/** Bars `[from, to)` of one contract. */
export interface BarSlice {
  readonly symbol: string;
  readonly bars: Bars;
  readonly from: number;
  readonly to: number;
}

const COLUMNS = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/**
 * SHA-256, in hexadecimal, of bars as they were consumed: for each slice that has bars the line `symbol count`, a line feed, and
 * its columns time, open, high, low, close, volume, one after the other. Time and volume are IEEE doubles, prices 32-bit
 * integers, all little-endian, so that the columns are hashed where they lie.
 */
export function barsDigest(slices: readonly BarSlice[]): string {
  if (!isLittleEndian) {
    throw new TapebenchError('TB_ENGINE_INVARIANT', 'digests of bars need a little-endian machine');
  }
  const digest = createHash('sha256');
  for (const { symbol, bars, from, to } of slices) {
    if (to <= from) continue;
    digest.update(`${symbol} ${to - from}\n`);
    for (const name of COLUMNS) {
      const column = bars[name];
      digest.update(
        new Uint8Array(
          column.buffer,
          column.byteOffset + from * column.BYTES_PER_ELEMENT,
          (to - from) * column.BYTES_PER_ELEMENT,
        ),
      );
    }
  }
  return digest.digest('hex');
}

const isLittleEndian: boolean = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;
