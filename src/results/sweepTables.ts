import {
  double,
  estimate,
  flag,
  integer,
  interval,
  nullable,
  record,
  text,
  texts,
  time,
  whole,
} from './fields.ts';
import type { DatasetFacts } from './model.ts';
import type {
  Deflation,
  FoldRow,
  OutOfSample,
  Overfitting,
  Snooping,
  SweepResult,
  SweepTrialRow,
} from './sweepModel.ts';
import type { RunTable } from './tables.ts';

/** A sweep in one row: what was swept, and what the best of it is worth. */
export interface SweepFacts
  extends Omit<SweepResult, 'axes' | 'trials' | 'folds' | 'outOfSample' | 'overfitting'> {
  readonly trialCount: number;
  readonly overfitting: Omit<Overfitting, 'rankCounts'> | null;
  readonly figuresDigest: string;
}

/** A varied parameter; its values as JSON, because their kind differs from axis to axis. */
export interface SweepAxisRow {
  readonly name: string;
  readonly about: string;
  readonly values: string;
}

export const SWEEPS: RunTable<SweepFacts> = {
  name: 'sweeps',
  about: 'One row a sweep over parameters: what was swept, and what the best of it is worth.',
  row: record<SweepFacts>({
    sweepId: text('hash of the file, dataset, code, trials and the state of the ledger'),
    strategy: text('name of the strategy'),
    preset: text('name of the preset'),
    dataset: record<DatasetFacts>({
      name: text('name of the dataset'),
      digest: text("SHA-256 of the rows' canonical columns"),
      source: text('where the rows come from'),
      isSynthetic: flag('whether the market is simulated'),
      rows: whole('rows of the dataset'),
      from: time('first bar'),
      to: time('last bar'),
      note: text('what must be said with every result on it'),
    }),
    codeVersion: text('version of the code that ran'),
    command: text('the command that makes the sweep again'),
    fileDigest: text('SHA-256 of the sweep file'),
    search: text('grid or random'),
    seed: nullable(whole('seed of a random search')),
    fixed: text('parameters set for every trial, as JSON'),
    minTrades: integer('trades that a trial must have in training to be chosen'),
    tradeDates: integer('trade dates of the record'),
    trialCount: integer('trials of the sweep'),
    deflation: nullable(
      record<Deflation>({
        best: integer('ordinal of the best trial by daily Sharpe ratio'),
        sharpe: double('its Sharpe ratio per trade date'),
        sharpeInterval: interval('of that ratio'),
        level: double('confidence level of the interval'),
        trialsOfSweep: integer('trials of the sweep'),
        trialsInLedger: integer('trials on the dataset in the ledger'),
        effectiveTrials: double('independent trials that those of the sweep stand for'),
        meanCorrelation: double('mean correlation of the daily results of two trials'),
        trialDeviation: double("standard deviation of the trials' Sharpe ratios"),
        probabilisticSharpe: double(
          'confidence that the true ratio is above 0, as if it were the only trial',
        ),
        benchmarkOfEffective: double('largest ratio expected of the effective trials without skill'),
        deflatedOfEffective: double('confidence that the true ratio is above it'),
        benchmarkOfSweep: double("largest ratio expected of the sweep's trials without skill"),
        deflatedOfSweep: double('confidence that the true ratio is above it'),
        benchmarkOfLedger: double("largest ratio expected of the ledger's trials without skill"),
        deflatedOfLedger: double('confidence that the true ratio is above it: the deflated Sharpe ratio'),
        minimumTrackDays: nullable(integer('trade dates that prove such a ratio above 0 at 5%')),
        minimumTrackDaysDeflated: nullable(integer("the same against the ledger's benchmark")),
      }),
    ),
    overfitting: nullable(
      record<Omit<Overfitting, 'rankCounts'>>({
        probability: double('probability of backtest overfitting'),
        lossProbability: double('share of halvings in which the chosen trial loses in the other half'),
        degradationSlope: double('slope of the ratio out of sample on the ratio in sample'),
        trials: integer('trials'),
        blocks: integer('blocks of the record'),
        halvings: integer('halvings looked at'),
      }),
    ),
    snooping: nullable(
      record<Snooping>({
        realityCheck: double("p-value of White's reality check"),
        spaLower: double("Hansen's SPA, lower p-value"),
        spaConsistent: double("Hansen's SPA, consistent p-value"),
        spaUpper: double("Hansen's SPA, upper p-value"),
        resamples: integer('resamples'),
        meanBlockDays: double('mean block of the stationary bootstrap, in trade dates'),
      }),
    ),
    verdict: text('supported, refuted or not enough data'),
    because: text('the verdict in words'),
    notes: texts('what else must be said'),
    figuresDigest: text('SHA-256 of all figures; the same inputs give the same digest'),
  }),
};

