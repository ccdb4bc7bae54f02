import type { DatasetFacts, Estimate, Interval } from './model.ts';

/**
 * What `verify` leaves behind: a ledger of claims held against the trades of a run. Returns are shares (0.01 is one per
 * cent), prices ticks, money thousandths of a dollar, times UTC ms.
 */

export type Verdict = 'supported' | 'refuted' | 'not enough data';

/** What a claim is about. Every one of them can be taken from a run's trades, signals and cost scenarios. */
export type Estimand =
  | 'win-rate'
  | 'mean-net-return'
  | 'position-adjusted-return'
  | 'sharpe-per-trade'
  | 'sizing-skill'
  | 'utilisation'
  | 'target-share'
  | 'stop-share'
  | 'signals-per-week'
  | 'trades-per-week'
  | 'profitable-scenarios';

/** What the claimed figure must be told apart from. */
export type Against = 'zero' | 'break-even' | 'structural' | number;

/** The region that the claim puts its figure in. */
export type Region =
  | { readonly relation: 'at-least'; readonly value: number; readonly against: Against }
  | { readonly relation: 'within'; readonly low: number; readonly high: number };

export interface Claim {
  readonly id: string;
  readonly statement: string;
  readonly estimand: Estimand;
  /** Trades of what, when and where the statement is about, in words. */
  readonly population: string;
  /** Trades behind the published figure, where that is known. */
  readonly n: number | null;
  /** Costs that the published figure has in it, in words. */
  readonly costs: string;
  readonly region: Region;
}

export interface ClaimInterval {
  readonly method: string;
  readonly interval: Interval;
}

/** One test of a claim's figure against one number. */
export interface ClaimTest {
  /** `claim`, `break-even`, `structural null`, `zero` or the bound of a range. */
  readonly against: string;
  readonly value: number;
  /** What a small p-value says of the figure. */
  readonly says: 'above' | 'below';
  readonly method: string;
  readonly pValue: number;
}

export interface ClaimResult {
  readonly claim: Claim;
  /** null where the run has nothing to take the figure of. */
  readonly estimate: Estimate | null;
  /** The figure at the worst and the best reading of ambiguous bars; equal where none is. */
  readonly fillRange: Interval | null;
  readonly intervals: readonly ClaimInterval[];
  readonly tests: readonly ClaimTest[];
  /** p-values of the two questions that decide: does it hold, is it wrong; null where the estimand has no test. */
  readonly supportPValue: number | null;
  readonly refutePValue: number | null;
  /** The same with Holm's correction over the ledger. */
  readonly supportHolm: number | null;
  readonly refuteHolm: number | null;
  readonly verdict: Verdict;
  /** The rule as it was applied here, in a sentence. */
  readonly because: string;
  /** Further trades until the test would have its power if the claim were true; null once it has, or where no n would. */
  readonly tradesNeeded: number | null;
  readonly weeksNeeded: number | null;
  /** Smallest changes in fills, costs or n that would turn the verdict, in sentences. */
  readonly flips: readonly string[];
}

/** A finding about the claims' own figures, before any bar is looked at. */
export interface ArithmeticFinding {
  readonly topic: 'granularity' | 'leverage' | 'break-even' | 'scenarios' | 'exits' | 'selection';
  readonly finding: string;
}

export type NullName = 'random-entries' | 'direction-flips' | 'day-shuffle' | 'volume-shuffle';

/** What a world without the idea gives by itself: the same brackets, timer, sizing, hours and cool-down. */
export interface NullResult {
  readonly name: NullName;
  /** What was destroyed, and what was kept. */
  readonly about: string;
  readonly replications: number;
  /** Replications without trades, left out of what follows. */
  readonly withoutTrades: number;
  readonly meanTrades: number;
  /** Win rate over all trades of all replications, and the middle 90% of the replications' rates. */
  readonly winRate: number | null;
  readonly winRateRange: Interval | null;
  readonly meanNetReturn: number | null;
  readonly meanNetReturnRange: Interval | null;
  /** Chance that the null gives a figure as high as the run's. */
  readonly winRatePValue: number | null;
  readonly meanNetReturnPValue: number | null;
}

