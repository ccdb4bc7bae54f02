import { TapebenchError } from '../errors.ts';
import { type Bars, MINUTE_MS } from '../market/bars.ts';
import { isoTime } from './isoTime.ts';

/**
 * The volume of bars `[from, to)`, after a look at each of them.
 * @throws TapebenchError TB_BAR_INVALID naming the first impossible bar
 */
export function checkedVolume(bars: Bars, from: number, to: number, symbol: string): number {
  const { time, open, high, low, close, volume } = bars;
  let before = from === 0 ? Number.NEGATIVE_INFINITY : time[from - 1]!;
  let sum = 0;
  for (let i = from; i < to; i++) {
    const at = time[i]!;
    const minutes = at / MINUTE_MS;
    const top = high[i]!;
    const bottom = low[i]!;
    const traded = volume[i]!;
    const isSound =
      at > before &&
      Math.floor(minutes) === minutes &&
      open[i]! <= top &&
      close[i]! <= top &&
      open[i]! >= bottom &&
      close[i]! >= bottom &&
      traded >= 0 &&
      Math.floor(traded) === traded;
    if (!isSound) {
      throw new TapebenchError('TB_BAR_INVALID', 'a bar cannot be: time, prices or volume', {
        where: `${symbol}, bar ${i}, ${isoTime(at)}`,
        next: 'Run the data checks on the dataset.',
      });
    }
    before = at;
    sum += traded;
  }
  return sum;
}
