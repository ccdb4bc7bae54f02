import { describe, expect, test } from 'vitest';
import { kolmogorovTail, smirnovTail, uniformityTest } from '../../src/stats/kolmogorov.ts';

// scipy 1.17.1: kstwo.sf and ksone.sf, exact.
const golden = [
  [0.1, 50, 0.6623112704658186, 0.34490701996888],
  [0.2, 50, 0.03143877776953241, 0.01571942744940561],
  [0.3, 10, 0.27053557479999946, 0.1354635556],
  [0.05, 100, 0.9532159710635725, 0.5871453380805337],
  [0.12, 100, 0.1033037490181987, 0.05165826915719442],
  [0.5, 5, 0.112, 0.056],
  [0.6, 100, 5.912822156396238e-35, 2.956411078198119e-35],
  [0.2, 101, 0.0005121344197574474, 0.0002560672098787237],
] as const;

describe('Kolmogorov-Smirnov', () => {
  test.each(golden)('the tails at %d with %i values agree with scipy', (distance, n, both, above) => {
    expect(kolmogorovTail(distance, n) / both).toBeCloseTo(1, 9);
    expect(smirnovTail(distance, n) / above).toBeCloseTo(1, 9);
  });

  test.each([
    [0.04, 1000, 0.07933956059000224],
    [0.03, 1000, 0.3226902143914636],
    [0.08, 150, 0.27727372547869167],
  ])('the limit law at %d with %i values is near enough', (distance, n, both) => {
    expect(Math.abs(kolmogorovTail(distance, n) - both)).toBeLessThan(2e-4);
  });

  test('of eight values agrees with scipy', () => {
    // scipy 1.17.1, kstest(values, 'uniform', method='exact'), two-sided and 'greater'.
    const result = uniformityTest([0.02, 0.5, 0.11, 0.93, 0.34, 0.61, 0.27, 0.78]);
    expect(result.distance).toBeCloseTo(0.16, 12);
    expect(result.excess).toBeCloseTo(0.16, 12);
    expect(result.pValue).toBeCloseTo(0.966576728986399, 9);
    expect(result.excessPValue).toBeCloseTo(0.6028754811055848, 9);
  });

  test('forgives conservative p-values on the one side and small ones on neither', () => {
    const even = Array.from({ length: 200 }, (_, i) => (i + 0.5) / 200);
    const large = uniformityTest(even.map((value) => Math.sqrt(value)));
    expect(large.pValue).toBeLessThan(1e-6);
    expect(large.excessPValue).toBeGreaterThan(0.99);
    const small = uniformityTest(even.map((value) => value * value));
    expect(small.pValue).toBeLessThan(1e-6);
    expect(small.excessPValue).toBeLessThan(1e-6);
    expect(uniformityTest(even).pValue).toBeCloseTo(1, 9);
  });

  test('has tails between 0 and 1 that fall with the distance', () => {
    for (const n of [1, 3, 40, 100, 101, 5000]) {
      let last = 1;
      for (let distance = 0; distance <= 1; distance += 0.01) {
        const tail = kolmogorovTail(distance, n);
        expect(tail).toBeLessThanOrEqual(last + 1e-9);
        expect(tail).toBeGreaterThanOrEqual(0);
        last = tail;
      }
    }
  });

  test('refuses values that are no probabilities', () => {
    expect(() => uniformityTest([0.5, 1.2])).toThrow(RangeError);
    expect(() => uniformityTest([])).toThrow(RangeError);
    expect(() => kolmogorovTail(2, 5)).toThrow(/distance/);
    expect(() => smirnovTail(0.5, 0)).toThrow(/n must/);
  });
});
