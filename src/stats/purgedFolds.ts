import { requireCount, requireValues, type Values } from './preconditions.ts';

export interface PurgedFold {
  /** Rows to test on: neighbours in time. */
  readonly test: Int32Array;
  /** Rows to train on: all others but the purged and the embargoed ones. */
  readonly train: Int32Array;
  /** Rows left out because their span overlaps the test's. */
  readonly purged: number;
  /** Rows left out because they start within the embargo after the test's end. */
  readonly embargoed: number;
}

/**
 * Cross-validation folds for trades, whose outcome lies after their signal: purged of the rows that were alive during
 * the test, and with an embargo after it for what decays slowly (Lopez de Prado 2018, chapter 7).
 *
 * A row's span holds all that it depends on: from its signal (or the first bar of its windows, where training reads
 * them) to its exit. Spans touch when one ends at the time the other starts.
 *
 * @param starts of the rows' spans, ascending, finite, in any unit of time
 * @param ends of the rows' spans, not before their starts
 * @param folds 2 to the number of rows; sizes differ by at most one row
 * @param embargo at least 0, in the same unit
 * @throws RangeError on anything else
 */
export function purgedFolds(starts: Values, ends: Values, folds: number, embargo: number): PurgedFold[] {
  requireCount('folds', folds, 2);
  requireValues('starts', starts, folds);
  requireValues('ends', ends, folds);
  if (starts.length !== ends.length) {
    throw new RangeError(`starts has ${starts.length} rows but ends has ${ends.length}`);
  }
  if (!(embargo >= 0 && embargo < Infinity)) {
    throw new RangeError(`embargo must be finite and at least 0, got ${embargo}`);
  }
  const rows = starts.length;
  for (let row = 0; row < rows; row++) {
    if (ends[row]! < starts[row]!) throw new RangeError(`row ${row} ends before it starts`);
    if (row > 0 && starts[row]! < starts[row - 1]!)
      throw new RangeError(`row ${row} starts before the row before it`);
  }
  return Array.from({ length: folds }, (_, fold) => {
    const from = Math.floor((fold * rows) / folds);
    const to = Math.floor(((fold + 1) * rows) / folds);
    const testStart = starts[from]!;
    let testEnd = -Infinity;
    for (let row = from; row < to; row++) testEnd = Math.max(testEnd, ends[row]!);
    const train: number[] = [];
    let purged = 0;
    let embargoed = 0;
    for (let row = 0; row < rows; row++) {
      if (row >= from && row < to) continue;
      if (starts[row]! <= testEnd && ends[row]! >= testStart) purged++;
      else if (starts[row]! > testEnd && starts[row]! <= testEnd + embargo) embargoed++;
      else train.push(row);
    }
    return {
      test: Int32Array.from({ length: to - from }, (_unused, i) => from + i),
      train: Int32Array.from(train),
      purged,
      embargoed,
    };
  });
}
