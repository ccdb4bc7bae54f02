import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mean } from '../../src/stats/means.ts';
import { sizeDecomposition } from '../../src/stats/sizeDecomposition.ts';

describe('size decomposition', () => {
  test('splits by hand', () => {
    // Sizes 1, 3 and returns 2, 4: mean product 7 = 2 * 3 + 1.
    expect(sizeDecomposition([1, 3], [2, 4])).toEqual({
      n: 2,
      meanSize: 2,
      meanReturn: 3,
      meanPositionAdjusted: 7,
      leverage: 6,
      covariance: 1,
    });
  });

  test('the published figures are leverage and a small loss of skill', () => {
    // Mean size 2.014, mean 0.409%, size-weighted 0.813%: 2.014 * 0.409 = 0.8237, so the covariance is about -0.01%.
    const returns = [0.409 + 0.5, 0.409 - 0.5];
    const { leverage, covariance, meanPositionAdjusted } = sizeDecomposition(
      [2.014 - 0.0214, 2.014 + 0.0214],
      returns,
    );
    expect(leverage).toBeCloseTo(0.823726, 10);
    expect(covariance).toBeCloseTo(-0.0107, 10);
    expect(meanPositionAdjusted).toBeCloseTo(0.813026, 10);
  });

  test('is an identity, and a constant size has no skill', () => {
    const column = fc.array(
      fc.tuple(
        fc.integer({ min: 0, max: 300 }).map((value) => value / 100),
        fc.integer({ min: -100, max: 100 }).map((value) => value / 100),
      ),
      { minLength: 1, maxLength: 50 },
    );
    fc.assert(
      fc.property(column, (rows) => {
        const sizes = rows.map(([size]) => size);
        const returns = rows.map(([, value]) => value);
        const { meanPositionAdjusted } = sizeDecomposition(sizes, returns);
        expect(meanPositionAdjusted).toBeCloseTo(mean(rows.map(([size, value]) => size * value)), 12);
        const flat = sizeDecomposition(
          sizes.map(() => 2),
          returns,
        );
        expect(flat.covariance).toBe(0);
      }),
    );
  });

  test('refuses empty and unequal columns', () => {
    expect(() => sizeDecomposition([], [])).toThrow(RangeError);
    expect(() => sizeDecomposition([1], [1, 2])).toThrow(/rows/);
  });
});
