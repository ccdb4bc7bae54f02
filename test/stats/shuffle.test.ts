import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { randomFromSeed } from '../../src/stats/random.ts';
import { shuffledDayBlocks, shuffledWithinGroups, shuffleInPlace } from '../../src/stats/shuffle.ts';

describe('shuffles', () => {
  test('give every order equally often', () => {
    const random = randomFromSeed(5);
    const counts = new Map<string, number>();
    for (let i = 0; i < 24_000; i++) {
      const positions = Int32Array.from([0, 1, 2, 3]);
      shuffleInPlace(random, positions);
      counts.set(positions.join(), (counts.get(positions.join()) ?? 0) + 1);
    }
    expect(counts.size).toBe(24);
    // Binomial standard deviation of a count of 24 000 / 24: 31.
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(150);
  });

  test('leave what is outside their range alone', () => {
    const positions = Int32Array.from({ length: 50 }, (_, i) => i);
    shuffleInPlace(randomFromSeed(1), positions, 10, 30);
    expect([...positions.subarray(0, 10)]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect([...positions.subarray(30)]).toEqual(Array.from({ length: 20 }, (_, i) => 30 + i));
    expect([...positions.subarray(10, 30)]).not.toEqual(Array.from({ length: 20 }, (_, i) => 10 + i));
    expect(new Set(positions).size).toBe(50);
  });

  test('of day blocks is a permutation that keeps neighbours inside a block', () => {
    fc.assert(
      fc.property(fc.nat(60), fc.integer({ min: 1, max: 12 }), fc.nat(1000), (days, blockDays, seed) => {
        const order = shuffledDayBlocks(randomFromSeed(seed), days, blockDays);
        expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: days }, (_, i) => i));
        for (let i = 1; i < days; i++) {
          if (order[i]! % blockDays !== 0) expect(order[i]).toBe(order[i - 1]! + 1);
        }
      }),
    );
    expect([...shuffledDayBlocks(randomFromSeed(2), 7, 7)]).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect([...shuffledDayBlocks(randomFromSeed(2), 40, 5)]).not.toEqual(
      Array.from({ length: 40 }, (_, i) => i),
    );
  });

  test('within groups moves no row out of its group and loses none', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5), { maxLength: 80 }), fc.nat(1000), (groups, seed) => {
        const sources = shuffledWithinGroups(randomFromSeed(seed), groups);
        expect([...sources].sort((a, b) => a - b)).toEqual(groups.map((_, i) => i));
        groups.forEach((group, row) => {
          expect(groups[sources[row]!]).toBe(group);
        });
      }),
    );
    const two = Array.from({ length: 40 }, (_, i) => i % 2);
    expect([...shuffledWithinGroups(randomFromSeed(1), two)]).not.toEqual(two.map((_, i) => i));
  });

  test('refuse a block of no days', () => {
    expect(() => shuffledDayBlocks(randomFromSeed(1), 5, 0)).toThrow(/blockDays/);
    expect(() => shuffledDayBlocks(randomFromSeed(1), 1.5, 1)).toThrow(/days/);
  });
});
