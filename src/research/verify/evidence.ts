import type { Estimate, Interval } from '../../results/model.ts';
import type { ClaimInterval } from '../../results/verifyModel.ts';

export interface TestOutcome {
  readonly pValue: number;
  readonly method: string;
}

/** What a run has to say about one figure. */
export interface Evidence {
  readonly estimate: Estimate;
  /** The figure at the worst and the best reading of ambiguous bars. */
  readonly fillRange: Interval;
  readonly intervals: readonly ClaimInterval[];
  /** Tests that the figure is above `value`, at the worst reading of the bars; null where there is no such test. */
  above(value: number): TestOutcome | null;
  /** Tests that it is below `value`, at the best reading. */
  below(value: number): TestOutcome | null;
  /** Further trades until a test of `against` has the power, if the truth is `claimed`; null where no number is known. */
  furtherTrades(against: number, claimed: number, alpha: number, power: number): number | null;
}
