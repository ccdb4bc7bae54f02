import { anytimeMeanInterval, anytimeMeanPValueGreater } from '../../src/stats/anytimeMean.ts';
import { catoniMeanInterval, subGaussianMeanInterval } from '../../src/stats/anytimeMeanSpread.ts';
import { anytimeRatePValue, anytimeRatePValueGreater } from '../../src/stats/anytimeRate.ts';
import { binomialTestGreater } from '../../src/stats/binomialTest.ts';
import { type RandomGenerator, randomFromSeed, randomUnit } from '../../src/stats/random.ts';
import { sprtPlan, sprtRun } from '../../src/stats/sprt.ts';
import { atLeast, atMost, type CalibrationRow } from './row.ts';
import { bracketOutcome, heavyTailed, normal } from './samples.ts';

const ALPHA = 0.05;
/** Two years of a trade a day, looked at after each. */
const TRADES = 500;

/** What is looked at every day: error rates over whole paths, not at one n. */
export function calibrateSequential(simulations: number, seed: number): CalibrationRow[] {
  const random = randomFromSeed(seed);
  const alarms = { interval: 0, greater: 0, below: 0, fixed: 0, sprt: 0, mean: 0, meanInterval: 0 };
  const misses = { catoni: 0, gaussian: 0 };
  let accepted = 0;
  const plan = sprtPlan(0.5, 0.647, ALPHA, ALPHA);
  for (let i = 0; i < simulations; i++) {
    const path = winPath(random, 0.5);
    if (isEver(path, (wins, n) => anytimeRatePValue(wins, n, 0.5) <= ALPHA)) alarms.interval++;
    if (isEver(path, (wins, n) => anytimeRatePValueGreater(wins, n, 0.5) <= ALPHA)) alarms.greater++;
    if (isEver(path, (wins, n) => binomialTestGreater(wins, n, 0.5) <= ALPHA)) alarms.fixed++;
    const worse = winPath(random, 0.45);
    if (isEver(worse, (wins, n) => anytimeRatePValueGreater(wins, n, 0.5) <= ALPHA)) alarms.below++;
    if (sprtRun(plan, outcomes(random, 0.5)).verdict === 'accept-alternative') alarms.sprt++;
    if (sprtRun(plan, outcomes(random, 0.647)).verdict === 'accept-alternative') accepted++;
    // Both take the whole path into account, so that one call says whether any look would have alarmed.
    const trades = Array.from({ length: TRADES }, () => bracketOutcome(random));
    const bounds = { low: -1, high: 2 };
    if (anytimeMeanPValueGreater(trades, bounds, 0) <= ALPHA) alarms.mean++;
    const { interval } = anytimeMeanInterval(trades, bounds, 1 - ALPHA);
    if (interval.low > 0 || interval.high < 0) alarms.meanInterval++;
    if (catoniEverMisses(random)) misses.catoni++;
    if (gaussianEverMisses(random)) misses.gaussian++;
  }
  return [
    atMost('interval for a rate ever excludes the true one', alarms.interval, simulations, ALPHA),
    atMost('test of a rate ever alarms, at the null', alarms.greater, simulations, ALPHA),
    atMost('test of a rate ever alarms, below the null', alarms.below, simulations, ALPHA),
    atLeast('exact test for one look, looked at daily, alarms far too often', alarms.fixed, simulations, 0.2),
    atMost('SPRT accepts the alternative under the null', alarms.sprt, simulations, ALPHA / (1 - ALPHA)),
    atLeast('SPRT accepts the alternative when it is true', accepted, simulations, 1 - ALPHA / (1 - ALPHA)),
    atMost('betting test of a mean ever alarms', alarms.mean, simulations, ALPHA),
    atMost('betting interval ever excludes the mean', alarms.meanInterval, simulations, ALPHA),
    atMost('Catoni interval ever excludes the mean of heavy tails', misses.catoni, simulations, ALPHA),
    atMost('sub-Gaussian interval ever excludes the mean', misses.gaussian, simulations, ALPHA),
  ];
}

/** Number of wins after each trade. */
function winPath(random: RandomGenerator, rate: number): Int32Array {
  const path = new Int32Array(TRADES + 1);
  for (let n = 1; n <= TRADES; n++) path[n] = path[n - 1]! + (randomUnit(random) < rate ? 1 : 0);
  return path;
}

function isEver(path: Int32Array, alarms: (wins: number, n: number) => boolean): boolean {
  for (let n = 1; n < path.length; n++) if (alarms(path[n]!, n)) return true;
  return false;
}

function* outcomes(random: RandomGenerator, rate: number): Generator<boolean> {
  for (let n = 0; n < 5000; n++) yield randomUnit(random) < rate;
}

/** Looks at a few n only, because each look is a root search; the guarantee is over all of them together. */
function catoniEverMisses(random: RandomGenerator): boolean {
  const values = Array.from({ length: 200 }, () => heavyTailed(random));
  return [5, 20, 60, 200].some((n) => {
    const { low, high } = catoniMeanInterval(values.slice(0, n), Math.sqrt(3), 1 - ALPHA);
    return low > 0 || high < 0;
  });
}

function gaussianEverMisses(random: RandomGenerator): boolean {
  let sum = 0;
  for (let n = 1; n <= TRADES; n++) {
    sum += normal(random);
    const { low, high } = subGaussianMeanInterval(sum / n, n, 1, 1 - ALPHA);
    if (low > 0 || high < 0) return true;
  }
  return false;
}
