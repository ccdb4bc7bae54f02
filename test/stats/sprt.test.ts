import { describe, expect, test } from 'vitest';
import { type SprtPlan, sprtExpectedTrials, sprtPlan, sprtRun, sprtState } from '../../src/stats/sprt.ts';

const plan = sprtPlan(0.5, 0.647, 0.05, 0.05);

interface Exact {
  acceptsAlternative: number;
  undecided: number;
  expectedTrials: number;
}

/** Exact error rates and length: the distribution of the number of wins among undecided paths, trial by trial. */
function exactly(tested: SprtPlan, rate: number, longest: number): Exact {
  let undecided = new Map([[0, 1]]);
  let acceptsAlternative = 0;
  let expectedTrials = 0;
  for (let n = 1; n <= longest; n++) {
    const next = new Map<number, number>();
    for (const [wins, probability] of undecided) {
      expectedTrials += probability;
      for (const [after, weight] of [
        [wins + 1, rate],
        [wins, 1 - rate],
      ] as const) {
        const { verdict } = sprtState(tested, after, n);
        if (verdict === 'accept-alternative') acceptsAlternative += probability * weight;
        else if (verdict === 'continue') next.set(after, (next.get(after) ?? 0) + probability * weight);
      }
    }
    undecided = next;
  }
  let left = 0;
  for (const probability of undecided.values()) left += probability;
  return { acceptsAlternative, undecided: left, expectedTrials };
}

describe('sequential probability ratio test', () => {
  test('has the steps and bounds of 0.50 against 0.647', () => {
    // ln(0.647 / 0.5), ln(0.353 / 0.5) and ln(19), by hand.
    expect(plan.winStep.toFixed(3)).toBe('0.258');
    expect(plan.lossStep.toFixed(3)).toBe('-0.348');
    expect(plan.upper.toFixed(3)).toBe('2.944');
    expect(plan.lower.toFixed(3)).toBe('-2.944');
  });

  test('keeps its error rates though it is looked at after every trade', () => {
    const underNull = exactly(plan, 0.5, 2000);
    const underAlternative = exactly(plan, 0.647, 2000);
    expect(underNull.undecided).toBeLessThan(1e-6);
    expect(underNull.acceptsAlternative).toBeLessThanOrEqual(0.05);
    expect(underNull.acceptsAlternative).toBeGreaterThan(0.03);
    expect(1 - underAlternative.acceptsAlternative).toBeLessThanOrEqual(0.05);
  });

  test('needs about as many trades as Wald expects, and somewhat more', () => {
    for (const rate of [0.45, 0.5, 0.575, 0.647, 0.7]) {
      const exact = exactly(plan, rate, 3000).expectedTrials;
      const approximate = sprtExpectedTrials(plan, rate);
      expect(approximate).toBeLessThan(exact);
      expect(approximate).toBeGreaterThan(0.85 * exact);
    }
  });

  test('the expected length has no jump at the rate without drift', () => {
    const flat = -plan.lossStep / (plan.winStep - plan.lossStep);
    const middle = sprtExpectedTrials(plan, flat);
    expect(sprtExpectedTrials(plan, flat + 1e-5) / middle).toBeCloseTo(1, 3);
    expect(sprtExpectedTrials(plan, flat - 1e-5) / middle).toBeCloseTo(1, 3);
  });

  test('stops at the first bound and not later', () => {
    // 12 wins: 12 * 0.25773 = 3.09 passes 2.944; 11 wins stay below.
    const run = sprtRun(
      plan,
      Array.from({ length: 40 }, () => true),
    );
    expect(run).toMatchObject({ trials: 12, verdict: 'accept-alternative' });
    expect(sprtRun(plan, new Array<boolean>(40).fill(false))).toMatchObject({
      trials: 9,
      verdict: 'accept-null',
    });
    expect(sprtRun(plan, [])).toEqual({ logLikelihoodRatio: 0, verdict: 'continue', trials: 0 });
    expect(sprtRun(plan, [true, false, true])).toMatchObject({ trials: 3, verdict: 'continue' });
  });

  test('tests a lower rate against a higher one as well', () => {
    const down = sprtPlan(0.5, 0.353, 0.05, 0.05);
    expect(down.winStep).toBeCloseTo(plan.lossStep, 12);
    expect(sprtState(down, 0, 12).verdict).toBe('accept-alternative');
  });

  test('refuses equal rates and errors that leave nothing to decide', () => {
    expect(() => sprtPlan(0.5, 0.5, 0.05, 0.05)).toThrow(/differ/);
    expect(() => sprtPlan(0.5, 0.6, 0.5, 0.5)).toThrow(/alpha \+ beta/);
    expect(() => sprtPlan(1, 0.6, 0.05, 0.05)).toThrow(/nullRate/);
    expect(() => sprtState(plan, 3, 2)).toThrow(RangeError);
    expect(() => sprtExpectedTrials(plan, 0)).toThrow(/rate/);
  });
});
