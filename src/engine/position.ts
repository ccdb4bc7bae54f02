import type { Bars } from '../market/bars.ts';
import type { ExitReason } from './events.ts';
import { decideFiner } from './finer.ts';
import type { HoldingRules } from './rules.ts';
import type { Direction } from './strategy.ts';
import {
  exitAtOpen,
  exitInside,
  type IntrabarExit,
  type IntrabarPolicy,
  type MirroredBar,
  mirrorInto,
} from './venue.ts';

export interface Exit {
  readonly reason: ExitReason;
  readonly isAtOpen: boolean;
  /** The bar it happened in, and its price in ticks. */
  readonly index: number;
  readonly ticks: number;
}

/** What a position starts from. `stopTicks` and `targetTicks` are distances from the entry. */
export interface Entry {
  readonly contract: number;
  readonly direction: Direction;
  readonly ticks: number;
  /** The bar that filled it. */
  readonly index: number;
  readonly isAtOpen: boolean;
  readonly stopDistanceTicks: number;
  readonly targetDistanceTicks: number;
  /** When it has to be flat for the session's close, UTC ms; Infinity when it need not. */
  readonly flatTime: number;
}

const bar: MirroredBar = { open: 0, high: 0, low: 0, close: 0 };

/**
 * A held position: steps over the bars of its contract until one of them closes it. Prices inside are mirrored for a short (negated, high
 * and low exchanged), so that every rule is written for a long.
 */
export class Position {
  readonly entry: Entry;
  readonly #bars: Bars;
  readonly #rules: HoldingRules;
  readonly #price: number;
  readonly #stop: number;
  readonly #target: number;
  readonly #timeDue: number;
  /** Bars that open at or after this are the first chance to leave a contract that is no longer selected. */
  rollDue: number = Number.POSITIVE_INFINITY;
  /** The next bar to look at. */
  #next: number;
  #best: number;
  #worst: number;
  #barsHeld = 0;
  exit: Exit | null = null;

  constructor(entry: Entry, bars: Bars, rules: HoldingRules) {
    this.entry = entry;
    this.#bars = bars;
    this.#rules = rules;
    this.#price = entry.direction * entry.ticks;
    this.#stop = this.#price - entry.stopDistanceTicks;
    this.#target = this.#price + entry.targetDistanceTicks;
    this.#timeDue = bars.time[entry.index]! + rules.maxHoldMs;
    this.#next = entry.index;
    this.#best = this.#price;
    this.#worst = this.#price;
  }

  /** Stop and target prices in ticks. */
  get stopTicks(): number {
    return this.entry.direction * this.#stop;
  }
  get targetTicks(): number {
    return this.entry.direction * this.#target;
  }
  /** Best and worst move in ticks over what was certainly held, 0 or more each. */
  get favourableTicks(): number {
    return this.#best - this.#price;
  }
  get adverseTicks(): number {
    return this.#price - this.#worst;
  }
  /** Bars during any part of which it was held; a bar at whose open it was closed is none of them. */
  get barsHeld(): number {
    return this.#barsHeld;
  }

  /** Steps over the bars that open before `until` (UTC ms). Whether it is closed then; `exit` says how. */
  hold(until: number): boolean {
    while (this.exit === null) {
      this.#skipCalm(until);
      const i = this.#next;
      const { time, open, high, low, close, length } = this.#bars;
      if (i >= length || time[i]! >= until) return false;
      mirrorInto(bar, this.entry.direction, open[i]!, high[i]!, low[i]!, close[i]!);
      if (i === this.entry.index) this.#enterBar(i);
      else this.#heldBar(i, time[i]!);
      this.#next = i + 1;
    }
    return true;
  }

  /** Passes the bars that reach neither stop nor target and open before anything is due; the loop in which a grid spends its time. */
  #skipCalm(until: number): void {
    let i = this.#next;
    if (i === this.entry.index) return;
    const { time, high, low, length } = this.#bars;
    const isLong = this.entry.direction === 1;
    const stop = this.#stop;
    const highCalm = this.#target + Math.min(1, this.#rules.throughTicks);
    const end = Math.min(until, this.#timeDue, this.entry.flatTime, this.rollDue);
    let best = this.#best;
    let worst = this.#worst;
    for (; i < length && time[i]! < end; i++) {
      const top = isLong ? high[i]! : -low[i]!;
      const bottom = isLong ? low[i]! : -high[i]!;
      if (bottom <= stop || top >= highCalm) break;
      if (top > best) best = top;
      if (bottom < worst) worst = bottom;
    }
    this.#barsHeld += i - this.#next;
    this.#next = i;
    this.#best = best;
    this.#worst = worst;
  }

  #enterBar(i: number): void {
    this.#barsHeld++;
    const { isAtOpen } = this.entry;
    if (this.#close(i, this.#inside(i, !isAtOpen))) return;
    // After a fill inside the bar only its low and its close are certain to have been held.
    this.#reach(isAtOpen ? bar.high : bar.close);
    this.#reach(bar.low);
  }

  #heldBar(i: number, at: number): void {
    const reason = exitAtOpen(
      bar.open,
      this.#stop,
      this.#target,
      this.#rules.throughTicks,
      at >= this.#timeDue,
      at >= this.entry.flatTime,
      at >= this.rollDue,
    );
    this.#reach(bar.open);
    if (reason !== 'none') {
      this.exit = { reason, isAtOpen: true, index: i, ticks: this.entry.direction * bar.open };
      return;
    }
    this.#barsHeld++;
    if (this.#close(i, this.#inside(i, false))) return;
    this.#reach(bar.high);
    this.#reach(bar.low);
  }

  #close(i: number, reason: IntrabarExit): boolean {
    if (reason === 'none') return false;
    const price = reason === 'stop' ? this.#stop : this.#target;
    this.#reach(price);
    this.exit = { reason, isAtOpen: false, index: i, ticks: this.entry.direction * price };
    return true;
  }

  #reach(price: number): void {
    if (price > this.#best) this.#best = price;
    if (price < this.#worst) this.#worst = price;
  }

  #inside(i: number, isEntryInside: boolean): IntrabarExit {
    const pessimistic = this.#outcome(isEntryInside, 'pessimistic');
    const optimistic = this.#outcome(isEntryInside, 'optimistic');
    const path = this.#outcome(isEntryInside, 'path');
    if (pessimistic === optimistic && path === pessimistic) return pessimistic;
    switch (this.#rules.policy) {
      case 'pessimistic':
        return pessimistic;
      case 'optimistic':
        return optimistic;
      case 'path':
        return path;
      case 'finer':
        return this.#finer(i, isEntryInside) ?? pessimistic;
    }
  }

  #outcome(isEntryInside: boolean, policy: IntrabarPolicy): IntrabarExit {
    return exitInside(bar, this.#stop, this.#target, this.#rules.throughTicks, isEntryInside, policy);
  }

  #finer(i: number, isEntryInside: boolean): IntrabarExit | undefined {
    const from = this.#bars.time[i]!;
    return decideFiner(
      this.#rules.finer?.byContract[this.entry.contract],
      from,
      from + this.#rules.intervalMs,
      {
        direction: this.entry.direction,
        stop: this.#stop,
        target: this.#target,
        entry: isEntryInside ? this.#price : Number.NaN,
      },
      this.#rules.throughTicks,
    );
  }
}
