import type { EngineParameters } from '../../src/engine/parameters.ts';
import type { Direction } from '../../src/engine/strategy.ts';
import type { ReferenceBar } from './referenceWorld.ts';

/** The prices of one bar, as a long would see them. */
export interface Prices {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

export type Policy = 'pessimistic' | 'optimistic' | 'path';
export type InsideExit = 'stop' | 'target' | 'nothing';

/** A short is a long in negated prices, in which high and low have changed places. */
export function seenFrom(direction: Direction, bar: ReferenceBar): Prices {
  if (direction === 1) return { open: bar.open, high: bar.high, low: bar.low, close: bar.close };
  return { open: -bar.open, high: -bar.low, low: -bar.high, close: -bar.close };
}

export function throughOf(parameters: EngineParameters): number {
  switch (parameters.limitFill) {
    case 'touch':
      return 0;
    case 'through':
      return 1;
    case 'through-n':
      return parameters.limitThroughTicks;
  }
}

/** Section 5: what a bar does to an entry limit. */
export function entryOn(bar: Prices, limit: number, through: number): 'at the open' | 'inside' | 'not' {
  if (bar.open < limit) return 'at the open';
  if (bar.open === limit && through === 0) return 'at the open';
  if (bar.low <= limit - through) return 'inside';
  return 'not';
}

/** Section 6, the two rules of price. */
export function exitOnOpen(
  bar: Prices,
  stop: number,
  target: number,
  through: number,
): 'stop' | 'target' | 'not' {
  if (bar.open <= stop) return 'stop';
  if (bar.open > target) return 'target';
  if (bar.open === target && through === 0) return 'target';
  return 'not';
}

/** Section 7: the table, for one bar and one policy. */
export function exitInsideBar(
  policy: Policy,
  bar: Prices,
  stop: number,
  target: number,
  through: number,
  wasEnteredInside: boolean,
): InsideExit {
  const isHit = bar.low <= stop;
  const isPossible = bar.high >= target + through;
  if (!isPossible) return isHit ? 'stop' : 'nothing';
  const isCertain = wasEnteredInside ? bar.close >= target + through : true;
  const isLowFirst = bar.open - bar.low <= bar.high - bar.open;
  if (isHit) {
    if (policy === 'pessimistic') return 'stop';
    if (policy === 'optimistic') return 'target';
    if (wasEnteredInside) return 'stop';
    return isLowFirst ? 'stop' : 'target';
  }
  if (policy === 'pessimistic') return isCertain ? 'target' : 'nothing';
  if (policy === 'optimistic') return 'target';
  if (!wasEnteredInside) return 'target';
  return isLowFirst || isCertain ? 'target' : 'nothing';
}

/** Section 7, `finer`: by the shorter bars of the minute, where the policies do not agree. */
export function exitByShorterBars(
  bar: Prices,
  shortBars: readonly Prices[],
  limit: number,
  stop: number,
  target: number,
  through: number,
  wasEnteredInside: boolean,
): InsideExit {
  const [pessimistic, optimistic, path] = (['pessimistic', 'optimistic', 'path'] as const).map((policy) =>
    exitInsideBar(policy, bar, stop, target, through, wasEnteredInside),
  );
  if (pessimistic === optimistic && optimistic === path) return pessimistic!;
  if (shortBars.length === 0) return pessimistic!;
  let isHeld = !wasEnteredInside;
  for (const short of shortBars) {
    let isEnteredInsideShort = false;
    if (!isHeld) {
      const entry = entryOn(short, limit, through);
      if (entry === 'not') continue;
      isHeld = true;
      isEnteredInsideShort = entry === 'inside';
    }
    const exit = exitInsideBar('pessimistic', short, stop, target, through, isEnteredInsideShort);
    if (exit !== 'nothing') return exit;
  }
  return isHeld ? 'nothing' : pessimistic!;
}
