import type { Bars } from '../../src/market/bars.ts';

/** The modal price of a window of bars, with the window's range, in ticks. */
export interface ModalPrice {
  readonly modalTicks: number;
  readonly lowTicks: number;
  readonly highTicks: number;
}

/** Sums of positive doubles that are nearer than this, relatively, are compared again in whole numbers. */
const DOUBT = 1e-12;

/** A stretch of ticks `[from, to)` over which the volume profile is constant. */
interface Step {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

function range(bars: Bars, from: number, to: number): { low: number; high: number } {
  let low = bars.low[from]!;
  let high = bars.high[from]!;
  for (let i = from + 1; i < to; i++) {
    if (bars.low[i]! < low) low = bars.low[i]!;
    if (bars.high[i]! > high) high = bars.high[i]!;
  }
  return { low, high };
}

/**
 * The tick with the most volume in bars `[from, to)`, each bar's volume spread evenly over its ticks from low to high, decided exactly.
 * Ties go to the tick nearest the profile's mean, then nearest the last close, then to the lower.
 * @throws RangeError when volumes are too large for exact arithmetic
 */
export function volumeProfileMode(bars: Bars, from: number, to: number): ModalPrice {
  const { low: lowTicks, high: highTicks } = range(bars, from, to);
  const top = topSteps(bars, from, to);
  // Twice the profile's mean, above the window's low, as a fraction: doubled / volume.
  let volume = 0;
  let doubled = 0;
  for (let i = from; i < to; i++) {
    const traded = bars.volume[i]!;
    volume += traded;
    doubled += traded * (bars.high[i]! + bars.low[i]! - 2 * lowTicks);
  }
  if (!Number.isSafeInteger(2 * volume * (highTicks - lowTicks + 1))) {
    throw new RangeError('volumes are too large for an exact profile');
  }
  const lastClose = bars.close[to - 1]!;
  let modalTicks = Number.NaN;
  let bestFromMean = Number.POSITIVE_INFINITY;
  let bestFromClose = Number.POSITIVE_INFINITY;
  for (const step of top) {
    for (let tick = step.from; tick < step.to; tick++) {
      const fromMean = Math.abs(2 * volume * (tick - lowTicks) - doubled);
      if (fromMean > bestFromMean) continue;
      const fromClose = Math.abs(tick - lastClose);
      // Ticks come in rising order, so that of two that are equal in all the lower stays.
      if (fromMean === bestFromMean && fromClose >= bestFromClose) continue;
      modalTicks = tick;
      bestFromMean = fromMean;
      bestFromClose = fromClose;
    }
  }
  return { modalTicks, lowTicks, highTicks };
}

/** The steps of the profile that share the greatest weight, in rising order. */
function topSteps(bars: Bars, from: number, to: number): readonly Step[] {
  const edges: number[] = [];
  for (let i = from; i < to; i++) {
    if (bars.volume[i]! > 0) edges.push(bars.low[i]!, bars.high[i]! + 1);
  }
  edges.sort((a, b) => a - b);
  let top: Step[] = [];
  let best = 0;
  for (let k = 0; k + 1 < edges.length; k++) {
    const start = edges[k]!;
    const end = edges[k + 1]!;
    if (start === end) continue;
    const weight = weightAt(bars, from, to, start);
    if (weight < best * (1 - DOUBT)) continue;
    if (weight > best) best = weight;
    top.push({ from: start, to: end, weight });
  }
  top = top.filter((step) => step.weight >= best * (1 - DOUBT));
  return top.length === 1 ? top : exactTop(bars, from, to, top);
}

function weightAt(bars: Bars, from: number, to: number, tick: number): number {
  let weight = 0;
  for (let i = from; i < to; i++) {
    const low = bars.low[i]!;
    const high = bars.high[i]!;
    if (low <= tick && tick <= high) weight += bars.volume[i]! / (high - low + 1);
  }
  return weight;
}

/** Those of nearly equal steps that are exactly the greatest, by whole numbers over the common denominator of all spreads. */
function exactTop(bars: Bars, from: number, to: number, steps: readonly Step[]): readonly Step[] {
  let common = 1n;
  for (let i = from; i < to; i++) common = leastCommonMultiple(common, spread(bars, i));
  let best = -1n;
  let top: Step[] = [];
  for (const step of steps) {
    let weight = 0n;
    for (let i = from; i < to; i++) {
      if (bars.low[i]! <= step.from && step.from <= bars.high[i]!) {
        weight += BigInt(bars.volume[i]!) * (common / spread(bars, i));
      }
    }
    if (weight > best) {
      best = weight;
      top = [];
    }
    if (weight === best) top.push(step);
  }
  return top;
}

function spread(bars: Bars, i: number): bigint {
  return BigInt(bars.high[i]! - bars.low[i]! + 1);
}

function leastCommonMultiple(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return (a / x) * b;
}

/** The most frequent close in bars `[from, to)`; the lowest of those that tie. */
export function closeMode(bars: Bars, from: number, to: number): ModalPrice {
  const { low: lowTicks, high: highTicks } = range(bars, from, to);
  const closes = Array.from(bars.close.subarray(from, to)).sort((a, b) => a - b);
  let modalTicks = Number.NaN;
  let most = 0;
  for (let i = 0, count = 0; i < closes.length; i++) {
    count = i > 0 && closes[i] === closes[i - 1] ? count + 1 : 1;
    if (count > most) {
      most = count;
      modalTicks = closes[i]!;
    }
  }
  return { modalTicks, lowTicks, highTicks };
}