/** Where the sequential tests stand after some trades. */
export interface SequentialPoint {
  readonly trades: number;
  readonly wins: number;
  readonly time: number;
  /** Holds at every n at once. */
  readonly rate: Interval;
  readonly meanR: Interval;
}

export interface SequentialResult {
  readonly nullRate: number;
  readonly claimedRate: number;
  readonly alpha: number;
  readonly beta: number;
  readonly sprt: 'accept-null' | 'accept-alternative' | 'continue';
  /** Trades after which the test stopped, or all. */
  readonly sprtTrades: number;
  readonly logLikelihoodRatio: number;
  readonly lower: number;
  readonly upper: number;
  /** Wald's expected trades to a decision: if nothing is there, and if the claim is true. */
  readonly expectedUnderNull: number;
  readonly expectedUnderClaim: number;
  /** Weeks to a verdict from the first day, at the present frequency; null without trades. */
  readonly weeksUnderNull: number | null;
  readonly weeksUnderClaim: number | null;
  /** p-values valid at any stopping time: win rate above the null rate, mean R above zero. */
  readonly anytimeRatePValue: number;
  readonly anytimeMeanPValue: number | null;
  readonly meanBounds: Interval;
  readonly clippedBelow: number;
  readonly clippedAbove: number;
  readonly points: readonly SequentialPoint[];
}

/** The same trades under one way of sizing. */
export interface SizingRow {
  readonly sizer: 'flat' | 'constant-leverage' | 'bayesian';
  readonly meanSize: number;
  readonly meanPositionAdjusted: Estimate | null;
}

export interface SizingSkill {
  readonly n: number;
  readonly rows: readonly SizingRow[];
  /** mean(size) x mean(return): what a constant size of the same mean earns. */
  readonly leverage: number;
  /** cov(size, return): the sizer's own part, by a paired bootstrap over trading days. */
  readonly skill: Estimate | null;
  /** Chance of a covariance as high when sizes are dealt anew among the trades. */
  readonly pValue: number | null;
  /** Trades whose recorded multiplier is what a sizer gives that has seen closed trades only; null without a sizer. */
  readonly causalTrades: number | null;
}

/** What bracket, clock and costs ask of a win rate. */
export interface BracketFacts {
  /** Target over stop. */
  readonly ratio: number;
  /** 1 / (1 + ratio): a driftless price between stop and target. */
  readonly structural: number;
  /** Mean cost of a round trip in R, and (1 + cost) / (1 + ratio). */
  readonly costR: number | null;
  readonly bracketBreakEven: number | null;
  /** L / (W + L) of the trades themselves. */
  readonly realisedBreakEven: number | null;
  /** Trades that ended at target or stop, and the share of them at the target. */
  readonly bracketExits: number;
  readonly targetShare: Estimate | null;
}

export interface VerifyResult {
  /** Hash of ledger, run, code and the replications of the nulls: the same id has the same figures. */
  readonly verifyId: string;
  readonly ledger: string;
  readonly about: string;
  readonly runId: string;
  readonly strategy: string;
  readonly preset: string;
  readonly dataset: DatasetFacts;
  readonly codeVersion: string;
  readonly command: string;
  readonly alpha: number;
  readonly power: number;
  readonly trades: number;
  /** In a week of five trade dates that had bars. */
  readonly tradesPerWeek: number;
  readonly bracket: BracketFacts;
  readonly claims: readonly ClaimResult[];
  readonly arithmetic: readonly ArithmeticFinding[];
  readonly nulls: readonly NullResult[];
  readonly sequential: SequentialResult | null;
  readonly sizing: SizingSkill | null;
  /** One sentence over everything. */
  readonly summary: string;
}