export const SWEEP_AXES: RunTable<SweepAxisRow> = {
  name: 'sweep_axes',
  about: 'The parameters that a sweep varies.',
  row: record<SweepAxisRow>({
    name: text('name of the parameter'),
    about: text('what was asked for'),
    values: text('the values tried, as a JSON list'),
  }),
};

export const SWEEP_TRIALS: RunTable<SweepTrialRow> = {
  name: 'sweep_trials',
  about: 'The trials of a sweep. Each has the run id that `tapebench run` with the same parameters has.',
  row: record<SweepTrialRow>({
    runId: text('the run that the trial is'),
    point: text('the varied parameters as JSON'),
    trades: integer('closed trades'),
    wins: integer('trades with a net profit'),
    winRate: nullable(estimate('share of trades with a net profit')),
    meanNetReturn: nullable(estimate('mean net return on entry notional')),
    netMilli: whole('net profit, thousandths of a dollar'),
    maxDrawdownMilli: whole('deepest fall of closed equity, thousandths of a dollar'),
    sharpePerTrade: nullable(double('Sharpe ratio of net returns, per trade')),
    sharpePerDay: nullable(double('Sharpe ratio of net result over capital, per trade date')),
    probabilisticSharpe: nullable(
      double('confidence that the true daily ratio is above 0, as if it were alone'),
    ),
  }),
};

export const SWEEP_FOLDS: RunTable<FoldRow> = {
  name: 'sweep_folds',
  about: 'The folds of a sweep: chosen by the training days, scored on the test days.',
  row: record<FoldRow>({
    scheme: text('walk-forward or cross-validation'),
    fold: integer('place of the fold, from 1'),
    trainFrom: text('first training trade date'),
    trainTo: text('last training trade date'),
    trainDays: integer('training trade dates'),
    testFrom: text('first test trade date'),
    testTo: text('last test trade date'),
    testDays: integer('test trade dates'),
    warmupDays: integer('trade dates before the training, in no range'),
    purgedDays: integer('trade dates left out because trades could reach into the test'),
    embargoedDays: integer('trade dates left out after the test'),
    chosen: nullable(integer('ordinal of the chosen trial; null when none could be chosen')),
    trainTrades: integer('its trades in training'),
    trainSharpe: nullable(double('its daily Sharpe ratio in training')),
    testTrades: integer('its trades in the test'),
    testWins: integer('those with a net profit'),
    testNetMilli: whole('its net profit in the test, thousandths of a dollar'),
    testSharpe: nullable(double('its daily Sharpe ratio in the test')),
    note: nullable(text('what must be known of the fold')),
  }),
};

export const SWEEP_OUT_OF_SAMPLE: RunTable<OutOfSample> = {
  name: 'sweep_out_of_sample',
  about: 'The test windows of each scheme of a sweep together.',
  row: record<OutOfSample>({
    scheme: text('walk-forward or cross-validation'),
    folds: integer('folds'),
    days: integer('test trade dates'),
    trades: integer('trades in them'),
    wins: integer('those with a net profit'),
    winRate: nullable(estimate('share of trades with a net profit')),
    meanNetReturn: nullable(estimate('mean net return on entry notional')),
    netMilli: whole('net profit, thousandths of a dollar'),
    sharpePerDay: nullable(double('Sharpe ratio per trade date')),
    trainSharpe: nullable(double("mean over the folds of the chosen trials' Sharpe ratio in training")),
    notes: texts('what must be known of it'),
  }),
};

/** Halvings in which the chosen trial had this rank in the other half. */
export interface SweepRankRow {
  readonly halvings: number;
}

export const SWEEP_RANKS: RunTable<SweepRankRow> = {
  name: 'sweep_ranks',
  about: 'Halvings of the record by the rank of the chosen trial in the other half, in tenths, lowest first.',
  row: record<SweepRankRow>({ halvings: integer('halvings') }),
};

// biome-ignore lint/suspicious/noExplicitAny: the rows differ from table to table; only names and columns are read here.
export const SWEEP_TABLES: readonly RunTable<any>[] = [
  SWEEPS,
  SWEEP_AXES,
  SWEEP_TRIALS,
  SWEEP_FOLDS,
  SWEEP_OUT_OF_SAMPLE,
  SWEEP_RANKS,
];
