import type { Estimand } from '../../results/verifyModel.ts';

/** Figures of claims in sentences, each in the unit of its estimand; the same on every machine. */

export function percentText(share: number, decimals = 1): string {
  return `${(share * 100).toFixed(decimals)}%`;
}

export function signedPercent(share: number): string {
  return share === 0 ? '0%' : `${share > 0 ? '+' : ''}${percentText(share, 3)}`;
}

/** A figure as its estimand is read: rates in percent, returns in percent with a sign, counts as numbers. */
export function figureText(estimand: Estimand, value: number): string {
  switch (estimand) {
    case 'win-rate':
    case 'utilisation':
    case 'target-share':
    case 'stop-share':
      return percentText(value);
    case 'mean-net-return':
    case 'position-adjusted-return':
    case 'sizing-skill':
      return signedPercent(value);
    case 'sharpe-per-trade':
      return value.toFixed(3);
    case 'signals-per-week':
    case 'trades-per-week':
      return value.toFixed(2);
    case 'profitable-scenarios':
      return value.toFixed(0);
  }
}

export function pText(p: number): string {
  return p < 0.0001 ? 'below 0.0001' : p.toFixed(4);
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}
