import type { Entry } from './entries.ts';
import { firstRowAt } from './stream.ts';
import { isMended, type MendMask } from './switches.ts';

const HOLD_MS = 60 * 60_000;
const TICK_POINTS = 0.25;
const STOP_SLIPPAGE_POINTS = 0.1875;

export type PublishedExitReason = 'time' | 'profit_target' | 'stop_loss' | 'end_of_data';

export interface Exit {
  readonly row: number;
  readonly time: number;
  readonly price: number;
  readonly reason: PublishedExitReason;
  /** (exit - entry) / entry, before costs. */
  readonly grossReturn: number;
}

/** Step 10: how an entry ends; undefined when the day has no later row, and then there is no trade. */
export function findExit(entry: Entry, mask: MendMask): Exit | undefined {
  const { stream, to } = entry.view;
  const isStopFirst = isMended(mask, 'target-first');
  const isRealFill = isMended(mask, 'perfect-fills');
  const first = firstRowAt(stream, entry.time + 1, entry.row, to);
  if (first >= to) return undefined;
  const targetReach = isRealFill ? entry.target + TICK_POINTS : entry.target;
  for (let i = first; i < to; i++) {
    if (stream.time[i]! > entry.time + HOLD_MS) return exitAt(entry, i, stream.close[i]!, 'time');
    const isTarget = stream.high[i]! >= targetReach;
    const isStop = stream.low[i]! <= entry.stop;
    if (isTarget && !(isStopFirst && isStop)) return exitAt(entry, i, entry.target, 'profit_target');
    if (isStop) {
      const price = isRealFill ? Math.min(entry.stop, stream.open[i]!) - STOP_SLIPPAGE_POINTS : entry.stop;
      return exitAt(entry, i, price, 'stop_loss');
    }
  }
  return exitAt(entry, to - 1, stream.close[to - 1]!, 'end_of_data');
}

function exitAt(entry: Entry, row: number, price: number, reason: PublishedExitReason): Exit {
  return {
    row,
    time: entry.view.stream.time[row]!,
    price,
    reason,
    grossReturn: (price - entry.price) / entry.price,
  };
}
