import { NAMED_SCENARIOS } from '../../engine/costs.ts';
import type { Interval, ScenarioRow } from '../../results/model.ts';
import type { Region, Verdict } from '../../results/verifyModel.ts';
import { LEVEL } from '../estimates.ts';

/** How many of the named cost scenarios earn: in this sample, for certain, and possibly. */
export interface ScenarioCount {
  readonly n: number;
  readonly earning: number;
  /** Low: the interval of the mean is above zero. High: it is not below. */
  readonly range: Interval;
}

export function scenarioCount(scenarios: readonly ScenarioRow[]): ScenarioCount | null {
  const names = new Set(NAMED_SCENARIOS.map(({ name }) => name));
  const named = scenarios.filter(({ name, meanNetReturn }) => names.has(name) && meanNetReturn !== null);
  if (named.length === 0) return null;
  const counted = (of: (interval: Interval, value: number) => boolean): number =>
    named.filter(({ meanNetReturn }) => of(meanNetReturn!.interval, meanNetReturn!.value)).length;
  return {
    n: named.length,
    earning: counted((_, value) => value > 0),
    range: { low: counted(({ low }) => low > 0), high: counted(({ high }) => high >= 0) },
  };
}

/**
 * Scenarios are the same trades at other costs, so that their number is no sample and has no test: the verdict stands on
 * those whose interval leaves zero out.
 */
export function scenarioVerdict(
  { range, n }: ScenarioCount,
  region: Region,
): { verdict: Verdict; because: string } {
  const [low, high] =
    region.relation === 'at-least' ? [region.value, Number.POSITIVE_INFINITY] : [region.low, region.high];
  const verdict: Verdict =
    range.high < low || range.low > high
      ? 'refuted'
      : range.low >= low && range.high <= high
        ? 'supported'
        : 'not enough data';
  const level = `${LEVEL * 100}%`;
  const open = range.high - range.low;
  return {
    verdict,
    because: `${range.low} of ${n} scenarios earn by the whole of their ${level} interval, ${n - range.high} lose by the whole of it${open === 0 ? '' : `, ${open} cannot be told`}. They are the same trades at other costs, so that no test counts them.`,
  };
}
