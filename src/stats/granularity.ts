import { requireCount } from './preconditions.ts';

export interface Count {
  readonly wins: number;
  readonly n: number;
}

/**
 * All pairs (wins, n) with 1 <= n <= maximumTrials whose rate, printed as a percentage with `decimals` digits, reads
 * `shownPercent`; by n, then by wins. A claimed rate that no n near the claimed number of trades can show is wrong,
 * whatever the market did (the GRIM test of Brown and Heathers 2017).
 *
 * A rate exactly between two printed values counts for both, because the printer's rule for ties is unknown. Whole
 * numbers throughout: no rounding error.
 *
 * @param shownPercent such as 64.7, between 0 and 100, with no more digits than `decimals`
 * @param decimals digits after the point, 0 to 6
 * @param maximumTrials at most 1 000 000
 * @throws RangeError on anything else
 */
export function countsShowingRate(shownPercent: number, decimals: number, maximumTrials: number): Count[] {
  requireCount('decimals', decimals);
  requireCount('maximumTrials', maximumTrials);
  if (decimals > 6 || maximumTrials > 1_000_000) {
    throw new RangeError(`decimals must be at most 6 and maximumTrials at most 1000000`);
  }
  if (!(shownPercent >= 0 && shownPercent <= 100)) {
    throw new RangeError(`shownPercent must lie between 0 and 100, got ${shownPercent}`);
  }
  const unit = 10 ** decimals;
  const shown = Math.round(shownPercent * unit);
  if (Math.abs(shownPercent * unit - shown) > 1e-6) {
    throw new RangeError(`shownPercent has more than ${decimals} decimals: ${shownPercent}`);
  }
  const whole = 2 * 100 * unit;
  const counts: Count[] = [];
  for (let n = 1; n <= maximumTrials; n++) {
    const first = Math.max(0, Math.ceil(((2 * shown - 1) * n) / whole));
    const last = Math.min(n, Math.floor(((2 * shown + 1) * n) / whole));
    for (let wins = first; wins <= last; wins++) counts.push({ wins, n });
  }
  return counts;
}
