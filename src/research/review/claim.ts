import type { Estimate, Interval } from '../../results/model.ts';
import { anytimeRateInterval } from '../../stats/anytimeRate.ts';
import { sampleSizeForRate, weeksToVerdict } from '../../stats/sampleSize.ts';
import { LEVEL, rateEstimate } from '../estimates.ts';

const TRADE_DATES_A_WEEK = 5;
const ALPHA = 0.05;
const POWER = 0.8;

/** How many trades a week its users were told to expect. */
export const EXPECTED_A_WEEK: { readonly least: number; readonly most: number } = { least: 2, most: 5 };

export interface ClaimInputs {
  /** The win rate that is claimed, and the one that it is to be told apart from. */
  readonly claimed: number;
  readonly against: number;
  readonly wins: number;
  readonly trades: number;
  /** Trade dates that had bars, since the session began. */
  readonly tradeDates: number;
}

/** Where a claimed win rate stands after the trades so far. */
export interface ClaimStanding {
  readonly claimed: number;
  readonly against: number;
  readonly rate: Estimate | null;
  /** Holds at every number of trades at once, so that it may be looked at every evening. */
  readonly sequence: Interval;
  readonly level: number;
  /** Whether the confidence sequence rules the claim, or the other rate, out. */
  readonly isClaimRuledOut: boolean;
  readonly isOtherRuledOut: boolean;
  readonly weeks: number;
  /** null before the first trade date. */
  readonly tradesPerWeek: number | null;
  /** Trades from which on the exact test has its power, and how many of them are still to come. */
  readonly tradesNeeded: number;
  readonly tradesToCome: number;
  /** Whole weeks until then at the frequency so far; null while there was no trade. */
  readonly weeksToVerdict: number | null;
  /** At the expected frequency: the fewest weeks are those of the most trades. */
  readonly weeksExpected: { readonly fewest: number; readonly most: number };
}

/**
 * The trades so far against a claimed win rate: confidence sequence, frequency, and weeks to a verdict of the exact one-sided
 * binomial test with an error of 5% and a power of 80%.
 * @throws RangeError on rates outside (0, 1), equal ones, or ones too close to search for
 */
export function claimStanding(inputs: ClaimInputs): ClaimStanding {
  const { claimed, against, wins, trades, tradeDates } = inputs;
  const tradesNeeded = sampleSizeForRate(against, claimed, ALPHA, POWER).trials;
  const tradesToCome = Math.max(0, tradesNeeded - trades);
  const sequence = anytimeRateInterval(wins, trades, LEVEL);
  const isOutside = (rate: number): boolean => rate < sequence.low || rate > sequence.high;
  const weeks = tradeDates / TRADE_DATES_A_WEEK;
  const tradesPerWeek = weeks === 0 ? null : trades / weeks;
  return {
    claimed,
    against,
    rate: rateEstimate(wins, trades),
    sequence,
    level: LEVEL,
    isClaimRuledOut: isOutside(claimed),
    isOtherRuledOut: isOutside(against),
    weeks,
    tradesPerWeek,
    tradesNeeded,
    tradesToCome,
    weeksToVerdict:
      tradesPerWeek === null || tradesPerWeek === 0 ? null : weeksToVerdict(tradesToCome, tradesPerWeek),
    weeksExpected: {
      fewest: weeksToVerdict(tradesToCome, EXPECTED_A_WEEK.most),
      most: weeksToVerdict(tradesToCome, EXPECTED_A_WEEK.least),
    },
  };
}
