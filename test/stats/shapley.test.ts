import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { marginalContributions, shapleyValues } from '../../src/stats/shapley.ts';

const worth = fc.integer({ min: -1000, max: 1000 }).map((tenths) => tenths / 10);
const game = fc
  .integer({ min: 0, max: 6 })
  .chain((players) =>
    fc.tuple(fc.constant(players), fc.array(worth, { minLength: 1 << players, maxLength: 1 << players })),
  );

/** The definition: the mean over all orders of what the player adds when it joins. */
function byOrders(worths: readonly number[], players: number): number[] {
  const sums = new Array<number>(players).fill(0);
  let orders = 0;
  const join = (order: readonly number[]): void => {
    if (order.length === players) {
      orders++;
      let subset = 0;
      for (const player of order) {
        sums[player]! += worths[subset | (1 << player)]! - worths[subset]!;
        subset |= 1 << player;
      }
    }
    for (let player = 0; player < players; player++) if (!order.includes(player)) join([...order, player]);
  };
  join([]);
  return sums.map((sum) => sum / orders);
}

describe('Shapley values', () => {
  test('solve the glove game by hand', () => {
    // Players 0 and 1 hold left gloves, 2 a right one; a pair is worth 1: 1/6, 1/6, 2/3.
    const pairs = [0, 0, 0, 0, 0, 1, 1, 1];
    const values = shapleyValues(pairs, 3);
    expect(values[0]).toBeCloseTo(1 / 6, 14);
    expect(values[1]).toBeCloseTo(1 / 6, 14);
    expect(values[2]).toBeCloseTo(2 / 3, 14);
  });

  test('are the mean over all orders', () => {
    const random = [3, -1, 4, 1, -5, 9, 2, 6, 5, 3, 5, -8, 9, 7, 9, 3];
    const values = shapleyValues(random, 4);
    byOrders(random, 4).forEach((expected, player) => {
      expect(values[player]).toBeCloseTo(expected, 12);
    });
  });

  test('add up to the worth of all less the worth of none', () => {
    fc.assert(
      fc.property(game, ([players, worths]) => {
        const total = shapleyValues(worths, players).reduce((sum, value) => sum + value, 0);
        expect(total).toBeCloseTo(worths[worths.length - 1]! - worths[0]!, 8);
      }),
    );
  });

  test('give a player that adds nothing nothing, and equal players equal values', () => {
    // Player 1 changes nothing; players 0 and 2 are interchangeable.
    const worths = [0, 2, 0, 2, 2, 7, 2, 7];
    const values = shapleyValues(worths, 3);
    expect(values[1]).toBe(0);
    expect(values[0]).toBeCloseTo(3.5, 12);
    expect(values[2]).toBeCloseTo(3.5, 12);
  });

  test('are linear in the worths', () => {
    fc.assert(
      fc.property(game, worth, ([players, worths], factor) => {
        const scaled = shapleyValues(
          worths.map((value) => factor * value + 3),
          players,
        );
        shapleyValues(worths, players).forEach((value, player) => {
          expect(scaled[player]).toBeCloseTo(factor * value, 7);
        });
      }),
    );
  });

  test('handle the nine switches of an audit', () => {
    const additive = Float64Array.from({ length: 512 }, (_, subset) => {
      let sum = 10;
      for (let player = 0; player < 9; player++) if (subset & (1 << player)) sum += player - 4;
      return sum;
    });
    shapleyValues(additive, 9).forEach((value, player) => {
      expect(value).toBeCloseTo(player - 4, 11);
    });
    const { alone, last } = marginalContributions(additive, 9);
    expect([...alone]).toEqual([-4, -3, -2, -1, 0, 1, 2, 3, 4]);
    expect([...last]).toEqual([...alone]);
  });

  test('differ from joining first and last where effects interact', () => {
    const both = [0, 0, 0, 1];
    expect([...shapleyValues(both, 2)]).toEqual([0.5, 0.5]);
    expect([...marginalContributions(both, 2).alone]).toEqual([0, 0]);
    expect([...marginalContributions(both, 2).last]).toEqual([1, 1]);
  });

  test('refuse a table of the wrong size and an undefined worth', () => {
    expect(() => shapleyValues([1, 2, 3], 2)).toThrow(/2\^2/);
    expect(() => shapleyValues([1, Number.NaN], 1)).toThrow(/worths\[1\]/);
    expect(() => shapleyValues([1], 21)).toThrow(/players/);
    expect(() => marginalContributions([1, 2, 3], 2)).toThrow(RangeError);
  });
});
