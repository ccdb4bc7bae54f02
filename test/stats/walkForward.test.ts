import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { walkForward } from '../../src/stats/walkForward.ts';

const whole = (min: number, max: number): fc.Arbitrary<number> => fc.integer({ min, max });

describe('walk-forward windows', () => {
  test('by hand', () => {
    const plan = walkForward(30, { trainDays: 10, testDays: 4, warmupDays: 3, purgeDays: 1 });
    expect(plan.requiredDays).toBe(18);
    expect(plan.folds).toHaveLength(4);
    expect(plan.folds[1]).toEqual({
      trainWarmup: { from: 4, to: 7 },
      train: { from: 7, to: 17 },
      purged: { from: 17, to: 18 },
      testWarmup: { from: 15, to: 18 },
      test: { from: 18, to: 22 },
    });
    expect(plan.unusedDays).toBe(0);
    expect(walkForward(33, { trainDays: 10, testDays: 4, warmupDays: 3, purgeDays: 1 }).unusedDays).toBe(3);
  });

  test('anchored training keeps its start and grows', () => {
    const { folds } = walkForward(30, { trainDays: 10, testDays: 5, isAnchored: true });
    expect(folds.map(({ train }) => train)).toEqual([
      { from: 0, to: 10 },
      { from: 0, to: 15 },
      { from: 0, to: 20 },
      { from: 0, to: 25 },
    ]);
  });

  test('says when the record is too short for any fold', () => {
    const plan = walkForward(17, { trainDays: 10, testDays: 4, warmupDays: 3, purgeDays: 1 });
    expect(plan).toEqual({ folds: [], requiredDays: 18, unusedDays: 17 });
  });

  test('a test never starts before its training and purge have ended, and tests do not overlap', () => {
    fc.assert(
      fc.property(
        whole(0, 300),
        whole(1, 60),
        whole(1, 30),
        whole(0, 20),
        whole(0, 10),
        fc.boolean(),
        (days, trainDays, testDays, warmupDays, purgeDays, isAnchored) => {
          const { folds, unusedDays } = walkForward(days, {
            trainDays,
            testDays,
            warmupDays,
            purgeDays,
            isAnchored,
          });
          let covered = 0;
          folds.forEach((fold, i) => {
            expect(fold.trainWarmup.from).toBeGreaterThanOrEqual(0);
            expect(fold.trainWarmup.to).toBe(fold.train.from);
            expect(fold.train.to - fold.train.from).toBe(isAnchored ? trainDays + i * testDays : trainDays);
            expect(fold.purged).toEqual({ from: fold.train.to, to: fold.train.to + purgeDays });
            expect(fold.test.from).toBe(fold.purged.to);
            expect(fold.testWarmup).toEqual({ from: fold.test.from - warmupDays, to: fold.test.from });
            expect(fold.test.to).toBeLessThanOrEqual(days);
            if (i > 0) expect(fold.test.from).toBe(folds[i - 1]!.test.to);
            covered += fold.test.to - fold.test.from;
          });
          const before = folds[0]?.test.from ?? 0;
          expect(before + covered + unusedDays).toBe(days);
        },
      ),
    );
  });

  test('refuses lengths that are not whole', () => {
    expect(() => walkForward(30, { trainDays: 0, testDays: 4 })).toThrow(/trainDays/);
    expect(() => walkForward(30, { trainDays: 5, testDays: 1.5 })).toThrow(/testDays/);
    expect(() => walkForward(30, { trainDays: 5, testDays: 5, stepDays: 0 })).toThrow(/stepDays/);
    expect(() => walkForward(30, { trainDays: 5, testDays: 5, purgeDays: -1 })).toThrow(/purgeDays/);
    expect(() => walkForward(Number.NaN, { trainDays: 5, testDays: 5 })).toThrow(/days/);
  });
});
