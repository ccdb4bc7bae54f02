import type { Bars } from '../../src/market/bars.ts';

/** Time, high, low, close and volume of the bars among `[0, end)` that opened at or after `from` (UTC ms), oldest first. */
export function barsSince(bars: Bars, end: number, from: number): readonly (readonly number[])[] {
  const { time, high, low, close, volume } = bars;
  let first = end;
  while (first > 0 && time[first - 1]! >= from) first--;
  return Array.from({ length: end - first }, (_, k) => {
    const i = first + k;
    return [time[i]!, high[i]!, low[i]!, close[i]!, volume[i]!];
  });
}
