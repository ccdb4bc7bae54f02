import type { FoldRow } from '../../results/sweepModel.ts';
import { purgedFolds } from '../../stats/purgedFolds.ts';
import { type WalkForward, walkForward } from '../../stats/walkForward.ts';
import type { CrossValidationSpec, WalkForwardSpec } from '../sweep/sweepFile.ts';
import { choose, dayRange, type ScoredTrials, scoreOn } from './scoring.ts';

/** A fold and the test trades of what was chosen in it. */
export interface Fold {
  readonly row: FoldRow;
  readonly test: ReadonlySet<number>;
}

interface Cut {
  readonly scheme: FoldRow['scheme'];
  readonly training: ReadonlySet<number>;
  readonly test: ReadonlySet<number>;
  readonly warmupDays: number;
  readonly purgedDays: number;
  readonly embargoedDays: number;
}

/**
 * Walk-forward: choose on the training days, score on the test days after them. Windows (averages, profiles, volatility) and the
 * sizer run on through the record, as they would live, so that they are warm at the first day of every range and take nothing
 * from it; the first warmupDays of the record are in no range at all. A trade belongs to its entry's trade date.
 */
export function walkForwardFolds(
  trials: ScoredTrials,
  spec: WalkForwardSpec,
): { readonly folds: readonly Fold[]; readonly plan: WalkForward } {
  const { trainDays, testDays, stepDays, warmupDays, purgeDays, anchored } = spec;
  const plan = walkForward(trials.days.length, {
    trainDays,
    testDays,
    ...(stepDays === undefined ? {} : { stepDays }),
    warmupDays,
    purgeDays,
    isAnchored: anchored,
  });
  const folds = plan.folds.map(({ train, test }, index) =>
    foldOf(trials, index + 1, {
      scheme: 'walk-forward',
      training: dayRange(train.from, train.to),
      test: dayRange(test.from, test.to),
      warmupDays,
      purgedDays: test.from - train.to,
      embargoedDays: 0,
    }),
  );
  return { folds, plan };
}

/**
 * Cross-validation over trade dates: training on both sides of each test, without the days whose trades reach into it and
 * without those that start within the embargo after it, because windows and the sizer carry the test's days on for a while.
 */
export function crossValidationFolds(trials: ScoredTrials, spec: CrossValidationSpec): readonly Fold[] {
  const { days, outcomes } = trials;
  if (days.length < spec.folds) return [];
  // In trade dates: a day ends half-way to the next one, later when a trade of any trial is held into another.
  const ends = days.map((_, day) => day + 0.5);
  for (const { trades } of outcomes) {
    for (const { day, exitTime } of trades) {
      let last = day;
      while (last + 1 < days.length && exitTime > days[last]!.end) last++;
      ends[day] = Math.max(ends[day]!, last + 0.5);
    }
  }
  const cuts = purgedFolds(
    days.map((_, day) => day),
    ends,
    spec.folds,
    spec.embargoDays,
  );
  return cuts.flatMap(({ train, test, purged, embargoed }, index) => {
    // An embargo longer than the record leaves no training.
    if (train.length === 0) return [];
    return foldOf(trials, index + 1, {
      scheme: 'cross-validation',
      training: new Set(train),
      test: new Set(test),
      warmupDays: 0,
      purgedDays: purged,
      embargoedDays: embargoed,
    });
  });
}

function foldOf(trials: ScoredTrials, fold: number, cut: Cut): Fold {
  const { days, outcomes, minTrades } = trials;
  const { training, test, ...rest } = cut;
  const dateOf = (day: number): string => days[day]!.tradeDate;
  const choice = choose(trials, training);
  const score = choice === null ? null : scoreOn(outcomes[choice.chosen]!, test);
  const row: FoldRow = {
    ...rest,
    fold,
    trainFrom: dateOf(Math.min(...training)),
    trainTo: dateOf(Math.max(...training)),
    trainDays: training.size,
    testFrom: dateOf(Math.min(...test)),
    testTo: dateOf(Math.max(...test)),
    testDays: test.size,
    chosen: choice?.chosen ?? null,
    trainTrades: choice?.score.trades.length ?? 0,
    trainSharpe: choice?.score.facts?.sharpe ?? null,
    testTrades: score?.trades.length ?? 0,
    testWins: score?.trades.filter((trade) => trade.netMilli > 0).length ?? 0,
    testNetMilli: score?.netMilli ?? 0,
    testSharpe: score?.facts?.sharpe ?? null,
    note:
      choice === null
        ? `No trial made ${minTrades} trades with a spread in the training window: nothing was chosen, and the test window is not traded.`
        : score!.trades.length === 0
          ? 'The chosen trial made no trade in the test window.'
          : null,
  };
  return { row, test };
}
