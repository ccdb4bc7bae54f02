import type { Values } from './preconditions.ts';
import { requireTrials } from './trials.ts';

/**
 * Mean Pearson correlation over all pairs of trials, the figure that `effectiveTrials` takes: variants of one strategy
 * hang together, and count for fewer. Trials without spread correlate with nothing and are left out.
 *
 * Computed without the pairs: the squared length of the sum of standardised columns holds each pair twice.
 *
 * @param trials columns of equal length, at least two rows
 * @returns -1 to 1; 0 when fewer than two trials have any spread
 * @throws RangeError on no trials, unequal columns or a value that is not finite
 */
export function meanCorrelation(trials: readonly Values[]): number {
  const rows = requireTrials(trials, 1, 2);
  const sum = new Float64Array(rows);
  let count = 0;
  for (const column of trials) {
    const unit = unitColumn(column);
    if (unit === null) continue;
    count++;
    for (let row = 0; row < rows; row++) sum[row]! += unit[row]!;
  }
  if (count < 2) return 0;
  let squares = 0;
  for (const value of sum) squares += value * value;
  return (squares - count) / (count * (count - 1));
}

/** The column less its mean, scaled to length 1; null when it has no spread. */
function unitColumn(column: Values): Float64Array | null {
  const centred = Float64Array.from(column);
  let mean = 0;
  for (const value of centred) mean += value / centred.length;
  let squares = 0;
  for (let row = 0; row < centred.length; row++) {
    centred[row]! -= mean;
    squares += centred[row]! * centred[row]!;
  }
  if (squares <= 1e-24 * centred.length * mean * mean) return null;
  const scale = 1 / Math.sqrt(squares);
  return centred.map((value) => value * scale);
}
