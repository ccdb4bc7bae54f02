import { describe, expect, test } from 'vitest';
import { randomFromSeed, randomIndex, randomUnit } from '../../src/stats/random.ts';

describe('seeded randomness', () => {
  test('gives the same bits for the same seed, and these bits on every machine', () => {
    const draws = (seed: number): number[] => {
      const random = randomFromSeed(seed);
      return [random.next(), random.next(), random.next()];
    };
    expect(draws(7)).toEqual(draws(7));
    expect(draws(7)).toMatchInlineSnapshot(`
      [
        -967008021,
        -1399257488,
        361312037,
      ]
    `);
    expect(new Set([0, -1, 1, 7, 2 ** 32, 2 ** 32 + 7, 2 ** 53 - 1].map((s) => draws(s).join())).size).toBe(
      7,
    );
  });

  test('neighbouring seeds give unrelated first draws', () => {
    // The correlation of the first draws of seeds s and s + 1 over 4000 seeds has a standard deviation of 0.016.
    const first = Array.from({ length: 4001 }, (_, seed) => randomUnit(randomFromSeed(seed)) - 0.5);
    let product = 0;
    let sum = 0;
    for (let i = 0; i < 4000; i++) {
      product += first[i]! * first[i + 1]!;
      sum += first[i]!;
    }
    expect(Math.abs(product / 4000 / (1 / 12))).toBeLessThan(0.06);
    expect(Math.abs(sum / 4000)).toBeLessThan(4 * Math.sqrt(1 / 12 / 4000));
  });

  test('draws whole numbers evenly', () => {
    const random = randomFromSeed(3);
    const counts = [0, 0, 0, 0, 0, 0, 0];
    for (let i = 0; i < 70_000; i++) counts[randomIndex(random, 7)]!++;
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(450);
  });

  test('refuses a seed that is not a safe integer', () => {
    for (const seed of [0.5, Number.NaN, 2 ** 53]) expect(() => randomFromSeed(seed)).toThrow(RangeError);
  });
});
