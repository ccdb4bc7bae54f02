import { type Bars, MINUTE_MS } from '../market/bars.ts';
import type { SignalFinding } from './detection.ts';
import type { OrderEvent } from './events.ts';
import type { EngineParameters } from './parameters.ts';

/** A signal that waits for the price to come back to its modal price (`entry: retest`). */
export interface Wait {
  readonly id: number;
  readonly finding: SignalFinding;
  readonly until: number;
  readonly endsBy: 'timeout' | 'session-close';
  /** The next bar whose close is looked at. */
  next: number;
  /** Bars `[0, retestEnd)` end with the one whose close came back; -1 while none has. */
  retestEnd: number;
}

/** The wait that a signal begins; it takes the id that its order will have. */
export function waitFor(finding: SignalFinding, id: number, parameters: EngineParameters): Wait {
  const timeout = finding.time + parameters.retestTimeoutMinutes * MINUTE_MS;
  return {
    id,
    finding,
    until: Math.min(timeout, finding.regularClose),
    endsBy: timeout < finding.regularClose ? 'timeout' : 'session-close',
    next: finding.end,
    retestEnd: -1,
  };
}

/**
 * When a wait ends, by the bars that open before `barsUntil`: at the close that came back, or when it lapses. A close that is known at
 * the regular close only is too late.
 */
export function endOfWait(wait: Wait, bars: Bars, barsUntil: number, retestTicks: number): number {
  const { time, close, length } = bars;
  const { signal, regularClose } = wait.finding;
  const until = Math.min(barsUntil, wait.until);
  while (wait.retestEnd < 0 && wait.next < length && time[wait.next]! < until) {
    const i = wait.next++;
    if (time[i]! + MINUTE_MS >= regularClose) continue;
    if (Math.abs(close[i]! - signal.modalTicks) <= retestTicks) wait.retestEnd = i + 1;
  }
  return wait.retestEnd < 0 ? wait.until : time[wait.retestEnd - 1]! + MINUTE_MS;
}

/** The event of a wait begun or lapsed: nothing is sized yet, and the limit shown is the modal price waited for. */
export function waitEvent(
  wait: Wait,
  contract: string,
  action: 'await-retest' | 'retest-lapsed',
  reason: OrderEvent['reason'],
  time: number,
): OrderEvent {
  const { signal, id } = wait.finding;
  return {
    type: 'order',
    id: wait.id,
    time,
    signal: id,
    action,
    reason,
    contract,
    direction: signal.direction,
    quantity: 0,
    wantedQuantity: 0,
    limitTicks: signal.modalTicks,
    stopDistanceTicks: 0,
    targetDistanceTicks: 0,
    validUntil: wait.until,
    multiplier: 1,
    confidence: 0,
    contextTrades: 0,
    isBayesianSized: false,
  };
}
