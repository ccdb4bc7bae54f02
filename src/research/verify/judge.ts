import type { Claim, ClaimTest, Region, Verdict } from '../../results/verifyModel.ts';
import { holm } from '../../stats/multiplicity.ts';
import type { Evidence } from './evidence.ts';
import { figureText, pText } from './figures.ts';

/** A number to tell a figure apart from, and what it is called. */
export interface NamedValue {
  readonly name: string;
  readonly value: number;
}

/** The two questions that decide a claim. Small support: the claim holds. Small refutation: it is wrong. */
export interface Questions {
  readonly support: number;
  readonly refute: number;
}

/**
 * The p-values of both questions. At least v against a: support tests that the figure is above a, refutation that it is
 * below v. Within [l, h]: support is the equivalence test by two one-sided tests (Schuirmann 1987), the larger of the two
 * p-values; refutation tests that the figure lies outside, twice the smaller tail. null where the evidence has no test.
 */
export function questionsOf(evidence: Evidence, region: Region, against: number): Questions | null {
  if (region.relation === 'at-least') {
    const support = evidence.above(against);
    const refute = evidence.below(region.value);
    return support === null || refute === null ? null : { support: support.pValue, refute: refute.pValue };
  }
  const aboveLow = evidence.above(region.low);
  const belowHigh = evidence.below(region.high);
  const belowLow = evidence.below(region.low);
  const aboveHigh = evidence.above(region.high);
  if (aboveLow === null || belowHigh === null || belowLow === null || aboveHigh === null) return null;
  return {
    support: Math.max(aboveLow.pValue, belowHigh.pValue),
    refute: Math.min(1, 2 * Math.min(belowLow.pValue, aboveHigh.pValue)),
  };
}

/** Every test that is worth seeing: against the claim, and against each of the named values. */
export function testsOf(evidence: Evidence, region: Region, others: readonly NamedValue[]): ClaimTest[] {
  const tests: ClaimTest[] = [];
  const add = (against: string, value: number, says: 'above' | 'below'): void => {
    const outcome = says === 'above' ? evidence.above(value) : evidence.below(value);
    if (outcome !== null) tests.push({ against, value, says, ...outcome });
  };
  for (const { name, value } of others) add(name, value, 'above');
  if (region.relation === 'at-least') add('claim', region.value, 'below');
  else {
    add('lower bound of the claim', region.low, 'above');
    add('upper bound of the claim', region.high, 'below');
    add('lower bound of the claim', region.low, 'below');
    add('upper bound of the claim', region.high, 'above');
  }
  return tests;
}

/** Holm's correction over the claims that have a test; each of the two questions is a family of its own. */
export function holmOver(questions: readonly (Questions | null)[]): (Questions | null)[] {
  const present = questions.filter((each) => each !== null);
  const support = holm(present.map((each) => each.support));
  const refute = holm(present.map((each) => each.refute));
  let next = 0;
  return questions.map((each) => {
    if (each === null) return null;
    const position = next++;
    return { support: support[position]!, refute: refute[position]! };
  });
}

/** The verdict on corrected p-values: a claim that is told to be wrong is refuted, whatever else it beats. */
export function verdictOf({ support, refute }: Questions, alpha: number): Verdict {
  if (refute <= alpha) return 'refuted';
  return support <= alpha ? 'supported' : 'not enough data';
}

/** The rule as it was applied, in a sentence. */
export function becauseOf(
  claim: Claim,
  verdict: Verdict,
  corrected: Questions,
  alpha: number,
  against: NamedValue,
): string {
  const { estimand, region } = claim;
  const show = (value: number): string => figureText(estimand, value);
  const [claimed, beaten] =
    region.relation === 'at-least'
      ? [`at least ${show(region.value)}`, `above ${show(against.value)} (${against.name})`]
      : [
          `within ${show(region.low)} to ${show(region.high)}`,
          `inside ${show(region.low)} to ${show(region.high)}`,
        ];
  const { support, refute } = corrected;
  switch (verdict) {
    case 'refuted':
      return `The data reject ${claimed}: p ${pText(refute)} with Holm's correction, at most ${alpha}.`;
    case 'supported':
      return `The figure is told to be ${beaten}: p ${pText(support)} with Holm's correction; ${claimed} is not rejected (p ${pText(refute)}).`;
    case 'not enough data':
      return `Neither ${beaten} (p ${pText(support)}) nor outside the claim of ${claimed} (p ${pText(refute)}) can be told at ${alpha} with Holm's correction.`;
  }
}
