import { requirePositive } from './preconditions.ts';

/**
 * The share of target hits at which a bracket neither earns nor loses: (1 + cost) / (1 + ratio), the root of
 * p * ratio - (1 - p) - cost = 0. For a 2:1 bracket (1 + c) / 3.
 *
 * With a cost of 0 it is also the structural null: the rate at which a driftless price between a stop 1 away and a
 * target `ratio` away reaches the target first (gambler's ruin). A win rate proves something only against this, not
 * against one half. A result above 1 means that no rate pays the cost.
 *
 * @param ratio distance of the target over distance of the stop, above 0
 * @param costR cost of a round trip in units of the stop's distance (R), at least 0
 * @throws RangeError on anything else
 */
export function bracketBreakEven(ratio: number, costR: number): number {
  requirePositive('ratio', ratio);
  if (!(costR >= 0 && costR < Infinity)) {
    throw new RangeError(`costR must be finite and at least 0, got ${costR}`);
  }
  return (1 + costR) / (1 + ratio);
}
