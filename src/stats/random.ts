import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plusFromState } from 'pure-rand/generator/xoroshiro128plus';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';

export type { RandomGenerator };

/**
 * A xoroshiro128+ generator for a seed: the same seed gives the same bits on every machine.
 *
 * pure-rand's own `xoroshiro128plus(seed)` starts at a state whose first output is the complement of the seed, so
 * that neighbouring seeds give neighbouring first draws. Here the seed is spread over the 128 bits of the state by
 * SplitMix's finaliser first (Steele, Lea, Flood 2014), which makes runs with seeds 1, 2, 3, ... independent in practice.
 *
 * @param seed a safe integer, negative allowed; all 53 bits count.
 * @throws RangeError when the seed is not a safe integer.
 */
export function randomFromSeed(seed: number): RandomGenerator {
  if (!Number.isSafeInteger(seed)) throw new RangeError(`seed must be a safe integer, got ${seed}`);
  const high = Math.floor(seed / 4294967296) | 0;
  let word = mixed(seed | 0) ^ mixed(high + 0x632be5ab);
  const state: number[] = [];
  for (let i = 0; i < 4; i++) {
    word = (word + 0x9e3779b9) | 0;
    state.push(mixed(word) ^ mixed(high ^ (i + 1)));
  }
  // The all-zero state is the generator's one fixed point.
  if (!state.some((part) => part !== 0)) state[0] = 1;
  return xoroshiro128plusFromState(state);
}

function mixed(word: number): number {
  let bits = word | 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x21f0aaad);
  bits = Math.imul(bits ^ (bits >>> 15), 0x735a2d97);
  return (bits ^ (bits >>> 15)) | 0;
}

/** A uniform number in [0, 1) with 53 bits; advances the generator. */
export function randomUnit(random: RandomGenerator): number {
  return uniformFloat64(random);
}

/** A uniform whole number in [0, size); advances the generator. `size` must be at least 1. */
export function randomIndex(random: RandomGenerator, size: number): number {
  return uniformInt(random, 0, size - 1);
}
