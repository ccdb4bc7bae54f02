import { requireCount } from './preconditions.ts';

/** Days from .. to - 1, counted from 0 in the record's order. */
export interface DayRange {
  readonly from: number;
  readonly to: number;
}

export interface WalkForwardOptions {
  readonly trainDays: number;
  readonly testDays: number;
  /** Days by which each fold starts after the one before; the test length when left out, so that tests do not overlap. */
  readonly stepDays?: number;
  /** Days before a range that only fill windows (averages, profiles): no trade of theirs is scored. */
  readonly warmupDays?: number;
  /** Days left out between training and test, so that no trade of the one reaches into the other. */
  readonly purgeDays?: number;
  /** Whether every training starts at the first day and grows, instead of moving along. */
  readonly isAnchored?: boolean;
}

export interface WalkForwardFold {
  readonly trainWarmup: DayRange;
  readonly train: DayRange;
  readonly purged: DayRange;
  /** The days just before the test. It may reach back into training: bars are looked at, outcomes are not. */
  readonly testWarmup: DayRange;
  readonly test: DayRange;
}

export interface WalkForward {
  readonly folds: readonly WalkForwardFold[];
  /** Days that one fold needs. With fewer there are no folds, which a report has to say. */
  readonly requiredDays: number;
  /** Days at the end that belong to no fold, because another test would not fit whole. */
  readonly unusedDays: number;
}

/**
 * Training and test windows that walk forward through a record: each test lies after its training, apart by a purge,
 * and each range has its warm-up before it, outside of what is scored (Pardo 2008; purging after Lopez de Prado 2018,
 * chapter 7).
 *
 * @param days number of days in the record
 * @throws RangeError unless all lengths are whole, train, test and step at least 1, the others at least 0
 */
export function walkForward(days: number, options: WalkForwardOptions): WalkForward {
  const { trainDays, testDays, stepDays = testDays, warmupDays = 0, purgeDays = 0 } = options;
  requireCount('days', days);
  requireCount('trainDays', trainDays, 1);
  requireCount('testDays', testDays, 1);
  requireCount('stepDays', stepDays, 1);
  requireCount('warmupDays', warmupDays);
  requireCount('purgeDays', purgeDays);
  const requiredDays = warmupDays + trainDays + purgeDays + testDays;
  const folds: WalkForwardFold[] = [];
  for (let start = 0; start + requiredDays <= days; start += stepDays) {
    const trainFrom = options.isAnchored ? warmupDays : start + warmupDays;
    const trainTo = start + warmupDays + trainDays;
    const testFrom = trainTo + purgeDays;
    folds.push({
      trainWarmup: { from: trainFrom - warmupDays, to: trainFrom },
      train: { from: trainFrom, to: trainTo },
      purged: { from: trainTo, to: testFrom },
      testWarmup: { from: testFrom - warmupDays, to: testFrom },
      test: { from: testFrom, to: testFrom + testDays },
    });
  }
  const last = folds.at(-1);
  return { folds, requiredDays, unusedDays: last ? days - last.test.to : days };
}
