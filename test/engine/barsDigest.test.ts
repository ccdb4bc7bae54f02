import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { barsDigest } from '../../src/engine/barsDigest.ts';
import { BarColumns } from '../../src/market/bars.ts';

test('the digest is of the columns as docs/fill-rules.md lays them out, byte by byte', () => {
  const bars = new BarColumns(8);
  for (let i = 0; i < 5; i++) {
    bars.push(1_709_650_800_000 + i * 60_000, 100 + i, 110 + i, -90 - i, 105 + i, 1_000 + i);
  }
  // Bars 1 to 3 written by hand: the line, then time, open, high, low, close, volume.
  const bytes = Buffer.alloc(9 + 3 * (8 + 4 * 4 + 8));
  let at = bytes.write('ESH4 3\n', 0);
  for (let i = 1; i < 4; i++) at = bytes.writeDoubleLE(1_709_650_800_000 + i * 60_000, at);
  for (const base of [100, 110]) for (let i = 1; i < 4; i++) at = bytes.writeInt32LE(base + i, at);
  for (let i = 1; i < 4; i++) at = bytes.writeInt32LE(-90 - i, at);
  for (let i = 1; i < 4; i++) at = bytes.writeInt32LE(105 + i, at);
  for (let i = 1; i < 4; i++) at = bytes.writeDoubleLE(1_000 + i, at);
  const expected = createHash('sha256').update(bytes.subarray(0, at)).digest('hex');
  const slice = { symbol: 'ESH4', bars, from: 1, to: 4 };
  expect(barsDigest([slice])).toBe(expected);
  const empty = { symbol: 'ESM4', bars, from: 2, to: 2 };
  expect(barsDigest([empty, slice, empty])).toBe(expected);
});
