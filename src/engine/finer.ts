import { type Bars, firstIndexAtOrAfter } from '../market/bars.ts';
import type { Direction } from './strategy.ts';
import { entryFill, exitInside, type IntrabarExit, type MirroredBar, mirrorInto } from './venue.ts';

const short: MirroredBar = { open: 0, high: 0, low: 0, close: 0 };

/** A position in a bar, in mirrored prices; `entry` is the limit that was filled inside this very bar, NaN otherwise. */
export interface HeldInBar {
  readonly direction: Direction;
  readonly stop: number;
  readonly target: number;
  readonly entry: number;
}

/**
 * Which of stop and target came first in a bar, by the shorter bars inside `[from, to)` (UTC ms). They decide the order alone: the prices
 * stay the stop's and the target's. What one short bar leaves open is taken pessimistically; undefined when there is no
 * short bar, or when they do not show the entry that the bar showed.
 */
export function decideFiner(
  bars: Bars | undefined,
  from: number,
  to: number,
  held: HeldInBar,
  throughTicks: number,
): IntrabarExit | undefined {
  if (bars === undefined) return undefined;
  let isHeld = Number.isNaN(held.entry);
  let isSeen = false;
  for (let i = firstIndexAtOrAfter(bars, from); i < bars.length && bars.time[i]! < to; i++) {
    mirrorInto(short, held.direction, bars.open[i]!, bars.high[i]!, bars.low[i]!, bars.close[i]!);
    let isEntryInside = false;
    if (!isHeld) {
      const fill = entryFill(short, held.entry, throughTicks);
      if (fill === 'none') continue;
      isHeld = true;
      isEntryInside = fill === 'inside';
    }
    isSeen = true;
    const exit = exitInside(short, held.stop, held.target, throughTicks, isEntryInside, 'pessimistic');
    if (exit !== 'none') return exit;
  }
  return isSeen ? 'none' : undefined;
}
