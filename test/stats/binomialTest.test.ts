import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialProbability } from '../../src/stats/binomial.ts';
import { binomialTestGreater, binomialTestLess, binomialTestTwoSided } from '../../src/stats/binomialTest.ts';
import { clopperPearsonInterval } from '../../src/stats/rates.ts';

describe('exact tests of a rate', () => {
  // scipy 1.17.1, binomtest with alternatives 'greater', 'less' and 'two-sided'.
  test.each([
    [101, 156, 0.5, 0.00014355425848926802, 0.9999247892596183, 0.00028710851697853605],
    [7, 20, 0.6, 0.993534124647965, 0.021028927477771155, 0.036990090267779406],
    [2, 30, 0.2, 0.9894775096660743, 0.044178985151997086, 0.06979524048732366],
    [12, 30, 0.2, 0.009493122174722497, 0.9968889513680166, 0.010731062214007877],
    [0, 10, 0.3, 1, 0.028247524900000005, 0.0388396033],
    [10, 10, 0.3, 5.9048999999999975e-6, 1, 5.9048999999999975e-6],
  ])('%i of %i against %d agree with scipy', (wins, n, rate, greater, less, twoSided) => {
    expect(binomialTestGreater(wins, n, rate) / greater).toBeCloseTo(1, 10);
    expect(binomialTestLess(wins, n, rate) / less).toBeCloseTo(1, 10);
    expect(binomialTestTwoSided(wins, n, rate, 'point-probability') / twoSided).toBeCloseTo(1, 10);
  });

  test('the published 101 of 156 has probability 1.4e-4 under one half', () => {
    expect(binomialTestGreater(101, 156, 0.5).toExponential(1)).toBe('1.4e-4');
  });

  test('the point-probability sum is what adding up single outcomes gives', () => {
    const count = fc.integer({ min: 1, max: 80 });
    fc.assert(
      fc.property(count, fc.nat(80), fc.double({ min: 0.01, max: 0.99, noNaN: true }), (n, draw, rate) => {
        const wins = draw % (n + 1);
        const threshold = binomialProbability(wins, n, rate) * (1 + 1e-7);
        let expected = 0;
        for (let k = 0; k <= n; k++) {
          const probability = binomialProbability(k, n, rate);
          if (probability <= threshold) expected += probability;
        }
        expect(binomialTestTwoSided(wins, n, rate, 'point-probability')).toBeCloseTo(expected, 9);
      }),
    );
  });

  test('the doubled tail rejects exactly where Clopper-Pearson excludes', () => {
    fc.assert(
      fc.property(
        fc.nat(60),
        fc.nat(60),
        fc.double({ min: 0.01, max: 0.99, noNaN: true }),
        (wins, losses, rate) => {
          const n = wins + losses;
          const { low, high } = clopperPearsonInterval(wins, n, 0.95);
          fc.pre(Math.abs(rate - low) > 1e-9 && Math.abs(rate - high) > 1e-9);
          const isExcluded = rate < low || rate > high;
          expect(binomialTestTwoSided(wins, n, rate, 'doubled-tail') <= 0.05).toBe(isExcluded);
        },
      ),
    );
  });

  test('say nothing without trials', () => {
    expect(binomialTestGreater(0, 0, 0.5)).toBe(1);
    expect(binomialTestLess(0, 0, 0.5)).toBe(1);
    expect(binomialTestTwoSided(0, 0, 0.5, 'doubled-tail')).toBe(1);
    expect(binomialTestTwoSided(0, 0, 0.5, 'point-probability')).toBe(1);
  });

  test('are certain at the rates 0 and 1', () => {
    expect(binomialTestTwoSided(0, 5, 0, 'point-probability')).toBe(1);
    expect(binomialTestTwoSided(1, 5, 0, 'point-probability')).toBe(0);
    expect(binomialTestTwoSided(5, 5, 1, 'point-probability')).toBe(1);
    expect(binomialTestGreater(1, 5, 0)).toBe(0);
  });

  test('refuse what is no count and no rate', () => {
    expect(() => binomialTestGreater(3, 2, 0.5)).toThrow(RangeError);
    expect(() => binomialTestLess(1, 2, -0.1)).toThrow(/nullRate/);
    expect(() => binomialTestTwoSided(1.5, 2, 0.5, 'doubled-tail')).toThrow(RangeError);
  });
});
