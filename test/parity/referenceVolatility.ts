import { sessionOfTime } from './referenceSelection.ts';
import type { ReferenceBar, ReferenceWorld } from './referenceWorld.ts';

export type ReferenceVolatility =
  | { readonly isHad: true; readonly sigma1: number }
  | { readonly isHad: false; readonly value: number; readonly limit: number };

const MINUTE = 60_000;

/** Whether a moment is in the regular session of its trade date. */
export function isInHours(world: ReferenceWorld, time: number): boolean {
  const session = sessionOfTime(world.sessions, time);
  return session.regularOpen <= time && time < session.regularClose;
}

/** `sigma1` of a contract as of a time. */
export function volatilityAsOf(world: ReferenceWorld, contract: number, time: number): ReferenceVolatility {
  const { volatilityBars, volatilityScope } = world.parameters;
  const bars = world.contracts[contract]!.bars;
  const inScope: ReferenceBar[] = [];
  // Backwards, as far as the window and the predecessor of its first bar.
  for (let i = bars.length - 1; i >= 0 && inScope.length <= volatilityBars; i--) {
    const bar = bars[i]!;
    if (bar.time < time && (volatilityScope === 'all' || isInHours(world, bar.time))) inScope.unshift(bar);
  }
  if (inScope.length < volatilityBars) return { isHad: false, value: inScope.length, limit: volatilityBars };
  const returns: number[] = [];
  for (let i = Math.max(0, inScope.length - volatilityBars); i < inScope.length; i++) {
    const bar = inScope[i]!;
    const before = inScope[i - 1];
    if (before !== undefined && before.time === bar.time - MINUTE) returns.push(bar.close / before.close - 1);
  }
  if (returns.length < volatilityBars / 2 || returns.length < 2)
    return { isHad: false, value: returns.length, limit: volatilityBars / 2 };
  let sum = 0;
  for (const one of returns) sum += one;
  const mean = sum / returns.length;
  let squares = 0;
  for (const one of returns) squares += (one - mean) * (one - mean);
  return { isHad: true, sigma1: Math.sqrt(squares / (returns.length - 1)) };
}
