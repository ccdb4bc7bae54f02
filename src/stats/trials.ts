import { requireValues, type Values } from './preconditions.ts';

/**
 * Checks a table of trials, one column of returns each over the same rows, and returns the number of rows.
 *
 * @throws RangeError with too few trials or rows, unequal lengths or a value that is not finite
 */
export function requireTrials(trials: readonly Values[], minimumTrials: number, minimumRows: number): number {
  if (trials.length < minimumTrials) {
    throw new RangeError(`there must be at least ${minimumTrials} trials, got ${trials.length}`);
  }
  const rows = trials[0]!.length;
  trials.forEach((column, trial) => {
    requireValues(`trials[${trial}]`, column, minimumRows);
    if (column.length !== rows) {
      throw new RangeError(`trials[${trial}] has ${column.length} rows but trials[0] has ${rows}`);
    }
  });
  return rows;
}
