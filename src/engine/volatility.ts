import type { Bars } from '../market/bars.ts';

/** The one-minute volatility at a moment, and what it stands on. */
export interface Volatility {
  /** Sample standard deviation of simple one-bar returns; NaN when the history does not suffice. */
  readonly sigma1: number;
  readonly isSufficient: boolean;
  /** Bars of the scope that were there, at most the number asked for. */
  readonly bars: number;
  /** Returns among them whose predecessor is one bar older. */
  readonly returns: number;
}

/** What a volatility that does not suffice lacks: bars in scope, or, when those are enough, returns; with the number needed. */
export function shortfallOf(volatility: Volatility, window: number): { value: number; limit: number } {
  return volatility.bars < window
    ? { value: volatility.bars, limit: window }
    : { value: volatility.returns, limit: window / 2 };
}

/** Stretches `[from, to)` of bar indices inside regular hours, oldest first; the last may still be growing. */
export interface Ranges {
  readonly from: number[];
  readonly to: number[];
}

/**
 * sigma1 of V6 A.6: the sample standard deviation (n - 1, two passes, in time order) of c[i] / c[i-1] - 1 over the last
 * `window` bars of `[0, end)` inside `ranges`, leaving out bars whose predecessor in the same scope is not exactly one
 * interval older. Simple returns, no logarithm: its last bit differs between engines.
 */
export function volatilityAt(
  bars: Bars,
  end: number,
  ranges: Ranges,
  window: number,
  intervalMs: number,
): Volatility {
  const { time, close } = bars;
  let left = window;
  // Ranges of later days may be there already when a whole tape was scanned ahead; they are out of sight.
  const visible = countBelow(ranges.from, end);
  let first = visible;
  // Walk back over the ranges until they hold `window` bars.
  while (first > 0 && left > 0) {
    first--;
    left -= Math.max(0, Math.min(ranges.to[first]!, end) - ranges.from[first]!);
  }
  const count = window - Math.max(0, left);
  if (left > 0 || first === visible)
    return { sigma1: Number.NaN, isSufficient: false, bars: count, returns: 0 };
  const start = ranges.from[first]! - left;
  let sum = 0;
  let returns = 0;
  for (let pass = 0, mean = 0, squares = 0; ; pass++) {
    for (let r = first; r < visible; r++) {
      const from = r === first ? start : ranges.from[r]!;
      const to = Math.min(ranges.to[r]!, end);
      // The first bar's predecessor lies outside the window or in an earlier stretch, where it still makes a return.
      let before = from < to ? predecessor(ranges, r, from) : -1;
      for (let i = from; i < to; before = i++) {
        if (before < 0 || time[i]! - time[before]! !== intervalMs) continue;
        const change = close[i]! / close[before]! - 1;
        if (pass === 0) {
          sum += change;
          returns++;
        } else {
          const deviation = change - mean;
          squares += deviation * deviation;
        }
      }
    }
    if (pass === 0) {
      if (returns < 2 || returns * 2 < window)
        return { sigma1: Number.NaN, isSufficient: false, bars: count, returns };
      mean = sum / returns;
    } else {
      return { sigma1: Math.sqrt(squares / (returns - 1)), isSufficient: true, bars: count, returns };
    }
  }
}

/** The bar before bar `i` of a range within the scope; -1 when there is none. */
function predecessor(ranges: Ranges, range: number, i: number): number {
  if (i > ranges.from[range]!) return i - 1;
  for (let r = range - 1; r >= 0; r--) if (ranges.to[r]! > ranges.from[r]!) return ranges.to[r]! - 1;
  return -1;
}

/** How many of the ascending `values` are below `limit`. */
export function countBelow(values: readonly number[], limit: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (values[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
