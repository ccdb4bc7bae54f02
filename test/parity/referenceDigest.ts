import { createHash } from 'node:crypto';
import type { ReferenceBar } from './referenceWorld.ts';

/** `YYYY-MM-DD` of a day number. */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** SHA-256 over the bars of one trade date: for each contract that has some, a line of text and six columns. */
export function bytesDigest(
  slices: readonly { readonly symbol: string; readonly bars: readonly ReferenceBar[] }[],
): string {
  const parts: Buffer[] = [];
  for (const { symbol, bars } of slices) {
    if (bars.length === 0) continue;
    parts.push(Buffer.from(`${symbol} ${bars.length}\n`));
    for (const name of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
      for (const bar of bars) {
        const isLong = name === 'time' || name === 'volume';
        const bytes = Buffer.alloc(isLong ? 8 : 4);
        if (isLong) bytes.writeDoubleLE(bar[name]);
        else bytes.writeInt32LE(bar[name]);
        parts.push(bytes);
      }
    }
  }
  return createHash('sha256').update(Buffer.concat(parts)).digest('hex');
}
