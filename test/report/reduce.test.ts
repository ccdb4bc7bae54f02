import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reduceToPixels, thinned } from '../../src/report/reduce.ts';

const itself = (value: number): number => value;

test('a line that is short enough stays as it is', () => {
  const rows = [3, 1, 2];
  expect(reduceToPixels(rows, 1, itself)).toBe(rows);
});

test('of each column of pixels the first, lowest, highest and last row are kept, in their order', () => {
  // Two columns of five: 5 9 1 7 6 and 2 2 8 0 3.
  expect(reduceToPixels([5, 9, 1, 7, 6, 2, 2, 8, 0, 3], 2, itself)).toEqual([5, 9, 1, 6, 2, 8, 0, 3]);
});

test('what is kept is in order, is little, and spans the same values in every column', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer(), { minLength: 1, maxLength: 400 }),
      fc.integer({ min: 1, max: 20 }),
      (values, pixels) => {
        const rows = values.map((value, index) => ({ value, index }));
        const kept = reduceToPixels(rows, pixels, (row) => row.value);
        expect(kept.length).toBeLessThanOrEqual(Math.max(4 * pixels, 0));
        expect(kept.every((row, place) => place === 0 || kept[place - 1]!.index < row.index)).toBe(true);
        for (let pixel = 0; pixel < pixels; pixel++) {
          const within = (row: { index: number }): boolean =>
            row.index >= Math.floor((pixel * rows.length) / pixels) &&
            row.index < Math.floor(((pixel + 1) * rows.length) / pixels);
          const all = rows.filter(within).map((row) => row.value);
          const left = kept.filter(within).map((row) => row.value);
          expect([Math.min(...left), Math.max(...left), left[0], left.at(-1)]).toEqual([
            Math.min(...all),
            Math.max(...all),
            all[0],
            all.at(-1),
          ]);
        }
      },
    ),
  );
});

test('what is pointed at is thinned evenly, and the last stays', () => {
  expect(thinned([1, 2, 3], 3)).toEqual([1, 2, 3]);
  expect(thinned([1, 2, 3, 4, 5, 6, 7], 3)).toEqual([1, 4, 7]);
  expect(thinned([1, 2, 3, 4, 5, 6], 3)).toEqual([2, 4, 6]);
});
