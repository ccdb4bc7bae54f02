import type { Deflation, Overfitting, Snooping } from '../../results/sweepModel.ts';
import { backtestOverfitting } from '../../stats/backtestOverfitting.ts';
import { meanCorrelation } from '../../stats/correlation.ts';
import { dataSnoopingTest } from '../../stats/dataSnooping.ts';
import { deflatedSharpe, effectiveTrials } from '../../stats/deflatedSharpe.ts';
import { sampleStandardDeviation } from '../../stats/means.ts';
import { minimumTrackRecordLength, probabilisticSharpe, sharpeInterval } from '../../stats/sharpe.ts';
import { LEVEL } from '../estimates.ts';
import type { TrialOutcome } from './trials.ts';

const ALPHA = 0.05;
const SEED = 20_250_604;
/** A trading week: results of neighbouring days are drawn together. */
const MEAN_BLOCK_DAYS = 5;

/**
 * What the best trial by daily Sharpe ratio is worth, given that it is the best: against the largest ratio that as many trials
 * without skill would show. null when no trial has a ratio.
 * @param trialsInLedger all trials on this dataset, this sweep's among them
 */
export function deflationOf(outcomes: readonly TrialOutcome[], trialsInLedger: number): Deflation | null {
  let best = -1;
  outcomes.forEach(({ facts }, index) => {
    if (facts !== null && (best < 0 || facts.sharpe > outcomes[best]!.facts!.sharpe)) best = index;
  });
  if (best < 0) return null;
  const facts = outcomes[best]!.facts!;
  const ratios = outcomes.flatMap((outcome) => outcome.facts?.sharpe ?? []);
  const trialDeviation = ratios.length < 2 ? 0 : sampleStandardDeviation(ratios);
  const trialsOfSweep = outcomes.length;
  // A negative mean correlation would count for more trials than there were.
  const correlation = Math.max(0, meanCorrelation(outcomes.map((outcome) => outcome.daily)));
  const independent = Math.max(1, effectiveTrials(trialsOfSweep, correlation));
  const ofEffective = deflatedSharpe(facts, independent, trialDeviation);
  const ofSweep = deflatedSharpe(facts, trialsOfSweep, trialDeviation);
  const ofLedger = deflatedSharpe(facts, Math.max(trialsInLedger, trialsOfSweep), trialDeviation);
  return {
    best,
    sharpe: facts.sharpe,
    sharpeInterval: sharpeInterval(facts, LEVEL),
    level: LEVEL,
    trialsOfSweep,
    trialsInLedger: Math.max(trialsInLedger, trialsOfSweep),
    effectiveTrials: independent,
    meanCorrelation: correlation,
    trialDeviation,
    probabilisticSharpe: probabilisticSharpe(facts, 0),
    benchmarkOfEffective: ofEffective.benchmark,
    deflatedOfEffective: ofEffective.probability,
    benchmarkOfSweep: ofSweep.benchmark,
    deflatedOfSweep: ofSweep.probability,
    benchmarkOfLedger: ofLedger.benchmark,
    deflatedOfLedger: ofLedger.probability,
    minimumTrackDays: finite(minimumTrackRecordLength(facts, 0, ALPHA)),
    minimumTrackDaysDeflated: finite(minimumTrackRecordLength(facts, ofLedger.benchmark, ALPHA)),
  };
}

function finite(days: number): number | null {
  return Number.isFinite(days) ? Math.ceil(days) : null;
}

/** Probability of backtest overfitting over all trials; null with fewer than two trials or too short a record. */
export function overfittingOf(outcomes: readonly TrialOutcome[]): Overfitting | null {
  const days = outcomes[0]?.daily.length ?? 0;
  // All halvings of 16 blocks are 12 870, times as many trials; beyond this size 10 blocks, 252 halvings, have to do.
  const blocks = outcomes.length <= 600 && days >= 32 ? 16 : 10;
  if (outcomes.length < 2 || days < 2 * blocks) return null;
  const result = backtestOverfitting(
    outcomes.map((outcome) => outcome.daily),
    { blocks },
  );
  const rankCounts = new Array<number>(10).fill(0);
  for (const logit of result.logits) {
    // The share of trials at or below the chosen one comes back from its logit.
    const share = 1 / (1 + Math.exp(-logit));
    rankCounts[Math.min(9, Math.floor(share * 10))]!++;
  }
  const { probability, lossProbability, degradationSlope, halvings } = result;
  return {
    probability,
    lossProbability,
    degradationSlope,
    trials: outcomes.length,
    blocks,
    halvings,
    rankCounts,
  };
}

/** Reality check and SPA of the trials' daily results against not trading; null for a record of fewer than three days. */
export function snoopingOf(outcomes: readonly TrialOutcome[]): Snooping | null {
  const days = outcomes[0]?.daily.length ?? 0;
  if (days < 3) return null;
  const resamples = outcomes.length <= 1000 ? 1999 : 499;
  const { realityCheck, spa } = dataSnoopingTest(
    outcomes.map((outcome) => outcome.daily),
    { seed: SEED, meanBlockLength: MEAN_BLOCK_DAYS, resamples },
  );
  return {
    realityCheck,
    spaLower: spa.lower,
    spaConsistent: spa.consistent,
    spaUpper: spa.upper,
    resamples,
    meanBlockDays: MEAN_BLOCK_DAYS,
  };
}
