import type { EngineParameters } from './parameters.ts';
import type { Direction } from './strategy.ts';

/**
 * The simulated venue: what one bar does to a limit, and to a position between its stop and target. Everything is written
 * for a long; a short is the same in mirrored prices, where every price is negated and high and low change places. No
 * price it returns is outside the bar, and none is off the tick grid: all prices are whole ticks.
 */

/** Ticks that a bar must trade beyond a limit to fill it. */
export function throughTicksOf(
  parameters: Pick<EngineParameters, 'limitFill' | 'limitThroughTicks'>,
): number {
  if (parameters.limitFill === 'touch') return 0;
  return parameters.limitFill === 'through' ? 1 : parameters.limitThroughTicks;
}

export type Mirror = Direction;

/** One bar in mirrored prices; reused, so that no object is made per bar. */
export interface MirroredBar {
  open: number;
  high: number;
  low: number;
  close: number;
}

export function mirrorInto(
  into: MirroredBar,
  direction: Mirror,
  open: number,
  high: number,
  low: number,
  close: number,
): void {
  if (direction === 1) {
    into.open = open;
    into.high = high;
    into.low = low;
    into.close = close;
  } else {
    into.open = -open;
    into.high = -low;
    into.low = -high;
    into.close = -close;
  }
}

export type EntryFill = 'none' | 'at-open' | 'inside';

/**
 * How a buy limit fares in a bar (mirrored for a sell): at the open, and at the open's price, when the bar opens better;
 * otherwise at the limit when the bar trades through it by `throughTicks`. With 0 (touch) an open at the limit fills there.
 */
export function entryFill(bar: MirroredBar, limit: number, throughTicks: number): EntryFill {
  if (bar.open < limit || (throughTicks === 0 && bar.open === limit)) return 'at-open';
  return bar.low <= limit - throughTicks ? 'inside' : 'none';
}

export type OpenExit = 'none' | 'stop' | 'target' | 'time' | 'close' | 'roll';

/** What the open of a bar does to a position held into it. The open is one price at one time: never ambiguous. */
export function exitAtOpen(
  open: number,
  stop: number,
  target: number,
  throughTicks: number,
  isTimeDue: boolean,
  isCloseDue: boolean,
  isRollDue: boolean,
): OpenExit {
  if (open <= stop) return 'stop';
  if (open > target || (throughTicks === 0 && open === target)) return 'target';
  if (isTimeDue) return 'time';
  if (isCloseDue) return 'close';
  return isRollDue ? 'roll' : 'none';
}

export type IntrabarPolicy = 'pessimistic' | 'optimistic' | 'path';
export type IntrabarExit = 'none' | 'stop' | 'target';

/** The bar's adverse extreme comes first on the path from the open to the nearer extreme; equal distances: adverse first. */
function isAdverseFirst(bar: MirroredBar): boolean {
  return bar.open - bar.low <= bar.high - bar.open;
}

/**
 * What the rest of a bar does to a position. `isEntryInside` says that the entry was filled inside this very bar: then what
 * came before the fill does not count, the low certainly came with or after it, and the high may have come before.
 */
export function exitInside(
  bar: MirroredBar,
  stop: number,
  target: number,
  throughTicks: number,
  isEntryInside: boolean,
  policy: IntrabarPolicy,
): IntrabarExit {
  const isStop = bar.low <= stop;
  const isTargetPossible = bar.high >= target + throughTicks;
  if (!isTargetPossible) return isStop ? 'stop' : 'none';
  if (policy === 'optimistic') return 'target';
  const isTargetCertain = !isEntryInside || bar.close >= target + throughTicks;
  if (policy === 'pessimistic') return isStop ? 'stop' : isTargetCertain ? 'target' : 'none';
  if (isEntryInside) {
    if (isStop) return 'stop';
    return isAdverseFirst(bar) || isTargetCertain ? 'target' : 'none';
  }
  return isStop && isAdverseFirst(bar) ? 'stop' : 'target';
}
