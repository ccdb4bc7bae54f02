import { backtestOverfitting } from '../../src/stats/backtestOverfitting.ts';
import { dataSnoopingTest } from '../../src/stats/dataSnooping.ts';
import { deflatedSharpe } from '../../src/stats/deflatedSharpe.ts';
import { sampleStandardDeviation } from '../../src/stats/means.ts';
import { type RandomGenerator, randomFromSeed } from '../../src/stats/random.ts';
import {
  probabilisticSharpe,
  type SharpeFacts,
  sharpeFacts,
  sharpeInterval,
} from '../../src/stats/sharpe.ts';
import { atLeast, atMost, type CalibrationRow, within } from './row.ts';
import { bracketOutcome, noiseTrials, normal } from './samples.ts';

const TRIALS = 20;
const DAYS = 120;

/** What is chosen among many: Sharpe ratios plain and deflated, overfitting, reality check and SPA, all on noise. */
export function calibrateSelection(simulations: number, seed: number): CalibrationRow[] {
  const random = randomFromSeed(seed);
  const rejected = { single: 0, bracket: 0, chosen: 0, deflated: 0, realityCheck: 0, spa: 0, found: 0 };
  let covered = 0;
  let halvings = 0;
  let overfit = 0;
  let planted = 0;
  for (let i = 0; i < simulations; i++) {
    const single = sharpeFacts(Array.from({ length: DAYS }, () => normal(random)));
    if (probabilisticSharpe(single, 0) > 0.95) rejected.single++;
    const bracket = sharpeFacts(Array.from({ length: 156 }, () => bracketOutcome(random)));
    if (probabilisticSharpe(bracket, 0) > 0.95) rejected.bracket++;
    covered += holdsSkewed(random);
    const trials = noiseTrials(random, TRIALS, DAYS);
    const facts = trials.map((column) => sharpeFacts(column));
    const best = facts.reduce((a: SharpeFacts, b) => (b.sharpe > a.sharpe ? b : a));
    if (probabilisticSharpe(best, 0) > 0.95) rejected.chosen++;
    const deviation = sampleStandardDeviation(facts.map(({ sharpe }) => sharpe));
    if (deflatedSharpe(best, TRIALS, deviation).probability > 0.95) rejected.deflated++;
    const cut = backtestOverfitting(trials, { blocks: 8 });
    halvings += cut.halvings;
    overfit += Math.round(cut.probability * cut.halvings);
    const options = { seed: seed + i, meanBlockLength: 3, resamples: 199 };
    const noise = dataSnoopingTest(trials, options);
    if (noise.realityCheck <= 0.05) rejected.realityCheck++;
    if (noise.spa.consistent <= 0.05) rejected.spa++;
    trials[7] = trials[7]!.map((value) => value + 0.5);
    if (dataSnoopingTest(trials, options).spa.consistent <= 0.05) rejected.found++;
    if (backtestOverfitting(trials, { blocks: 8 }).probability <= 0.1) planted++;
  }
  const share = overfit / halvings;
  return [
    within(
      'one strategy without skill passes the probabilistic Sharpe ratio at 95%',
      rejected.single,
      simulations,
      0.045,
      0.06,
    ),
    within('bracket trades without edge pass it', rejected.bracket, simulations, 0.035, 0.065),
    within('interval for the Sharpe ratio of skewed returns holds it', covered, simulations, 0.93, 0.965),
    atLeast('the best of twenty without skill passes it undeflated', rejected.chosen, simulations, 0.5),
    atMost('the best of twenty without skill passes it deflated', rejected.deflated, simulations, 0.05),
    {
      property: 'choosing among trials without skill is overfit one time in two',
      requirement: '47% to 53% of the halvings',
      figure: share,
      simulations,
      // Halvings of one record hang together; the standard error over 2000 records is about 0.4 points.
      isMet: Math.abs(share - 0.5) < Math.max(0.03, 1 / Math.sqrt(simulations)),
    },
    atLeast('a planted skill is found not to be overfit', planted, simulations, 0.9),
    within('reality check rejects without skill', rejected.realityCheck, simulations, 0.03, 0.06),
    within('SPA rejects without skill', rejected.spa, simulations, 0.03, 0.085),
    atLeast('SPA finds a planted skill', rejected.found, simulations, 0.9),
  ];
}

/** Exponential returns shifted to a mean of 0.3: skewness 2, kurtosis 9, Sharpe ratio 0.3. */
function holdsSkewed(random: RandomGenerator): number {
  const returns = Array.from({ length: 400 }, () => {
    const square = normal(random) ** 2 + normal(random) ** 2;
    return square / 2 - 0.7;
  });
  const { low, high } = sharpeInterval(sharpeFacts(returns), 0.95);
  return low <= 0.3 && 0.3 <= high ? 1 : 0;
}
