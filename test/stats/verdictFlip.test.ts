import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialTestGreater } from '../../src/stats/binomialTest.ts';
import { verdictFlip } from '../../src/stats/verdictFlip.ts';

describe('what would turn a verdict over', () => {
  test('for the published 101 of 156 against one half', () => {
    // scipy 1.17.1, binom.sf: 89 wins of 156 have p = 0.0462, 88 p = 0.0640 (13 wins fewer); 101 of 179 p = 0.0499,
    // 101 of 180 p = 0.0586 (24 losses more); 75 of 130 p = 0.0476, 74 of 129 p = 0.0563 (27 wins out).
    expect(verdictFlip(101, 156, 0.5, 0.05)).toMatchObject({
      isRejected: true,
      changedOutcomes: 13,
      addedTrades: 24,
      removedWins: 27,
      addedAtObservedRate: null,
    });
  });

  test('agrees with a search one by one', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(60),
        fc.double({ min: 0.1, max: 0.9, noNaN: true }),
        fc.constantFrom(0.01, 0.05, 0.2),
        (wins, losses, nullRate, alpha) => {
          const n = wins + losses;
          const rejects = (won: number, trials: number): boolean =>
            binomialTestGreater(won, trials, nullRate) <= alpha;
          const first = (most: number, turned: (count: number) => boolean): number | null => {
            for (let count = 1; count <= most; count++) if (turned(count)) return count;
            return null;
          };
          const flip = verdictFlip(wins, n, nullRate, alpha);
          expect(flip.isRejected).toBe(rejects(wins, n));
          expect(flip.pValue).toBe(binomialTestGreater(wins, n, nullRate));
          if (flip.isRejected) {
            expect(flip.changedOutcomes).toBe(first(wins, (count) => !rejects(wins - count, n)));
            expect(flip.addedTrades).toBe(first(2000, (count) => !rejects(wins, n + count)));
            expect(flip.removedWins).toBe(first(wins, (count) => !rejects(wins - count, n - count)));
          } else {
            expect(flip.changedOutcomes).toBe(first(losses, (count) => rejects(wins + count, n)));
            expect(flip.addedTrades).toBe(first(2000, (count) => rejects(wins + count, n + count)));
            expect(flip.removedWins).toBeNull();
          }
        },
      ),
    );
  });

  test('says how many more trades at the observed rate would be enough', () => {
    const { isRejected, addedAtObservedRate } = verdictFlip(101, 156, 0.6, 0.05);
    expect(isRejected).toBe(false);
    // 312 trades with 202 wins: scipy 1.17.1, binom.sf(201, 312, 0.6) = 0.0484; no smaller number reaches 5%.
    expect(addedAtObservedRate).toBe(156);
    expect(binomialTestGreater(202, 312, 0.6)).toBeLessThanOrEqual(0.05);
    expect(verdictFlip(50, 100, 0.5, 0.05).addedAtObservedRate).toBeNull();
    expect(verdictFlip(0, 0, 0.5, 0.05)).toMatchObject({ addedTrades: 5, changedOutcomes: null });
  });

  test('refuses what is no count, no rate and no error', () => {
    expect(() => verdictFlip(3, 2, 0.5, 0.05)).toThrow(RangeError);
    expect(() => verdictFlip(1, 2, 1, 0.05)).toThrow(/nullRate/);
    expect(() => verdictFlip(1, 2, 0.5, 0)).toThrow(/alpha/);
  });
});
