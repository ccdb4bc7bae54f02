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
import type { DatasetFacts, Estimate, Interval } from './model.ts';
import type { RunTable } from './tables.ts';
import type {
  ArithmeticFinding,
  BracketFacts,
  Claim,
  ClaimResult,
  ClaimTest,
  NullResult,
  SequentialPoint,
  SequentialResult,
  SizingRow,
  SizingSkill,
  VerifyResult,
} from './verifyModel.ts';

/** A verification in one row: whose claims, held against which run, and what became of them. */
export interface VerifyFacts
  extends Omit<VerifyResult, 'claims' | 'arithmetic' | 'nulls' | 'sequential' | 'sizing'> {
  readonly sequential: Omit<SequentialResult, 'points'> | null;
  readonly sizing: Omit<SizingSkill, 'rows'> | null;
  readonly figuresDigest: string;
}

export const VERIFICATIONS: RunTable<VerifyFacts> = {
  name: 'verifications',
  about: 'One row a ledger of claims held against a run.',
  row: record<VerifyFacts>({
    verifyId: text('hash of ledger, run, code and the replications of the nulls'),
    ledger: text('name of the ledger'),
    about: text('what the ledger is about'),
    runId: text('the run'),
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
    command: text('the command that makes the verification again'),
    alpha: double('chance of any false verdict over the ledger, for each direction'),
    power: double('power that sample sizes are planned with'),
    trades: integer('closed trades of the run'),
    tradesPerWeek: double('trades in a week of five trade dates that had bars'),
    bracket: record<BracketFacts>({
      ratio: double('target over stop'),
      structural: double('1 / (1 + ratio)'),
      costR: nullable(double('mean cost of a round trip in R')),
      bracketBreakEven: nullable(double('(1 + cost) / (1 + ratio)')),
      realisedBreakEven: nullable(
        double('win rate at which the trades, at their own mean win and loss, earn nothing'),
      ),
      bracketExits: integer('trades that ended at target or stop'),
      targetShare: nullable(estimate('share of them at the target')),
    }),
    sequential: nullable(
      record<Omit<SequentialResult, 'points'>>({
        nullRate: double('win rate if nothing is there'),
        claimedRate: double('win rate that is claimed'),
        alpha: double('chance of a false alarm'),
        beta: double('chance of missing the claim'),
        sprt: text('accept-null, accept-alternative or continue'),
        sprtTrades: integer('trades after which the test stopped, or all'),
        logLikelihoodRatio: double('where it stands'),
        lower: double('bound for the null'),
        upper: double('bound for the claim'),
        expectedUnderNull: double("Wald's expected trades if nothing is there"),
        expectedUnderClaim: double('the same if the claim is true'),
        weeksUnderNull: nullable(double('weeks to a verdict if nothing is there')),
        weeksUnderClaim: nullable(double('weeks to a verdict if the claim is true')),
        anytimeRatePValue: double('p-value of the win rate, valid at any time'),
        anytimeMeanPValue: nullable(double('p-value of the mean R, valid at any time')),
        meanBounds: interval('bounds that R is cut to'),
        clippedBelow: integer('trades cut from below'),
        clippedAbove: integer('trades cut from above'),
      }),
    ),
    sizing: nullable(
      record<Omit<SizingSkill, 'rows'>>({
        n: integer('trades'),
        leverage: double('mean size times mean return'),
        skill: nullable(estimate('covariance of size and return')),
        pValue: nullable(double('chance of one as high when sizes are dealt anew')),
        causalTrades: nullable(integer('trades whose multiplier a causal sizer gives')),
      }),
    ),
    summary: text('one sentence over everything'),
    figuresDigest: text('SHA-256 of all figures; the same inputs give the same digest'),
  }),
};

/** A claim with what became of it, its region laid flat. */
export interface ClaimRow
  extends Omit<Claim, 'region' | 'id'>,
    Omit<ClaimResult, 'claim' | 'intervals' | 'tests'> {
  readonly name: string;
  readonly relation: 'at-least' | 'within';
  readonly least: number | null;
  readonly against: string | null;
  readonly low: number | null;
  readonly high: number | null;
}

