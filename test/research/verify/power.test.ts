import { expect, test } from 'vitest';
import { meanPowerResult, ratePower } from '../../../src/research/verify/power.ts';

const plan = { alpha: 0.05, power: 0.8, tradesPerWeek: 3, trades: 156 };

test.each([
  [1 / 3, 18],
  [0.5, 78],
  [0.55, 172],
])('64.7%% against %f takes %i trades, as the reference points have it', (against, trades) => {
  const result = ratePower(against, 0.647, plan);
  expect(result.trades).toBe(trades);
  expect(result.weeks).toBe(Math.ceil(trades / 3));
});

test('the sequential test takes fewer trades than the planned one on average, and its bounds are Wald', () => {
  const result = ratePower(0.5, 0.647, { ...plan, power: 0.95 });
  // Wald 1945: (0.95 x 2.944 - 0.05 x 2.944) / (0.647 x 0.2577 - 0.353 x 0.3483) = 60.6, by hand.
  expect(result.sequentialUnderClaim).toBeCloseTo(60.6, 0);
  expect(result.sequentialUnderClaim).toBeLessThan(result.trades);
  expect(result.sequentialWeeks).toBe(Math.ceil(result.sequentialUnderClaim / 3));
});

test('power with a number of trades, and nothing where none is asked about', () => {
  const asked = ratePower(0.55, 0.647, plan);
  // P(X >= 97 | 156, 0.647) with 97 the critical count of Binomial(156, 0.55) at 5% (scipy.stats.binom).
  expect(asked.powerAtTrades).toBeCloseTo(0.772, 3);
  expect(ratePower(0.55, 0.647, { ...plan, trades: null, tradesPerWeek: null })).toMatchObject({
    powerAtTrades: null,
    weeks: null,
    sequentialWeeks: null,
  });
});

test('a mean of a tenth of its standard deviation takes about 620 trades', () => {
  // ((1.645 + 0.842) / 0.1)^2 = 618, the normal approximation.
  const { trades, powerAtTrades } = meanPowerResult(0.1, plan);
  expect(trades).toBeGreaterThan(615);
  expect(trades).toBeLessThan(625);
  expect(powerAtTrades).toBeGreaterThan(0.3);
  expect(powerAtTrades).toBeLessThan(0.4);
});
