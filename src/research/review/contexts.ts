import type { SizingParameters } from '../../../strategies/v6/parameters.ts';
import { BayesianSizer } from '../../../strategies/v6/sizer.ts';
import type { ParameterValues } from '../../engine/parameters.ts';
import type { Outcome, Signal } from '../../engine/strategy.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { Estimate, Interval, SignalRow } from '../../results/model.ts';
import { betaQuantile } from '../../stats/distributions.ts';
import { pairPermutationTest } from '../../stats/permutationTests.ts';
import { type SizeDecomposition, sizeDecomposition } from '../../stats/sizeDecomposition.ts';
import { LEVEL, rateEstimate } from '../estimates.ts';
import type { JudgedLater } from '../runRows.ts';
import {
  countOutcomes,
  type LearnedOutcome,
  learnedOutcomes,
  type OutcomeCounts,
  type RealOutcome,
} from './outcomes.ts';
import { type Regime, regimesOf, TREND_REGIMES, VOLATILITY_REGIMES } from './regimes.ts';

const SIZING_SEED = 20_251_125;

/** The recent rate is over the last so many trades. */
export const RECENT_TRADES = 10;

/** What the sizer holds of a modal bin at a moment. */
export interface Posterior {
  /** Outcomes of the bin whose exits lie in the look-back, and how many of them were won. */
  readonly trades: number;
  readonly wins: number;
  readonly mean: number;
  readonly interval: Interval;
  readonly level: number;
  /** What the size of the next trade is multiplied by; 1 until there are enough trades. */
  readonly multiplier: number;
  readonly isSizedByIt: boolean;
}

export interface Tally {
  readonly trades: number;
  readonly wins: number;
  readonly rate: Estimate | null;
  readonly netMilli: number;
}

export interface BinStatistics extends Tally {
  readonly modalBin: number;
  /** Over the last ten trades of the bin. */
  readonly recent: Estimate | null;
  /** What was learned of the bin, by whose results it is. */
  readonly outcomes: OutcomeCounts;
  /** null for a strategy that keeps none. */
  readonly posterior: Posterior | null;
}

export interface RegimeStatistics extends Tally {
  readonly regime: string;
}

/** mean(size x return) = leverage + covariance: what the mean size alone earns, and what larger sizes on better trades add. */
export interface SizingBenefit extends SizeDecomposition {
  /** Share of random dealings of the same sizes among the trades with a covariance as large; null where sizes never vary. */
  readonly pValue: number | null;
}

export interface ContextStatistics {
  readonly all: Tally & { readonly recent: Estimate | null; readonly outcomes: OutcomeCounts };
  /** Bins that were traded, ascending. */
  readonly bins: readonly BinStatistics[];
  readonly volatility: readonly RegimeStatistics[];
  readonly trend: readonly RegimeStatistics[];
  /** Share of the trades that were sized by a posterior. */
  readonly utilisation: Estimate | null;
  /** null without trades. */
  readonly sizing: SizingBenefit | null;
}

export interface ContextInputs {
  /** In order of their exits. */
  readonly trades: readonly JudgedLater[];
  /** In order of time. */
  readonly signals: readonly SignalRow[];
  /** What a person really got; it is learned in place of the paper outcome, and in no figure of the paper trades. */
  readonly real?: readonly RealOutcome[];
  /** What the sizer had learned before the first of the trades; in the posteriors and in no other figure. */
  readonly prior?: readonly Outcome[];
  readonly parameters: ParameterValues;
  /** The moment that posteriors and multipliers are of, UTC ms. */
  readonly now: number;
}

/** The statistics of closed trades by context: what the sizer knows now, and what the market was like. A win is a net above zero. */
export function contextStatistics(inputs: ContextInputs): ContextStatistics {
  const { trades, signals, real = [] } = inputs;
  const outcomes = learnedOutcomes(trades, real);
  const regimes = regimesOf(signals);
  const byRegime = (kind: keyof Regime, names: readonly string[]): RegimeStatistics[] =>
    names.map((regime) => ({
      regime,
      ...tally(trades.filter(({ signal }) => (regimes.get(signal)?.[kind] ?? 'unknown') === regime)),
    }));
  return {
    all: { ...tally(trades), recent: recentRate(trades), outcomes: countOutcomes(outcomes) },
    bins: binStatistics(inputs),
    volatility: byRegime('volatility', VOLATILITY_REGIMES),
    trend: byRegime('trend', TREND_REGIMES),
    utilisation: rateEstimate(trades.filter(({ isBayesianSized }) => isBayesianSized).length, trades.length),
    sizing: sizingBenefit(trades),
  };
}

