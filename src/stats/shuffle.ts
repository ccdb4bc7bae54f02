import { requireCount, type Values } from './preconditions.ts';
import { type RandomGenerator, randomIndex } from './random.ts';

/** Puts positions[from .. end) into random order, every order equally likely (Fisher and Yates); advances the generator. */
export function shuffleInPlace(
  random: RandomGenerator,
  positions: Int32Array | Float64Array,
  from = 0,
  end: number = positions.length,
): void {
  for (let last = end - 1; last > from; last--) {
    const other = from + randomIndex(random, last - from + 1);
    const kept = positions[last]!;
    positions[last] = positions[other]!;
    positions[other] = kept;
  }
}

/**
 * The order of `days` days after a shuffle in blocks of `blockDays` neighbouring days (the last block may be shorter):
 * what depends on the day before survives inside a block, what depends on longer spans does not.
 *
 * @returns a permutation of 0 .. days - 1: the day to take at each place
 * @throws RangeError unless days >= 0 and blockDays >= 1 are whole numbers
 */
export function shuffledDayBlocks(random: RandomGenerator, days: number, blockDays: number): Int32Array {
  requireCount('days', days);
  requireCount('blockDays', blockDays, 1);
  const blocks = Int32Array.from({ length: Math.ceil(days / blockDays) }, (_, block) => block);
  shuffleInPlace(random, blocks);
  const order = new Int32Array(days);
  let place = 0;
  for (const block of blocks) {
    const end = Math.min(days, (block + 1) * blockDays);
    for (let day = block * blockDays; day < end; day++) order[place++] = day;
  }
  return order;
}

/**
 * A shuffle that moves each row only among rows of the same group. With the minute of the day as group it breaks what
 * hangs together in a day and keeps the shape that every day has.
 *
 * @param groupIds the group of each row, any numbers
 * @returns for each row the row whose value it gets: a permutation with groupIds[result[i]] = groupIds[i]
 */
export function shuffledWithinGroups(random: RandomGenerator, groupIds: Values): Int32Array {
  const groups = new Map<number, number[]>();
  for (let row = 0; row < groupIds.length; row++) {
    const rows = groups.get(groupIds[row]!);
    if (rows) rows.push(row);
    else groups.set(groupIds[row]!, [row]);
  }
  const sources = new Int32Array(groupIds.length);
  for (const rows of groups.values()) {
    const shuffled = Int32Array.from(rows);
    shuffleInPlace(random, shuffled);
    rows.forEach((row, i) => {
      sources[row] = shuffled[i]!;
    });
  }
  return sources;
}
