import type { ClaimResult, Estimand, Region } from '../../results/verifyModel.ts';
import { number, percent, returnPercent, standing } from '../format.ts';

/** A figure in the unit of its estimand. */
export function showFor(estimand: Estimand): (value: number) => string {
  switch (estimand) {
    case 'win-rate':
    case 'utilisation':
    case 'target-share':
    case 'stop-share':
      return percent;
    case 'mean-net-return':
    case 'position-adjusted-return':
    case 'sizing-skill':
      return (value) => (value === 0 ? '0%' : returnPercent(value));
    case 'sharpe-per-trade':
      return (value) => number(value, 3);
    case 'signals-per-week':
    case 'trades-per-week':
      return (value) => number(value, 2);
    case 'profitable-scenarios':
      return (value) => number(value);
  }
}

/** The estimate with n and interval, or that there is none. */
export function claimEstimateText({ claim, estimate }: ClaimResult): string {
  if (estimate === null) return 'n = 0: there is nothing to take the figure of.';
  if (claim.estimand === 'profitable-scenarios') {
    // Scenarios are chosen, not drawn: there is no interval of confidence for their count.
    const { value, n, interval } = estimate;
    return `${value} of ${n} scenarios earn, ${interval.low} for sure, up to ${interval.high} possible by their own intervals; claimed at least ${claim.region.relation === 'at-least' ? claim.region.value : claim.region.low}.`;
  }
  const show = showFor(claim.estimand);
  return `${show(estimate.value)}, ${standing(estimate, show)}; claimed ${regionText(claim.region, show)}.`;
}

export function regionText(region: Region, show: (value: number) => string): string {
  return region.relation === 'at-least'
    ? `at least ${show(region.value)}`
    : `${show(region.low)} to ${show(region.high)}`;
}

/** A p-value, which is never zero. */
export function pValueText(p: number | null): string {
  if (p === null) return 'none';
  return p < 0.0001 ? 'below 0.0001' : number(p, 4);
}
