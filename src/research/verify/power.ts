import { meanPower, sampleSizeForMean } from '../../stats/meanPower.ts';
import { exactPower, sampleSizeForRate, weeksToVerdict } from '../../stats/sampleSize.ts';
import { sprtExpectedTrials, sprtPlan } from '../../stats/sprt.ts';

/** How many trades a verdict on a win rate takes, and how much can be told from a number of them. */
export interface RatePower {
  readonly against: number;
  readonly claimed: number;
  /** Smallest n from which on every larger one has the power; wins from which on the null is rejected then. */
  readonly trades: number;
  readonly criticalWins: number;
  readonly firstTrades: number;
  readonly weeks: number | null;
  /** Wald's expected trades of the sequential test with the same errors, under either truth. */
  readonly sequentialUnderNull: number;
  readonly sequentialUnderClaim: number;
  readonly sequentialWeeks: number | null;
  /** Power with the number of trades asked about; null without one. */
  readonly powerAtTrades: number | null;
}

export interface PowerPlan {
  readonly alpha: number;
  readonly power: number;
  /** null: no frequency is known. */
  readonly tradesPerWeek: number | null;
  /** A number of trades to give the power of; null for none. */
  readonly trades: number | null;
}

/**
 * Sample sizes of the exact one-sided test and of the sequential one.
 * @throws RangeError on rates or errors outside (0, 1), equal rates, or rates too close to search for
 */
export function ratePower(against: number, claimed: number, plan: PowerPlan): RatePower {
  const { alpha, power, tradesPerWeek, trades } = plan;
  const size = sampleSizeForRate(against, claimed, alpha, power);
  const sequential = sprtPlan(against, claimed, alpha, 1 - power);
  const underClaim = sprtExpectedTrials(sequential, claimed);
  const weeks = (n: number): number | null =>
    tradesPerWeek === null ? null : weeksToVerdict(Math.ceil(n), tradesPerWeek);
  return {
    against,
    claimed,
    trades: size.trials,
    criticalWins: size.criticalWins,
    firstTrades: size.firstTrials,
    weeks: weeks(size.trials),
    sequentialUnderNull: sprtExpectedTrials(sequential, against),
    sequentialUnderClaim: underClaim,
    sequentialWeeks: weeks(underClaim),
    powerAtTrades: trades === null ? null : exactPower(trades, against, claimed, alpha).power,
  };
}

export interface MeanPowerResult {
  /** Mean over standard deviation of one trade. */
  readonly effect: number;
  readonly trades: number;
  readonly weeks: number | null;
  readonly powerAtTrades: number | null;
}

/** The same for a mean, by Student's t test on independent trades. @throws RangeError on an effect that is not above 0 */
export function meanPowerResult(effect: number, plan: PowerPlan): MeanPowerResult {
  const { alpha, power, tradesPerWeek, trades } = plan;
  const needed = sampleSizeForMean(effect, alpha, power);
  return {
    effect,
    trades: needed,
    weeks: tradesPerWeek === null ? null : weeksToVerdict(needed, tradesPerWeek),
    powerAtTrades: trades === null ? null : meanPower(trades, effect, alpha),
  };
}
