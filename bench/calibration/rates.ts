import { binomialTestGreater, binomialTestTwoSided } from '../../src/stats/binomialTest.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { holm } from '../../src/stats/multiplicity.ts';
import { randomFromSeed, randomUnit } from '../../src/stats/random.ts';
import { clopperPearsonInterval, jeffreysInterval, wilsonInterval } from '../../src/stats/rates.ts';
import { sampleSizeForRate } from '../../src/stats/sampleSize.ts';
import { atLeast, atMost, type CalibrationRow, conservative, within } from './row.ts';
import { winsOf } from './samples.ts';

const LEVEL = 0.95;

/** Exact tests, intervals and sample sizes for a win rate. */
export function calibrateRates(simulations: number, seed: number): CalibrationRow[] {
  const random = randomFromSeed(seed);
  const greater: number[] = [];
  const twoSided: number[] = [];
  const covered = { wilson: 0, clopperPearson: 0, jeffreys: 0 };
  let familyErrors = 0;
  for (let i = 0; i < simulations; i++) {
    const wins = winsOf(random, 156, 1 / 3);
    greater.push(binomialTestGreater(wins, 156, 1 / 3));
    twoSided.push(binomialTestTwoSided(wins, 156, 1 / 3, 'doubled-tail'));
    const rate = 0.1 + 0.8 * randomUnit(random);
    const n = 10 + Math.floor(190 * randomUnit(random));
    const won = winsOf(random, n, rate);
    const holds = ({ low, high }: Interval): number => (low <= rate && rate <= high ? 1 : 0);
    covered.wilson += holds(wilsonInterval(won, n, LEVEL));
    covered.clopperPearson += holds(clopperPearsonInterval(won, n, LEVEL));
    covered.jeffreys += holds(jeffreysInterval(won, n, LEVEL));
    const ledger = Array.from({ length: 8 }, () => binomialTestGreater(winsOf(random, 60, 0.5), 60, 0.5));
    if (Math.min(...holm(ledger)) <= 0.05) familyErrors++;
  }
  const plan = sampleSizeForRate(0.5, 0.647, 0.05, 0.8);
  let proven = 0;
  for (let i = 0; i < simulations; i++) {
    if (winsOf(random, plan.trials, 0.647) >= plan.criticalWins) proven++;
  }
  return [
    conservative('exact one-sided test of a rate', greater),
    conservative('exact two-sided test of a rate', twoSided),
    atLeast('Clopper-Pearson interval holds the rate', covered.clopperPearson, simulations, LEVEL),
    within('Wilson interval holds the rate, on average', covered.wilson, simulations, 0.945, 0.965),
    within('Jeffreys interval holds the rate, on average', covered.jeffreys, simulations, 0.94, 0.965),
    atMost('Holm: any false rejection among eight true nulls', familyErrors, simulations, 0.05),
    within(
      `${plan.trials} trades prove 0.647 against 0.50 as often as planned`,
      proven,
      simulations,
      plan.power - 0.005,
      plan.power + 0.005,
    ),
  ];
}