export const VERIFY_CLAIMS: RunTable<ClaimRow> = {
  name: 'verify_claims',
  about: 'The claims of a verification, each with its figure, p-values and verdict.',
  row: record<ClaimRow>({
    name: text('name of the claim in its ledger'),
    statement: text('the claim in words'),
    estimand: text('what it is about'),
    population: text('trades of what, when and where'),
    n: nullable(integer('trades behind the published figure')),
    costs: text('costs that the published figure has in it'),
    relation: text('at-least or within'),
    least: nullable(double('the least value claimed')),
    against: nullable(text('what it must be told apart from')),
    low: nullable(double('low end of the range claimed')),
    high: nullable(double('high end of the range claimed')),
    estimate: nullable(estimate('the figure of the run')),
    fillRange: nullable(interval('the figure over the readings of ambiguous bars')),
    supportPValue: nullable(double('does it hold')),
    refutePValue: nullable(double('is it wrong')),
    supportHolm: nullable(double("the same with Holm's correction")),
    refuteHolm: nullable(double("the same with Holm's correction")),
    verdict: text('supported, refuted or not enough data'),
    because: text('the rule as it was applied'),
    tradesNeeded: nullable(double('further trades until the test has its power')),
    weeksNeeded: nullable(double('the same in weeks')),
    flips: texts('what would turn the verdict'),
  }),
};

/** An interval of a claim's figure by another method. */
export interface ClaimIntervalRow {
  readonly claim: number;
  readonly method: string;
  readonly interval: Interval;
}

export const VERIFY_INTERVALS: RunTable<ClaimIntervalRow> = {
  name: 'verify_intervals',
  about: 'The intervals of the figures of claims, by method.',
  row: record<ClaimIntervalRow>({
    claim: integer('ordinal of the claim'),
    method: text('how it was made'),
    interval: interval('the interval'),
  }),
};

export interface ClaimTestRow extends ClaimTest {
  readonly claim: number;
}

export const VERIFY_TESTS: RunTable<ClaimTestRow> = {
  name: 'verify_tests',
  about: 'The tests of claims.',
  row: record<ClaimTestRow>({
    claim: integer('ordinal of the claim'),
    against: text('what the figure is tested against'),
    value: double('its value'),
    says: text('what a small p-value says of the figure: above or below'),
    method: text('the test'),
    pValue: double('its p-value'),
  }),
};

export const VERIFY_FINDINGS: RunTable<ArithmeticFinding> = {
  name: 'verify_findings',
  about: 'What the published figures say of each other.',
  row: record<ArithmeticFinding>({ topic: text('what it is about'), finding: text('the finding') }),
};

export const VERIFY_NULLS: RunTable<NullResult> = {
  name: 'verify_nulls',
  about: 'What worlds without the idea give by themselves.',
  row: record<NullResult>({
    name: text('name of the null'),
    about: text('what was destroyed, and what was kept'),
    replications: integer('replications'),
    withoutTrades: integer('replications without trades'),
    meanTrades: double('trades in a replication'),
    winRate: nullable(double('win rate over all of them')),
    winRateRange: nullable(interval('middle 90% of the rates')),
    meanNetReturn: nullable(double('mean net return over all of them')),
    meanNetReturnRange: nullable(interval('middle 90% of the means')),
    winRatePValue: nullable(double("chance of a rate as high as the run's")),
    meanNetReturnPValue: nullable(double("chance of a mean as high as the run's")),
  }),
};

export const VERIFY_SEQUENCE: RunTable<SequentialPoint> = {
  name: 'verify_sequence',
  about: 'Where the sequential tests stand after some trades.',
  row: record<SequentialPoint>({
    trades: integer('trades so far'),
    wins: integer('of them won'),
    time: time('when the last of them closed'),
    rate: interval('of the win rate, at every n at once'),
    meanR: interval('of the mean R, at every n at once'),
  }),
};

export const VERIFY_SIZINGS: RunTable<SizingRow> = {
  name: 'verify_sizings',
  about: 'The same trades under other ways of sizing.',
  row: record<SizingRow>({
    sizer: text('flat, constant-leverage or bayesian'),
    meanSize: double('mean size'),
    meanPositionAdjusted: nullable<Estimate>(estimate('mean of size times net return')),
  }),
};

/** Every table of a verification, in the order in which it is written. */
// biome-ignore lint/suspicious/noExplicitAny: the rows differ from table to table; only names and columns are read here.
export const VERIFY_TABLES: readonly RunTable<any>[] = [
  VERIFICATIONS,
  VERIFY_CLAIMS,
  VERIFY_INTERVALS,
  VERIFY_TESTS,
  VERIFY_FINDINGS,
  VERIFY_NULLS,
  VERIFY_SEQUENCE,
  VERIFY_SIZINGS,
];
