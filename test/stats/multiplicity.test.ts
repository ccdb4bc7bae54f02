import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { benjaminiHochberg, holm } from '../../src/stats/multiplicity.ts';

function expectClose(actual: number[], expected: number[]): void {
  expect(actual.length).toBe(expected.length);
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i]!, 12);
  });
}

// Evenly spread: fast-check's doubles are even over exponents, so that nearly all of them are tiny.
const pValue = fc.integer({ min: 0, max: 1000 }).map((thousandths) => thousandths / 1000);
const pValues = fc.array(pValue, { maxLength: 30 });

describe('correction for many tests', () => {
  test('agrees with statsmodels', () => {
    // statsmodels 0.15.0, multipletests with methods 'holm' and 'fdr_bh'.
    const given = [0.01, 0.04, 0.03, 0.005, 0.2, 0.04];
    expectClose(holm(given), [0.05, 0.12, 0.12, 0.03, 0.2, 0.12]);
    expectClose(benjaminiHochberg(given), [0.03, 0.048, 0.048, 0.03, 0.2, 0.048]);
  });

  test('never passes one', () => {
    expect(holm([0.6, 0.7])).toEqual([1, 1]);
    expect(benjaminiHochberg([0.6, 0.7])).toEqual([0.7, 0.7]);
  });

  test('leaves a single test alone and an empty list empty', () => {
    expect(holm([0.03])).toEqual([0.03]);
    expect(benjaminiHochberg([0.03])).toEqual([0.03]);
    expect(holm([])).toEqual([]);
    expect(benjaminiHochberg([])).toEqual([]);
  });

  test('never lowers a p-value, and Holm corrects at least as much as the false discovery rate', () => {
    fc.assert(
      fc.property(pValues, (values) => {
        const strict = holm(values);
        const mild = benjaminiHochberg(values);
        values.forEach((value, i) => {
          expect(mild[i]!).toBeGreaterThanOrEqual(value * (1 - 1e-12));
          expect(strict[i]!).toBeGreaterThanOrEqual(mild[i]! * (1 - 1e-12));
          expect(strict[i]!).toBeLessThanOrEqual(1);
        });
      }),
    );
  });

  test('keeps the order of the tests and does not depend on it', () => {
    fc.assert(
      fc.property(pValues, (values) => {
        const reversed = [...values].reverse();
        expectClose(holm(reversed).reverse(), holm(values));
        expectClose(benjaminiHochberg(reversed).reverse(), benjaminiHochberg(values));
      }),
    );
  });

  test('refuses what is no p-value', () => {
    expect(() => holm([0.5, 1.2])).toThrow(RangeError);
    expect(() => benjaminiHochberg([Number.NaN])).toThrow(RangeError);
  });
});
