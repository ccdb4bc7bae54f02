import { requireUnit } from './preconditions.ts';

/**
 * Holm's step-down correction (1979): adjusted p-values, in the order given. Rejecting where the adjusted value is at
 * most alpha keeps the chance of any false rejection at alpha, whatever the dependence between the tests.
 *
 * @throws RangeError when a p-value lies outside 0 to 1; an empty list gives an empty list
 */
export function holm(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let running = 0;
  order.forEach((position, rank) => {
    running = Math.max(running, (pValues.length - rank) * pValues[position]!);
    adjusted[position] = Math.min(1, running);
  });
  return adjusted;
}

/**
 * The step-up correction of Benjamini and Hochberg (1995): adjusted p-values, in the order given. Rejecting where the
 * adjusted value is at most q keeps the expected share of false rejections among all rejections at q, for
 * independent or positively dependent tests.
 *
 * @throws RangeError when a p-value lies outside 0 to 1; an empty list gives an empty list
 */
export function benjaminiHochberg(pValues: readonly number[]): number[] {
  const order = ascending(pValues);
  const adjusted = new Array<number>(pValues.length).fill(1);
  let running = 1;
  for (let rank = order.length; rank >= 1; rank--) {
    const position = order[rank - 1]!;
    running = Math.min(running, (pValues.length / rank) * pValues[position]!);
    adjusted[position] = running;
  }
  return adjusted;
}

function ascending(pValues: readonly number[]): number[] {
  for (const value of pValues) requireUnit('a p-value', value);
  return pValues.map((_, position) => position).sort((a, b) => pValues[a]! - pValues[b]!);
}
