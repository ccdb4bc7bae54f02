import { describe, expect, test } from 'vitest';
import { holmOver, questionsOf, testsOf, verdictOf } from '../../../src/research/verify/judge.ts';
import { rateEvidence } from '../../../src/research/verify/rateEvidence.ts';
import type { Region, Verdict } from '../../../src/results/verifyModel.ts';
import { binomialProbability } from '../../../src/stats/binomial.ts';
import { exactPower } from '../../../src/stats/sampleSize.ts';

const ALPHA = 0.05;
const atLeast = (value: number): Region => ({ relation: 'at-least', value, against: 0.5 });

function verdictFor(wins: number, n: number, region: Region, against: number): Verdict {
  const evidence = rateEvidence({ wins, low: wins, high: wins, n })!;
  return verdictOf(questionsOf(evidence, region, against)!, ALPHA);
}

/** The chance of a verdict when the win rate is `rate`: exact, by adding up over all numbers of wins. */
function chanceOf(verdict: Verdict, n: number, rate: number, region: Region, against: number): number {
  let chance = 0;
  for (let wins = 0; wins <= n; wins++) {
    if (verdictFor(wins, n, region, against) === verdict) chance += binomialProbability(wins, n, rate);
  }
  return chance;
}

describe('the verdict on a win rate', () => {
  test('the published 101 of 156 would be supported against one half, and so would 92; 80 refute it; 11 of 20 say too little', () => {
    expect(verdictFor(101, 156, atLeast(0.647), 0.5)).toBe('supported');
    expect(verdictFor(92, 156, atLeast(0.647), 0.5)).toBe('supported');
    expect(verdictFor(80, 156, atLeast(0.647), 0.5)).toBe('refuted');
    expect(verdictFor(11, 20, atLeast(0.647), 0.5)).toBe('not enough data');
  });

  test('what beats its null and is still not as high as claimed is refuted', () => {
    // 120 of 200 against 0.5: p = 0.003; against a claim of 0.7: P(X <= 120) = 0.002.
    expect(verdictFor(120, 200, atLeast(0.7), 0.5)).toBe('refuted');
  });

  test.each([20, 78, 156])('with %i trades a false yes and a false no have at most alpha', (n) => {
    expect(chanceOf('supported', n, 0.5, atLeast(0.647), 0.5)).toBeLessThanOrEqual(ALPHA);
    expect(chanceOf('refuted', n, 0.647, atLeast(0.647), 0.5)).toBeLessThanOrEqual(ALPHA);
    expect(chanceOf('supported', n, 0.5, atLeast(0.647), 0.5)).toBeGreaterThan(0);
  });

  test('a true claim is supported with the power that the plan predicts, less the chance of a false no', () => {
    const n = 78;
    const { power } = exactPower(n, 0.5, 0.647, ALPHA);
    const supported = chanceOf('supported', n, 0.647, atLeast(0.647), 0.5);
    expect(power).toBeGreaterThan(0.8);
    expect(supported).toBeLessThanOrEqual(power);
    expect(supported).toBeGreaterThan(power - ALPHA);
  });

  test('an ambiguous bar counts for the worst in favour of the claim and for the best against it', () => {
    const sure = rateEvidence({ wins: 60, low: 60, high: 60, n: 100 })!;
    const unsure = rateEvidence({ wins: 60, low: 52, high: 68, n: 100 })!;
    expect(unsure.fillRange).toEqual({ low: 0.52, high: 0.68 });
    expect(questionsOf(sure, atLeast(0.7), 0.5)).toMatchObject({ support: expect.closeTo(0.0284, 4) });
    // P(X >= 52 | 100, 0.5) = 0.3822 and P(X <= 68 | 100, 0.7) = 0.3669 (scipy.stats.binom).
    const questions = questionsOf(unsure, atLeast(0.7), 0.5)!;
    expect(questions.support).toBeCloseTo(0.3822, 4);
    expect(questions.refute).toBeCloseTo(0.3669, 4);
  });
});

describe('the verdict on a range', () => {
  const region: Region = { relation: 'within', low: 0.55, high: 0.75 };

  test('supported inside, refuted outside, not enough data at a border or with few trades', () => {
    expect(verdictFor(650, 1000, region, region.low)).toBe('supported');
    expect(verdictFor(500, 1000, region, region.low)).toBe('refuted');
    expect(verdictFor(800, 1000, region, region.low)).toBe('refuted');
    expect(verdictFor(560, 1000, region, region.low)).toBe('not enough data');
    expect(verdictFor(13, 20, region, region.low)).toBe('not enough data');
  });

  test('at a border of the range a false yes has at most alpha', () => {
    for (const rate of [0.55, 0.75]) {
      expect(chanceOf('supported', 300, rate, region, region.low)).toBeLessThanOrEqual(ALPHA);
      expect(chanceOf('refuted', 300, rate, region, region.low)).toBeLessThanOrEqual(ALPHA);
    }
  });
});

describe('the correction over a ledger', () => {
  test('is by Holm, for each question by itself, and leaves claims without a test out', () => {
    const corrected = holmOver([{ support: 0.01, refute: 0.9 }, null, { support: 0.04, refute: 0.02 }]);
    // Two tests: the smaller times two, the larger at least as much.
    expect(corrected).toEqual([{ support: 0.02, refute: 0.9 }, null, { support: 0.04, refute: 0.04 }]);
  });
});

test('every comparison is shown with its p-value', () => {
  const evidence = rateEvidence({ wins: 101, low: 101, high: 101, n: 156 })!;
  const tests = testsOf(evidence, atLeast(0.647), [{ name: 'one half', value: 0.5 }]);
  expect(tests.map(({ against, says }) => [against, says])).toEqual([
    ['one half', 'above'],
    ['claim', 'below'],
  ]);
  // P(X >= 101 | 156, 0.5), as the published figures have it.
  expect(tests[0]!.pValue).toBeCloseTo(1.4e-4, 5);
});
