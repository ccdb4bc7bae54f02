import type { TradeRow } from '../../results/model.ts';
import type { SequentialPoint, SequentialResult } from '../../results/verifyModel.ts';
import { anytimeMeanInterval, anytimeMeanPValueGreater, type ValueBounds } from '../../stats/anytimeMean.ts';
import { anytimeRateInterval, anytimeRatePValueGreater } from '../../stats/anytimeRate.ts';
import { weeksToVerdict } from '../../stats/sampleSize.ts';
import { sprtExpectedTrials, sprtPlan, sprtRun } from '../../stats/sprt.ts';
import { LEVEL } from '../estimates.ts';

export interface SequentialOptions {
  readonly nullRate: number;
  readonly claimedRate: number;
  readonly alpha: number;
  readonly beta: number;
  readonly tradesPerWeek: number;
  /** Target over stop: no trade earns more than this but for a gap in its favour. */
  readonly targetRatio: number;
}

/** How far below the stop a gap may take a trade, in R, before its loss is clipped in the sequence for the mean. */
const WORST_R = -2;
const POINTS = 60;

/**
 * The tests that may be looked at after every trade, along the trades in the order in which they closed: Wald's SPRT of the
 * null rate against the claimed one, and confidence sequences for win rate and mean R. null when the rates leave nothing to test.
 */
export function sequentialResult(
  trades: readonly TradeRow[],
  options: SequentialOptions,
): SequentialResult | null {
  const { nullRate, claimedRate, alpha, beta, tradesPerWeek, targetRatio } = options;
  if (!(nullRate > 0 && claimedRate > nullRate && claimedRate < 1)) return null;
  const ordered = [...trades].sort((a, b) => a.exitTime - b.exitTime || a.id - b.id);
  const plan = sprtPlan(nullRate, claimedRate, alpha, beta);
  const outcomes = ordered.map((trade) => trade.netMilliLow > 0);
  const run = sprtRun(plan, outcomes);
  const expectedUnderNull = sprtExpectedTrials(plan, nullRate);
  const expectedUnderClaim = sprtExpectedTrials(plan, claimedRate);
  const weeks = (expected: number): number | null =>
    tradesPerWeek > 0 ? weeksToVerdict(Math.ceil(expected), tradesPerWeek) : null;
  const multiples = ordered.map((trade) => trade.rMultiple);
  const bounds: ValueBounds = { low: WORST_R, high: targetRatio };
  const mean = anytimeMeanInterval(multiples, bounds, LEVEL);
  const wins = outcomes.filter((isWin) => isWin).length;
  return {
    nullRate,
    claimedRate,
    alpha,
    beta,
    sprt: run.verdict,
    sprtTrades: run.trials,
    logLikelihoodRatio: run.logLikelihoodRatio,
    lower: plan.lower,
    upper: plan.upper,
    expectedUnderNull,
    expectedUnderClaim,
    weeksUnderNull: weeks(expectedUnderNull),
    weeksUnderClaim: weeks(expectedUnderClaim),
    anytimeRatePValue: anytimeRatePValueGreater(wins, ordered.length, nullRate),
    anytimeMeanPValue: ordered.length === 0 ? null : anytimeMeanPValueGreater(multiples, bounds, 0),
    meanBounds: { low: bounds.low, high: bounds.high },
    clippedBelow: mean.clippedBelow,
    clippedAbove: mean.clippedAbove,
    points: pointsOf(ordered, outcomes, multiples, bounds),
  };
}

/** The path at up to 60 places; the sequences hold at all of them at once, so that a place may be chosen freely. */
function pointsOf(
  trades: readonly TradeRow[],
  outcomes: readonly boolean[],
  multiples: readonly number[],
  bounds: ValueBounds,
): SequentialPoint[] {
  const n = trades.length;
  const places = new Set(Array.from({ length: POINTS }, (_, k) => Math.ceil(((k + 1) * n) / POINTS)));
  const points: SequentialPoint[] = [];
  let wins = 0;
  outcomes.forEach((isWin, position) => {
    if (isWin) wins++;
    const count = position + 1;
    if (!places.has(count)) return;
    points.push({
      trades: count,
      wins,
      time: trades[position]!.exitTime,
      rate: anytimeRateInterval(wins, count, LEVEL),
      meanR: anytimeMeanInterval(multiples.slice(0, count), bounds, LEVEL).interval,
    });
  });
  return points;
}
