import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialAtLeast, binomialAtMost, normalCdf, normalQuantile } from '../../src/stats/distributions.ts';

describe('distributions', () => {
  test.each([
    [1e-300, -37.0470962993612],
    [1e-100, -21.273453560965322],
    [1e-16, -8.222082216130435],
    [1e-12, -7.034483825301131],
    [0.025, -1.9599639845400545],
    [0.8, 0.8416212335729143],
    [0.999, 3.090232306167813],
  ])('the normal quantile at %d agrees with scipy 1.17.1', (probability, z) => {
    expect(Math.abs(normalQuantile(probability) / z - 1)).toBeLessThan(1e-12);
  });

  test('the normal quantile undoes the distribution function', () => {
    fc.assert(
      fc.property(fc.double({ min: -35, max: 5, noNaN: true }), (z) => {
        expect(normalQuantile(normalCdf(z))).toBeCloseTo(z, 8);
      }),
    );
  });

  test('binomial tails agree with scipy 1.17.1 where 1 - cdf has no digits left', () => {
    expect(binomialAtLeast(101, 156, 0.5) / 0.00014355425848926802).toBeCloseTo(1, 10);
    expect(binomialAtLeast(156, 156, 0.5) / 1.0947644252537633e-47).toBeCloseTo(1, 10);
    expect(binomialAtLeast(60, 1000, 0.01) / 1.843827984012186e-27).toBeCloseTo(1, 10);
    expect(binomialAtMost(101, 156, 0.5)).toBeCloseTo(0.9999247892596183, 12);
  });

  test('binomial tails are certain outside the possible counts', () => {
    expect(binomialAtLeast(0, 5, 0.3)).toBe(1);
    expect(binomialAtLeast(6, 5, 0.3)).toBe(0);
    expect(binomialAtMost(-1, 5, 0.3)).toBe(0);
    expect(binomialAtMost(5, 5, 0.3)).toBe(1);
    expect(binomialAtLeast(1, 5, 0)).toBe(0);
    expect(binomialAtLeast(5, 5, 1)).toBe(1);
  });
});
