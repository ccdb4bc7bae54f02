import { describe, expect, test } from 'vitest';
import { requireTrials } from '../../src/stats/trials.ts';

describe('table of trials', () => {
  test('gives its number of rows', () => {
    expect(requireTrials([[1, 2, 3], Float64Array.of(4, 5, 6)], 2, 3)).toBe(3);
  });

  test('names the trial that is wrong', () => {
    expect(() => requireTrials([[1, 2], [3]], 1, 1)).toThrow('trials[1] has 1 rows but trials[0] has 2');
    expect(() =>
      requireTrials(
        [
          [1, 2],
          [3, Number.NaN],
        ],
        1,
        1,
      ),
    ).toThrow(/trials\[1\]\[1\]/);
    expect(() => requireTrials([[1, 2]], 2, 1)).toThrow(/at least 2 trials/);
    expect(() => requireTrials([[1, 2]], 1, 3)).toThrow(/at least 3 values/);
  });
});