/** The modal bins that were traded, ascending, each with what the sizer holds of it at a moment. */
export function binStatistics({
  trades,
  real = [],
  prior = [],
  parameters,
  now,
}: Omit<ContextInputs, 'signals'>): BinStatistics[] {
  const outcomes = learnedOutcomes(trades, real);
  const posteriorOf = posteriorAt([...prior, ...outcomes.map(asLearned)], parameters, now);
  const bins = [...new Set([...trades, ...real, ...prior].map(({ modalBin }) => modalBin))].sort(
    (a, b) => a - b,
  );
  return bins.map((modalBin) => {
    const ofBin = trades.filter((trade) => trade.modalBin === modalBin);
    return {
      modalBin,
      ...tally(ofBin),
      recent: recentRate(ofBin),
      outcomes: countOutcomes(outcomes.filter((each) => each.modalBin === modalBin)),
      posterior: posteriorOf(modalBin),
    };
  });
}

/** Trades, wins, their rate with Wilson's interval, and the net. */
export function tally(trades: readonly Pick<JudgedLater, 'netMilli'>[]): Tally {
  const wins = winsAmong(trades);
  return {
    trades: trades.length,
    wins,
    rate: rateEstimate(wins, trades.length),
    netMilli: trades.reduce((sum, { netMilli }) => sum + netMilli, 0),
  };
}

function winsAmong(trades: readonly Pick<JudgedLater, 'netMilli'>[]): number {
  return trades.filter(({ netMilli }) => netMilli > 0).length;
}

function sizingBenefit(trades: readonly JudgedLater[]): SizingBenefit | null {
  if (trades.length === 0) return null;
  const sizes = trades.map(({ quantity }) => quantity);
  const returns = trades.map(({ netReturn }) => netReturn);
  const isConstant = sizes.every((size) => size === sizes[0]);
  const covariance = (first: Float64Array, second: Float64Array): number =>
    sizeDecomposition(first, second).covariance;
  return {
    ...sizeDecomposition(sizes, returns),
    pValue: isConstant
      ? null
      : pairPermutationTest(sizes, returns, covariance, { seed: SIZING_SEED, tail: 'greater' }).pValue,
  };
}

function recentRate(trades: readonly JudgedLater[]): Estimate | null {
  const recent = trades.slice(-RECENT_TRADES);
  return rateEstimate(winsAmong(recent), recent.length);
}

/** Asks the sizer of the strategy itself, so that what is shown is what the next trade would be sized by. */
function posteriorAt(
  outcomes: readonly Outcome[],
  parameters: ParameterValues,
  now: number,
): (modalBin: number) => Posterior | null {
  const sizing = parameters as unknown as SizingParameters;
  const { alphaPrior, betaPrior, bayesianLookbackDays } = sizing as Partial<SizingParameters>;
  // A strategy without these parameters keeps no posterior.
  if (alphaPrior === undefined || betaPrior === undefined || bayesianLookbackDays === undefined)
    return () => null;
  // The cap on contracts bears on the size alone, which is not asked for.
  const sizer = new BayesianSizer(sizing, Number.POSITIVE_INFINITY);
  for (const outcome of outcomes) sizer.learn(outcome);
  const from = now - bayesianLookbackDays * DAY_MS;
  const tail = (1 - LEVEL) / 2;
  return (modalBin) => {
    const { confidence, contextTrades, multiplier, isBayesianSized } = sizer.size(signalOf(modalBin), now);
    const wins = outcomes.filter(
      (each) => each.modalBin === modalBin && each.isWin && each.exitTime >= from && each.exitTime <= now,
    ).length;
    const a = alphaPrior + wins;
    const b = betaPrior + contextTrades - wins;
    return {
      trades: contextTrades,
      wins,
      mean: confidence,
      interval: { low: betaQuantile(tail, a, b), high: betaQuantile(1 - tail, a, b) },
      level: LEVEL,
      multiplier,
      isSizedByIt: isBayesianSized,
    };
  };
}

function asLearned({ modalBin, exitTime, netMilli }: LearnedOutcome): Outcome {
  return { modalBin, exitTime, isWin: netMilli > 0 };
}

/** The sizer's multiplier hangs on the bin alone: the rest of this signal only has to be there. */
function signalOf(modalBin: number): Signal {
  return {
    kind: 'signal',
    direction: 1,
    strength: 0,
    priceTicks: 0,
    modalTicks: 0,
    lowTicks: 0,
    highTicks: 0,
    modalPosition: 0,
    modalBin,
    positionPart: 0,
    volumePart: 0,
    momentumPart: 0,
  };
}
