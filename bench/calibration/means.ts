import { dayBlockBootstrap, pairedDayBootstrap } from '../../src/stats/bootstrap.ts';
import { breakEvenCost } from '../../src/stats/breakEvenCost.ts';
import { dayMeanBootstrap, dayMeanTest } from '../../src/stats/dayMeanBootstrap.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { sampleSizeForMean } from '../../src/stats/meanPower.ts';
import { mean, studentInterval } from '../../src/stats/means.ts';
import { randomFromSeed } from '../../src/stats/random.ts';
import { atMost, type CalibrationRow, uniform, within } from './row.ts';
import { bracketOutcome, clusteredTrades, normal } from './samples.ts';

const LEVEL = 0.95;
const RESAMPLES = 400;

/** Intervals for means: Student's, the block bootstrap by day, differences, break-even costs, and planned power. */
export function calibrateMeans(simulations: number, seed: number): CalibrationRow[] {
  const random = randomFromSeed(seed);
  const covered = {
    student: 0,
    bracket: 0,
    naive: 0,
    byDay: 0,
    byDaySmall: 0,
    bootstrapT: 0,
    paired: 0,
    breakEven: 0,
  };
  const dayTests: number[] = [];
  let proven = 0;
  const trials = sampleSizeForMean(0.412, 0.05, 0.8);
  for (let i = 0; i < simulations; i++) {
    covered.student += holds(
      studentInterval(
        Array.from({ length: 20 }, () => 3 + normal(random)),
        LEVEL,
      ),
      3,
    );
    const outcomes = Array.from({ length: 156 }, () => bracketOutcome(random));
    covered.bracket += holds(studentInterval(outcomes, LEVEL), 0);
    const { values, dayIds } = clusteredTrades(random, 100);
    const options = { seed: seed + i, resamples: RESAMPLES, level: LEVEL };
    covered.naive += holds(studentInterval(values, LEVEL), 0);
    covered.byDay += holds(dayBlockBootstrap(values, dayIds, mean, options).percentile, 0);
    covered.bootstrapT += holds(dayMeanBootstrap(values, dayIds, options).interval, 0);
    dayTests.push(dayMeanTest(values, dayIds, 0, 'greater', { seed: seed + i, resamples: 199 }).pValue);
    const few = clusteredTrades(random, 15);
    covered.byDaySmall += holds(dayMeanBootstrap(few.values, few.dayIds, options).interval, 0);
    const other = values.map((value) => value + 0.3 * normal(random) - 0.2);
    const difference = pairedDayBootstrap({ values, dayIds }, { values: other, dayIds }, mean, options);
    covered.paired += holds(difference.percentile, 0.2);
    const units = values.map((_, trade) => (trade % 3 === 0 ? 1 : 2));
    const earned = values.map((value, trade) => value + 0.7 * units[trade]!);
    covered.breakEven += holds(breakEvenCost(earned, units, dayIds, options).percentile, 0.7);
    const planned = Array.from({ length: trials }, () => 0.412 + normal(random));
    if (studentInterval(planned, 0.9).low > 0) proven++;
  }
  return [
    within('Student interval holds the mean of normal values', covered.student, simulations, LEVEL, LEVEL),
    within('Student interval holds the mean of bracket trades', covered.bracket, simulations, 0.94, 0.96),
    within('bootstrap by day holds the mean of clustered trades', covered.byDay, simulations, 0.93, 0.96),
    within('bootstrap-t by day does', covered.bootstrapT, simulations, 0.945, 0.96),
    within('bootstrap-t does with 15 days', covered.byDaySmall, simulations, 0.94, 0.965),
    uniform('bootstrap-t test by day of clustered trades', dayTests),
    atMost('Student interval ignores the clusters and misses its level', covered.naive, simulations, 0.9),
    within('paired bootstrap holds the difference', covered.paired, simulations, 0.93, 0.96),
    within('bootstrap holds the break-even cost', covered.breakEven, simulations, 0.93, 0.96),
    within(`${trials} trades prove a Sharpe ratio of 0.412 as planned`, proven, simulations, 0.797, 0.807),
  ];
}

function holds({ low, high }: Interval, truth: number): number {
  return low <= truth && truth <= high ? 1 : 0;
}
