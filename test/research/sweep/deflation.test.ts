import { describe, expect, test } from 'vitest';
import { deflationOf, overfittingOf, snoopingOf } from '../../../src/research/sweep/deflation.ts';
import { judge } from '../../../src/research/sweep/judge.ts';
import type { Deflation, Snooping } from '../../../src/results/sweepModel.ts';
import { normalQuantile } from '../../../src/stats/distributions.ts';
import { drawsFrom } from '../../engine/support/worlds.ts';
import { outcomeOf } from '../support/outcomes.ts';

/** Days of noise with a drift, in dollars; sums of twelve draws are near enough to normal. */
function noise(seed: number, days: number, drift = 0): number[] {
  const draw = drawsFrom(seed);
  return Array.from({ length: days }, () => {
    let sum = -6;
    for (let k = 0; k < 12; k++) sum += draw();
    return 10 * sum + drift;
  });
}

describe('deflation', () => {
  const outcomes = Array.from({ length: 20 }, (_, k) => outcomeOf(noise(k + 1, 200)));
  const deflation = deflationOf(outcomes, 500)!;

  test('is about the trial with the best ratio', () => {
    const ratios = outcomes.map(({ facts }) => facts!.sharpe);
    expect(deflation.sharpe).toBe(Math.max(...ratios));
    expect(ratios[deflation.best]).toBe(deflation.sharpe);
  });

  test('asks for more the more trials were counted, and believes the best of noise least by the ledger', () => {
    expect(deflation.trialsOfSweep).toBe(20);
    expect(deflation.trialsInLedger).toBe(500);
    expect(deflation.benchmarkOfLedger).toBeGreaterThan(deflation.benchmarkOfSweep);
    expect(deflation.probabilisticSharpe).toBeGreaterThan(0.9);
    expect(deflation.deflatedOfSweep).toBeLessThan(deflation.probabilisticSharpe);
    expect(deflation.deflatedOfLedger).toBeLessThan(deflation.deflatedOfSweep);
    expect(deflation.deflatedOfLedger).toBeLessThan(0.5);
  });

  test('takes the expected maximum of the trials by its formula', () => {
    // Bailey and Lopez de Prado 2014, equation 1, with N = 500.
    const gamma = 0.5772156649015329;
    const expected =
      deflation.trialDeviation *
      ((1 - gamma) * normalQuantile(1 - 1 / 500) + gamma * normalQuantile(1 - 1 / (500 * Math.E)));
    expect(deflation.benchmarkOfLedger).toBeCloseTo(expected, 10);
  });

  test('counts equal trials as one', () => {
    const same = noise(3, 100);
    const twins = deflationOf([outcomeOf(same), outcomeOf(same), outcomeOf(same)], 3)!;
    expect(twins.effectiveTrials).toBeCloseTo(1, 9);
    expect(twins.deflatedOfEffective).toBeCloseTo(twins.probabilisticSharpe, 9);
  });

  test('never counts fewer trials in the ledger than the sweep has', () => {
    expect(deflationOf(outcomes, 0)!.trialsInLedger).toBe(20);
  });

  test('says nothing without a trade', () => {
    expect(deflationOf([outcomeOf([0, 0, 0])], 1)).toBeNull();
  });
});

describe('overfitting and snooping', () => {
  test('a trial that always earns is chosen rightly and found by the tests', () => {
    const good = [
      outcomeOf(noise(40, 120, 8)),
      ...Array.from({ length: 6 }, (_, k) => outcomeOf(noise(k + 50, 120))),
    ];
    const overfitting = overfittingOf(good)!;
    expect(overfitting.probability).toBeLessThan(0.05);
    expect(overfitting.rankCounts.reduce((sum, each) => sum + each, 0)).toBe(overfitting.halvings);
    expect(overfitting.rankCounts.slice(8).reduce((sum, each) => sum + each, 0)).toBeGreaterThan(
      0.9 * overfitting.halvings,
    );
    expect(snoopingOf(good)!.spaUpper).toBeLessThan(0.01);
  });

  test('on noise they find nothing', () => {
    const bad = Array.from({ length: 8 }, (_, k) => outcomeOf(noise(k + 80, 120)));
    expect(snoopingOf(bad)!.spaConsistent).toBeGreaterThan(0.05);
  });

  test('one trial or a short record has no probability of overfitting', () => {
    expect(overfittingOf([outcomeOf(noise(1, 100))])).toBeNull();
    expect(overfittingOf([outcomeOf(noise(1, 19)), outcomeOf(noise(2, 19))])).toBeNull();
    expect(overfittingOf([outcomeOf(noise(1, 20)), outcomeOf(noise(2, 20))])!.blocks).toBe(10);
  });
});

describe('the verdict', () => {
  const row = { ...outcomeOf([1, 2, -1]).row };
  const deflation = (deflatedOfLedger: number): Deflation => ({
    ...deflationOf([outcomeOf([1, 2, -1])], 1)!,
    deflatedOfLedger,
  });
  const snooping = (spaConsistent: number, spaUpper: number): Snooping => ({
    realityCheck: 0.5,
    spaLower: 0.001,
    spaConsistent,
    spaUpper,
    resamples: 1999,
    meanBlockDays: 5,
  });
  const losing = {
    ...row,
    meanNetReturn: { value: -1, n: 9, interval: { low: -2, high: -0.1 }, level: 0.95, method: 'student' },
  };

  test.each([
    ['all three agree', row, deflation(0.96), snooping(0.02, 0.04), 'supported'],
    ['the deflated ratio falls short', row, deflation(0.94), snooping(0.02, 0.04), 'not enough data'],
    ['the consistent p-value is above', row, deflation(0.99), snooping(0.06, 0.06), 'not enough data'],
    ['only the upper p-value is above', row, deflation(0.99), snooping(0.02, 0.06), 'not enough data'],
    ['the best loses by its whole interval', losing, deflation(0.01), snooping(1, 1), 'refuted'],
    ['nothing traded', row, null, snooping(1, 1), 'not enough data'],
  ] as const)('%s', (_, trial, deflated, snooped, verdict) => {
    expect(judge([trial], deflated, snooped).verdict).toBe(verdict);
  });
});
