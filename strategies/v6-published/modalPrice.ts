import type { Stream } from './stream.ts';

const TICK_POINTS = 0.25;

/** Step 5: the most frequent close of rows `[from, to)`, rounded to a cent; the lowest when tied. Points. */
export function mostFrequentClose(stream: Stream, from: number, to: number): number {
  const counts = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const close = Number(stream.close[i]!.toFixed(2));
    counts.set(close, (counts.get(close) ?? 0) + 1);
  }
  let best = Number.POSITIVE_INFINITY;
  let bestCount = 0;
  for (const [close, count] of counts) {
    if (count > bestCount || (count === bestCount && close < best)) {
      best = close;
      bestCount = count;
    }
  }
  return best;
}

/**
 * Step 5 mended: each row's volume is spread evenly over its ticks from low to high; the tick with the most volume wins,
 * then the one nearest the profile's mean, then nearest the window's last close, then the lower. Exact: all shares are
 * whole numbers of one common fraction. Points.
 */
export function volumeProfilePeak(stream: Stream, from: number, to: number): number {
  let unit = 1n;
  for (let i = from; i < to; i++) unit = commonMultiple(unit, BigInt(ticksOf(stream, i)));
  const profile = new Map<number, bigint>();
  let weighted = 0n;
  let total = 0n;
  for (let i = from; i < to; i++) {
    const low = tickOf(stream.low[i]!);
    const high = tickOf(stream.high[i]!);
    const volume = BigInt(stream.volume[i]!);
    const share = (volume * unit) / BigInt(high - low + 1);
    for (let tick = low; tick <= high; tick++) profile.set(tick, (profile.get(tick) ?? 0n) + share);
    weighted += volume * BigInt(low + high);
    total += volume;
  }
  const last = tickOf(stream.close[to - 1]!);
  // |tick - weighted / (2 total)|, multiplied by 2 total.
  const fromMean = (tick: number): bigint => absolute(2n * total * BigInt(tick) - weighted);
  let best: number | undefined;
  for (const [tick, share] of profile) {
    if (best === undefined || isBetter(tick, share, best, profile.get(best)!, fromMean, last)) best = tick;
  }
  return best! * TICK_POINTS;
}

function isBetter(
  tick: number,
  share: bigint,
  best: number,
  bestShare: bigint,
  fromMean: (tick: number) => bigint,
  last: number,
): boolean {
  if (share !== bestShare) return share > bestShare;
  const distance = fromMean(tick);
  const bestDistance = fromMean(best);
  if (distance !== bestDistance) return distance < bestDistance;
  const toClose = Math.abs(tick - last);
  const bestToClose = Math.abs(best - last);
  return toClose === bestToClose ? tick < best : toClose < bestToClose;
}

function tickOf(price: number): number {
  return Math.round(price / TICK_POINTS);
}

function ticksOf(stream: Stream, row: number): number {
  return tickOf(stream.high[row]!) - tickOf(stream.low[row]!) + 1;
}

function commonMultiple(a: bigint, b: bigint): bigint {
  if (a % b === 0n) return a;
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}
