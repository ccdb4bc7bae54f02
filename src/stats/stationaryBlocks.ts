import { type RandomGenerator, randomIndex, randomUnit } from './random.ts';

/**
 * Fills `positions` with one draw of the stationary bootstrap over positions 0 .. positions.length - 1: with
 * probability 1 / meanBlockLength the next position is drawn anew, otherwise it follows the last one, wrapping.
 */
export function drawStationaryBlocks(
  random: RandomGenerator,
  positions: Int32Array,
  meanBlockLength: number,
): void {
  const size = positions.length;
  const restart = 1 / meanBlockLength;
  let position = 0;
  for (let i = 0; i < size; i++) {
    const isNewBlock = i === 0 || restart >= 1 || randomUnit(random) < restart;
    position = isNewBlock ? randomIndex(random, size) : (position + 1) % size;
    positions[i] = position;
  }
}
