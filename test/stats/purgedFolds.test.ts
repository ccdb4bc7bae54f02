import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { purgedFolds } from '../../src/stats/purgedFolds.ts';

describe('purged and embargoed folds', () => {
  const starts = [0, 10, 20, 30, 40, 50];
  const ends = [5, 22, 25, 35, 47, 55];

  test('by hand', () => {
    const [first, second, third] = purgedFolds(starts, ends, 3, 6);
    // The test of rows 0 and 1 spans 0 to 22: row 2 starts inside; the embargo to 28 holds no further row.
    expect(first).toEqual({
      test: Int32Array.of(0, 1),
      train: Int32Array.of(3, 4, 5),
      purged: 1,
      embargoed: 0,
    });
    // Rows 2 and 3 span 20 to 35: row 1 reaches in; row 4 starts at 40, within 35 + 6.
    expect(second).toEqual({
      test: Int32Array.of(2, 3),
      train: Int32Array.of(0, 5),
      purged: 1,
      embargoed: 1,
    });
    expect(third).toEqual({
      test: Int32Array.of(4, 5),
      train: Int32Array.of(0, 1, 2, 3),
      purged: 0,
      embargoed: 0,
    });
  });

  test('spans that only touch are purged', () => {
    const folds = purgedFolds([0, 10], [10, 20], 2, 0);
    expect(folds.map(({ train, purged }) => [train.length, purged])).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });

  test('every row is tested once and no training row touches a test or its embargo', () => {
    const rows = fc.array(fc.tuple(fc.nat(20), fc.nat(30)), { minLength: 2, maxLength: 60 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 2, max: 6 }), fc.nat(15), (gaps, folds, embargo) => {
        fc.pre(gaps.length >= folds);
        let time = 0;
        const from = gaps.map(([gap]) => (time += gap));
        const to = gaps.map(([, length], row) => from[row]! + length);
        const plan = purgedFolds(from, to, folds, embargo);
        expect(plan.flatMap(({ test: tested }) => [...tested])).toEqual(from.map((_, row) => row));
        for (const { test: tested, train, purged, embargoed } of plan) {
          expect(tested.length + train.length + purged + embargoed).toBe(from.length);
          const begin = from[tested[0]!]!;
          const end = Math.max(...[...tested].map((row) => to[row]!));
          for (const row of train) expect(to[row]! < begin || from[row]! > end + embargo).toBe(true);
        }
      }),
    );
  });

  test('refuses rows out of order, spans that end early and too many folds', () => {
    expect(() => purgedFolds([5, 0], [6, 1], 2, 0)).toThrow(/row 1 starts before/);
    expect(() => purgedFolds([0, 5], [6, 1], 2, 0)).toThrow(/row 1 ends before/);
    expect(() => purgedFolds([0, 5], [6, 7], 3, 0)).toThrow(/at least 3/);
    expect(() => purgedFolds([0, 5], [6, 7], 1, 0)).toThrow(/folds/);
    expect(() => purgedFolds([0, 5], [6, 7], 2, -1)).toThrow(/embargo/);
    expect(() => purgedFolds([0, 5], [6, 7, 8], 2, 0)).toThrow(/rows/);
  });
});
