import { requireCount, requireValues, type Values } from './preconditions.ts';

/**
 * Exact Shapley values (Shapley 1953) from the worth of every subset: each player's marginal contribution, averaged
 * over all orders in which the players can join. They add up to worth(all) - worth(none), whatever the interactions.
 *
 * They are linear in the worths. So for a worth that is a sum over days, the values of each day can be computed apart,
 * and a bootstrap by day of the sum needs no new subset.
 *
 * @param worths 2^players finite values; bit i of an index says whether player i is in the subset. A worth must exist
 * for every subset: a rate that is undefined for an empty one has no Shapley values
 * @param players 0 to 20
 * @returns one value a player, in the unit of the worths
 * @throws RangeError on anything else
 */
export function shapleyValues(worths: Values, players: number): Float64Array {
  requireWorths(worths, players);
  const weights = joiningWeights(players);
  const sizes = subsetSizes(players);
  const values = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    const bit = 1 << player;
    let value = 0;
    for (let subset = 0; subset < worths.length; subset++) {
      if (subset & bit) continue;
      value += weights[sizes[subset]!]! * (worths[subset | bit]! - worths[subset]!);
    }
    values[player] = value;
  }
  return values;
}

export interface MarginalContributions {
  /** worth({i}) - worth(none): the player alone. */
  readonly alone: Float64Array;
  /** worth(all) - worth(all but i): the player joining last, which is what leaving it out of all loses. */
  readonly last: Float64Array;
}

/**
 * Each player's contribution when it joins first and when it joins last. Where the two differ, effects are not additive
 * and no single figure is "the" effect. Arguments and errors as for `shapleyValues`.
 */
export function marginalContributions(worths: Values, players: number): MarginalContributions {
  requireWorths(worths, players);
  const all = worths.length - 1;
  const alone = new Float64Array(players);
  const last = new Float64Array(players);
  for (let player = 0; player < players; player++) {
    alone[player] = worths[1 << player]! - worths[0]!;
    last[player] = worths[all]! - worths[all ^ (1 << player)]!;
  }
  return { alone, last };
}

/** Chance that exactly the players of a given subset of each size precede a given player: size! (n - size - 1)! / n!. */
function joiningWeights(players: number): Float64Array {
  const weights = new Float64Array(players);
  if (players > 0) weights[0] = 1 / players;
  for (let size = 1; size < players; size++) weights[size] = (weights[size - 1]! * size) / (players - size);
  return weights;
}

function subsetSizes(players: number): Uint8Array {
  const sizes = new Uint8Array(1 << players);
  for (let subset = 1; subset < sizes.length; subset++) sizes[subset] = sizes[subset >> 1]! + (subset & 1);
  return sizes;
}

function requireWorths(worths: Values, players: number): void {
  requireCount('players', players);
  if (players > 20) throw new RangeError(`players must be at most 20, got ${players}`);
  if (worths.length !== 1 << players) {
    throw new RangeError(`worths must hold 2^${players} = ${1 << players} values, got ${worths.length}`);
  }
  requireValues('worths', worths, 1);
}
