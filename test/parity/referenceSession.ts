import { createHash } from 'node:crypto';
import type { SessionEvent } from '../../src/engine/events.ts';
import { barsOfSession } from './referenceSelection.ts';
import type { ReferenceBar, ReferenceSession, ReferenceWorld } from './referenceWorld.ts';

/** `YYYY-MM-DD` of a day number. */
export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** SHA-256 over the bars of one trade date: for each contract that has some, a line of text and six columns. */
function bytesDigest(
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

/** The event of a trade date that ends, or is broken off, at a time. */
export function sessionEvent(
  world: ReferenceWorld,
  day: ReferenceSession,
  time: number,
  contract: string | null,
  isComplete: boolean,
  equityMilli: number,
): SessionEvent {
  const slices = world.contracts
    .filter((one) => one.kind !== 'spread')
    .map((one) => ({ symbol: one.symbol, bars: barsOfSession(world.sessions, day, one.bars) }));
  return {
    type: 'session',
    time,
    tradeDate: dateOf(day.tradeDate),
    contract,
    bars: slices.reduce((sum, { bars }) => sum + bars.length, 0),
    digest: bytesDigest(slices),
    isComplete,
    equityMilli,
  };
}
