import type { Estimate, RunResult } from '../../results/model.ts';
import type { BracketFacts, Claim, ClaimResult } from '../../results/verifyModel.ts';
import { weeksToVerdict } from '../../stats/sampleSize.ts';
import { LEVEL } from '../estimates.ts';
import { breakEvenTest } from './breakEvenTest.ts';
import type { Evidence, TestOutcome } from './evidence.ts';
import { evidenceOf, tradesPerWeek } from './evidenceOf.ts';
import { meanFlips, rateFlips } from './flips.ts';
import {
  becauseOf,
  holmOver,
  type NamedValue,
  type Questions,
  questionsOf,
  testsOf,
  verdictOf,
} from './judge.ts';
import type { Ledger } from './ledger.ts';
import { winCounts } from './rateEvidence.ts';
import { scenarioCount, scenarioVerdict } from './scenarios.ts';

interface Examined {
  readonly claim: Claim;
  readonly evidence: Evidence | null;
  readonly against: NamedValue;
  readonly questions: Questions | null;
  /** Of a win rate against its own break-even, which is no fixed number. */
  readonly breakEven: TestOutcome | null;
}

/** Every claim of a ledger held against a run; corrections are over the whole ledger. */
export function claimResults(run: RunResult, ledger: Ledger, bracket: BracketFacts): ClaimResult[] {
  const examined = ledger.claims.map((claim): Examined => {
    const against = againstOf(claim, bracket);
    const evidence = claim.estimand === 'profitable-scenarios' ? null : evidenceOf(run, claim.estimand);
    const fixed = evidence === null ? null : questionsOf(evidence, claim.region, against.value);
    const isOwnBreakEven = claim.region.relation === 'at-least' && claim.region.against === 'break-even';
    if (!isOwnBreakEven || fixed === null)
      return { claim, evidence, against, questions: fixed, breakEven: null };
    const breakEven = breakEvenTest(run);
    // Both have to say so; one trade has no such test, and then nothing is told.
    const questions = { ...fixed, support: Math.max(fixed.support, breakEven?.pValue ?? 1) };
    return { claim, evidence, against, questions, breakEven };
  });
  const corrected = holmOver(examined.map((each) => each.questions));
  return examined.map((each, position) => {
    const holm = corrected[position]!;
    if (each.claim.estimand === 'profitable-scenarios') return scenarioResult(run, each.claim);
    const { claim, evidence, against, questions, breakEven } = each;
    if (evidence === null || questions === null || holm === null) return nothing(claim);
    const result = claimResult(run, ledger, bracket, claim, evidence, against, questions, holm);
    if (breakEven === null) return result;
    const test = { against: 'break-even', value: against.value, says: 'above', ...breakEven } as const;
    return { ...result, tests: [test, ...result.tests] };
  });
}

/** What the claimed figure has to be told apart from, as a number. */
function againstOf({ region }: Claim, bracket: BracketFacts): NamedValue {
  if (region.relation === 'within') return { name: 'lower bound', value: region.low };
  const { against } = region;
  if (typeof against === 'number') return { name: 'the stated null', value: against };
  if (against === 'zero') return { name: 'zero', value: 0 };
  if (against === 'structural') return { name: 'the structural null', value: bracket.structural };
  return { name: 'break-even', value: breakEvenOf(bracket) };
}

/** The trades' own break-even; the bracket's where all won or all lost; without trades the structural one. */
export function breakEvenOf(bracket: BracketFacts): number {
  return bracket.realisedBreakEven ?? bracket.bracketBreakEven ?? bracket.structural;
}

function claimResult(
  run: RunResult,
  ledger: Ledger,
  bracket: BracketFacts,
  claim: Claim,
  evidence: Evidence,
  against: NamedValue,
  questions: Questions,
  corrected: Questions,
): ClaimResult {
  const { alpha, power } = ledger;
  const { region, estimand } = claim;
  const verdict = verdictOf(corrected, alpha);
  const claimed = region.relation === 'at-least' ? region.value : null;
  const isOpen = verdict === 'not enough data';
  const further =
    isOpen && claimed !== null ? evidence.furtherTrades(against.value, claimed, alpha, power) : null;
  const perWeek = tradesPerWeek(run);
  const flips =
    claimed === null
      ? []
      : estimand === 'win-rate'
        ? rateFlips(winCounts(run.trades), verdict, against.value, claimed, alpha)
        : meanFlips(run, claim, evidence, verdict, against.value, claimed);
  return {
    claim,
    estimate: evidence.estimate,
    fillRange: evidence.fillRange,
    intervals: evidence.intervals,
    tests: testsOf(evidence, region, comparisons(claim, against, bracket)),
    supportPValue: questions.support,
    refutePValue: questions.refute,
    supportHolm: corrected.support,
    refuteHolm: corrected.refute,
    verdict,
    because: becauseOf(claim, verdict, corrected, alpha, against),
    tradesNeeded: further === 0 ? null : further,
    weeksNeeded:
      further === null || further === 0 || !(perWeek > 0) ? null : weeksToVerdict(further, perWeek),
    flips,
  };
}

/** The numbers that a figure is always shown against, besides the one that decides. */
function comparisons({ estimand, region }: Claim, against: NamedValue, bracket: BracketFacts): NamedValue[] {
  if (region.relation === 'within') return [];
  if (estimand !== 'win-rate') return [against];
  const values: NamedValue[] = [
    { name: 'break-even', value: breakEvenOf(bracket) },
    { name: 'the structural null', value: bracket.structural },
    { name: 'one half', value: 0.5 },
  ];
  return values.some(({ name }) => name === against.name) ? values : [against, ...values];
}

function scenarioResult(run: RunResult, claim: Claim): ClaimResult {
  const count = scenarioCount(run.scenarios);
  if (count === null) return nothing(claim);
  const estimate: Estimate = {
    value: count.earning,
    n: count.n,
    interval: count.range,
    level: LEVEL,
    method: 'scenarios by their own intervals',
  };
  return {
    ...nothing(claim),
    estimate,
    ...scenarioVerdict(count, claim.region),
  };
}

function nothing(claim: Claim): ClaimResult {
  return {
    claim,
    estimate: null,
    fillRange: null,
    intervals: [],
    tests: [],
    supportPValue: null,
    refutePValue: null,
    supportHolm: null,
    refuteHolm: null,
    verdict: 'not enough data',
    because: 'The run has nothing to take this figure of.',
    tradesNeeded: null,
    weeksNeeded: null,
    flips: [],
  };
}
