import { describe, expect, test } from 'vitest';
import { CALIBRATIONS } from '../../bench/calibration/all.ts';
import { atLeast, atMost, conservative, uniform, within } from '../../bench/calibration/row.ts';
import { binomialTestGreater } from '../../src/stats/binomialTest.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';

// The full number of simulations is run by `npm run calibrate`.
describe.each(CALIBRATIONS)('calibration of $name at a reduced size', ({ share, run }) => {
  const rows = run(Math.round(400 * share), 20_240_602);

  test.each(rows)('$property: $requirement', ({ figure, isMet }) => {
    expect(isMet, `simulated ${figure}`).toBe(true);
  });
});

describe('the calibration itself', () => {
  const random = randomFromSeed(4);

  test('catches p-values that are too small', () => {
    const small = Array.from({ length: 400 }, () => 0.8 * randomUnit(random));
    expect(uniform('', small).isMet).toBe(false);
    expect(conservative('', small).isMet).toBe(false);
  });

  test('catches p-values that are too large where they have to be uniform, and only there', () => {
    const large = Array.from({ length: 400 }, () => Math.sqrt(randomUnit(random)));
    expect(uniform('', large).isMet).toBe(false);
    expect(conservative('', large).isMet).toBe(true);
  });

  test('catches rates beyond their bound by more than an accident', () => {
    expect(atMost('', 90, 1000, 0.05).isMet).toBe(false);
    expect(atMost('', 60, 1000, 0.05).isMet).toBe(true);
    expect(atLeast('', 900, 1000, 0.95).isMet).toBe(false);
    expect(atLeast('', 940, 1000, 0.95).isMet).toBe(true);
    expect(within('', 980, 1000, 0.94, 0.95).isMet).toBe(false);
    expect(within('', 880, 1000, 0.94, 0.95).isMet).toBe(false);
    expect(within('', 945, 1000, 0.94, 0.95).isMet).toBe(true);
    expect(binomialTestGreater(60, 1000, 0.05)).toBeGreaterThan(1e-4);
  });
});
