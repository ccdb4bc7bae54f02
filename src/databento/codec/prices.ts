import { DatabentoError } from '../errors.ts';
import { PRICE_SCALE, UNDEF_PRICE } from './enums.ts';

const SCALE = BigInt(PRICE_SCALE);

/**
 * A raw price as a decimal, exact: `4700250000000n` gives `4700.25`, a whole price has no point. Undefined for "no
 * price".
 */
export function formatPrice(raw: bigint): string | undefined {
  if (raw === UNDEF_PRICE) return undefined;
  const sign = raw < 0n ? '-' : '';
  const size = raw < 0n ? -raw : raw;
  const fraction = (size % SCALE).toString().padStart(9, '0').replace(/0+$/, '');
  return `${sign}${size / SCALE}${fraction === '' ? '' : `.${fraction}`}`;
}

/**
 * The double nearest to a raw price in units of currency; NaN for "no price". Compare and add raw prices instead where
 * exactness counts.
 */
export function priceToNumber(raw: bigint): number {
  if (raw === UNDEF_PRICE) return Number.NaN;
  // Below 2^53 both numbers are exact and the quotient is rounded once; above, the decimal is the way to round once.
  if (raw <= Number.MAX_SAFE_INTEGER && raw >= Number.MIN_SAFE_INTEGER) return Number(raw) / PRICE_SCALE;
  return Number(formatPrice(raw));
}

/**
 * A decimal as a raw price, exact.
 * @throws DatabentoError `usage` for what is no decimal, has more than nine decimals or is too large
 */
export function parsePrice(decimal: string): bigint {
  const match = /^([+-]?)(\d+)(?:\.(\d{1,9}))?$/.exec(decimal.trim());
  if (match === null) {
    throw new DatabentoError('usage', `'${decimal}' is no price: digits with up to nine decimals are`);
  }
  const size = BigInt(match[2]!) * SCALE + BigInt((match[3] ?? '').padEnd(9, '0'));
  const raw = match[1] === '-' ? -size : size;
  if (raw >= UNDEF_PRICE || raw <= -UNDEF_PRICE) {
    throw new DatabentoError('usage', `'${decimal}' is too large for a price`);
  }
  return raw;
}
