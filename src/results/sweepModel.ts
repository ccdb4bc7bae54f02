import type { DatasetFacts, Estimate, Interval } from './model.ts';

/**
 * A sweep over parameters as plain data: every trial, what the best of them is worth once it is known to be the best of
 * so many, and what choosing by the past brought in the time after. Sharpe ratios are per trade date, never annualised.
 */

export type PointValue = number | string | boolean;

/** A parameter that is varied. */
export interface SweepAxis {
  readonly name: string;
  /** What was asked for, in words. */
  readonly about: string;
  /** The values that were tried, in the order of the file; ascending where they were drawn. */
  readonly values: readonly PointValue[];
}

export interface SweepTrialRow {
  readonly runId: string;
  /** The varied parameters as JSON, in the order of the axes. */
  readonly point: string;
  readonly trades: number;
  readonly wins: number;
  readonly winRate: Estimate | null;
  readonly meanNetReturn: Estimate | null;
  readonly netMilli: number;
  readonly maxDrawdownMilli: number;
  /** Of net returns, trade by trade; null with fewer than two or no spread. */
  readonly sharpePerTrade: number | null;
  /** Of the net result over the initial capital on each trade date, idle ones included; null when it never traded. */
  readonly sharpePerDay: number | null;
  /** Confidence that the true daily Sharpe ratio is above 0, as if this trial were the only one. */
  readonly probabilisticSharpe: number | null;
}

/** The best trial, with its figures as they are and as they are worth. */
export interface Deflation {
  /** Place of the best trial by daily Sharpe ratio; the other figures are about it. */
  readonly best: number;
  readonly sharpe: number;
  readonly sharpeInterval: Interval;
  readonly level: number;
  /** Trials of this sweep, trials on this dataset in the ledger (this sweep's among them), and what the sweep's count for by their correlation. */
  readonly trialsOfSweep: number;
  readonly trialsInLedger: number;
  readonly effectiveTrials: number;
  readonly meanCorrelation: number;
  /** Standard deviation of the trials' daily Sharpe ratios. */
  readonly trialDeviation: number;
  readonly probabilisticSharpe: number;
  /** The largest Sharpe ratio expected of that many trials without skill, and the confidence that the true one is above it. */
  readonly benchmarkOfEffective: number;
  readonly deflatedOfEffective: number;
  readonly benchmarkOfSweep: number;
  readonly deflatedOfSweep: number;
  readonly benchmarkOfLedger: number;
  readonly deflatedOfLedger: number;
  /** Trade dates at which a Sharpe ratio of this size would be above zero, and above the ledger's benchmark, at 5%; null: at no length. */
  readonly minimumTrackDays: number | null;
  readonly minimumTrackDaysDeflated: number | null;
}

/** Probability of backtest overfitting by combinatorially symmetric cross-validation. */
export interface Overfitting {
  readonly probability: number;
  readonly lossProbability: number;
  readonly degradationSlope: number;
  readonly trials: number;
  readonly blocks: number;
  readonly halvings: number;
  /** Halvings by the rank of the chosen trial in the other half, in tenths: lowest first. */
  readonly rankCounts: readonly number[];
}

/** White's reality check and Hansen's test of superior predictive ability: p-values of the best mean daily result. */
export interface Snooping {
  readonly realityCheck: number;
  readonly spaLower: number;
  readonly spaConsistent: number;
  readonly spaUpper: number;
  readonly resamples: number;
  readonly meanBlockDays: number;
}

/** One fold of a walk-forward or of a cross-validation: chosen by the training days, scored on the test days. */
export interface FoldRow {
  readonly scheme: 'walk-forward' | 'cross-validation';
  readonly fold: number;
  /** First and last training trade date; a cross-validation's training lies on both sides of its test. */
  readonly trainFrom: string;
  readonly trainTo: string;
  readonly trainDays: number;
  readonly testFrom: string;
  readonly testTo: string;
  readonly testDays: number;
  readonly warmupDays: number;
  readonly purgedDays: number;
  readonly embargoedDays: number;
  /** Place of the chosen trial; null when none could be chosen. */
  readonly chosen: number | null;
  readonly trainTrades: number;
  readonly trainSharpe: number | null;
  readonly testTrades: number;
  readonly testWins: number;
  readonly testNetMilli: number;
  readonly testSharpe: number | null;
  /** What a reader must know of this fold, e.g. that it has no trades. */
  readonly note: string | null;
}

/** All test days of a scheme together. */
export interface OutOfSample {
  readonly scheme: FoldRow['scheme'];
  readonly folds: number;
  readonly days: number;
  readonly trades: number;
  readonly wins: number;
  readonly winRate: Estimate | null;
  readonly meanNetReturn: Estimate | null;
  readonly netMilli: number;
  readonly sharpePerDay: number | null;
  /** Mean over the folds of the chosen trials' training Sharpe ratio. */
  readonly trainSharpe: number | null;
  readonly notes: readonly string[];
}

export type SweepVerdict = 'supported' | 'refuted' | 'not enough data';

export interface SweepResult {
  readonly sweepId: string;
  readonly strategy: string;
  readonly preset: string;
  readonly dataset: DatasetFacts;
  readonly codeVersion: string;
  readonly command: string;
  /** SHA-256 of the sweep file. */
  readonly fileDigest: string;
  readonly search: 'grid' | 'random';
  readonly seed: number | null;
  /** Parameters set for every trial, as JSON. */
  readonly fixed: string;
  readonly minTrades: number;
  readonly tradeDates: number;
  readonly axes: readonly SweepAxis[];
  readonly trials: readonly SweepTrialRow[];
  /** null when no trial has a Sharpe ratio. */
  readonly deflation: Deflation | null;
  readonly overfitting: Overfitting | null;
  readonly snooping: Snooping | null;
  readonly folds: readonly FoldRow[];
  readonly outOfSample: readonly OutOfSample[];
  readonly verdict: SweepVerdict;
  readonly because: string;
  /** Everything else that must be said, in sentences. */
  readonly notes: readonly string[];
}
