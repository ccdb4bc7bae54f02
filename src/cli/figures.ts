import type { Estimate } from '../results/model.ts';

/** Figures as people read them; never a rate or a mean without its n and interval. The minus sign is a hyphen: it is searched for and copied. */

/** Most digits that are added to show that a small share is not zero. */
const MOST_ADDED = 3;

/** A share in per cent; a share that is not zero never reads as zero, since its sign may be what decides. */
export function percent(share: number, decimals = 1): string {
  let digits = decimals;
  while (share !== 0 && digits < decimals + MOST_ADDED && Number((share * 100).toFixed(digits)) === 0)
    digits++;
  // A negative zero has no sign worth showing.
  return `${((share === 0 ? 0 : share) * 100).toFixed(digits)}%`;
}

export function dollars(milli: number): string {
  const sign = milli < 0 ? '-' : '';
  const whole = Math.round(Math.abs(milli) / 10) / 100;
  return `${sign}${grouped(whole.toFixed(2))} USD`;
}

export function count(value: number): string {
  return grouped(String(value));
}

/** 1234567.89 as 1 234 567.89, with no-break spaces left to the terminal's font: plain spaces. */
function grouped(text: string): string {
  const [whole, fraction] = text.split('.');
  const spaced = whole!.replace(/\B(?=(\d{3})+$)/g, ' ');
  return fraction === undefined ? spaced : `${spaced}.${fraction}`;
}

/** `41.9% [95% 33.1% to 51.2%], n = 117`; a rate of nothing says so. */
export function rateText(estimate: Estimate | null, decimals = 1): string {
  if (estimate === null) return 'undefined (n = 0)';
  const { value, interval, level, n } = estimate;
  const ends = `${percent(interval.low, decimals)} to ${percent(interval.high, decimals)}`;
  return `${percent(value, decimals)} [${percent(level, 0)}: ${ends}], n = ${count(n)}`;
}

export function utcMinute(ms: number): string {
  return new Date(ms).toISOString().slice(0, 16).replace('T', ' ');
}
