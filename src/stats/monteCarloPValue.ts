import { requireFinite, requireValues, type Values } from './preconditions.ts';

/** Which side of the null counts as extreme. */
export type Tail = 'greater' | 'less' | 'two-sided';

export interface MonteCarloPValue {
  readonly pValue: number;
  /** Null figures at least as extreme as the observed one (for two-sided: on its nearer side). */
  readonly asExtreme: number;
  readonly nullFigures: number;
}

/**
 * p-value of an observed figure among figures drawn under the null: (b + 1) / (m + 1), because the observed one is
 * itself a draw when the null holds (Davison and Hinkley 1997, section 4.2; Phipson and Smyth 2010). Never 0; valid at
 * every m when the draws are exchangeable with the observed figure. Two-sided: twice the smaller tail, at most 1.
 *
 * A figure equal to the observed one counts as extreme.
 *
 * @throws RangeError when there are no null figures or a figure is not finite
 */
export function monteCarloPValue(observed: number, nullFigures: Values, tail: Tail): MonteCarloPValue {
  requireFinite('observed', observed);
  requireValues('nullFigures', nullFigures, 1);
  let above = 0;
  let below = 0;
  for (let i = 0; i < nullFigures.length; i++) {
    if (nullFigures[i]! >= observed) above++;
    if (nullFigures[i]! <= observed) below++;
  }
  const asExtreme = tail === 'greater' ? above : tail === 'less' ? below : Math.min(above, below);
  const oneSided = (asExtreme + 1) / (nullFigures.length + 1);
  const pValue = tail === 'two-sided' ? Math.min(1, 2 * oneSided) : oneSided;
  return { pValue, asExtreme, nullFigures: nullFigures.length };
}
