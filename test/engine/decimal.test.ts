import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareProducts, fractionOf } from '../../src/engine/decimal.ts';

describe('fractionOf', () => {
  test.each([
    [4, 4, 1],
    [4.1, 41, 10],
    [0.02, 2, 100],
    [1e-7, 1, 10_000_000],
    [1.5e3, 1500, 1],
    [1e21, 1e21, 1],
  ])('%f is %d/%d', (value, numerator, denominator) => {
    if (value > Number.MAX_SAFE_INTEGER) expect(() => fractionOf(value)).toThrow(RangeError);
    else expect(fractionOf(value)).toEqual({ numerator, denominator });
  });

  test('the fraction is the decimal that was written', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.integer({ min: 0, max: 6 }),
        (digits, places) => {
          const text = `${digits}e-${places}`;
          const { numerator, denominator } = fractionOf(Number(text));
          expect(BigInt(numerator) * 10n ** BigInt(places)).toBe(BigInt(digits) * BigInt(denominator));
        },
      ),
    );
  });

  test('what is not finite is refused', () => {
    expect(() => fractionOf(Number.NaN)).toThrow(RangeError);
    expect(() => fractionOf(Number.POSITIVE_INFINITY)).toThrow(RangeError);
  });
});

test('compareProducts is exact where doubles are not', () => {
  // 94 906 267^2 is 2^53 + a little: its neighbours differ by less than a double can tell.
  expect(compareProducts(94_906_267, 94_906_267, 94_906_266, 94_906_268)).toBe(1);
  expect(94_906_267 * 94_906_267 - 94_906_266 * 94_906_268).not.toBe(1);
  const whole = fc.integer({ min: -(2 ** 40), max: 2 ** 40 });
  fc.assert(
    fc.property(whole, whole, whole, whole, (a, b, c, d) => {
      const exact = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
      expect(compareProducts(a, b, c, d)).toBe(exact > 0n ? 1 : exact < 0n ? -1 : 0);
    }),
  );
});
