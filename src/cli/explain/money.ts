/**
 * Thousandths of a dollar as dollars and cents, with the tenth of a cent where there is one: lines that are added up on the
 * page must add up. `-1 234.50 USD`, `9.375 USD`.
 */
export function exactDollars(milli: number): string {
  const size = Math.abs(milli);
  const whole = String(Math.floor(size / 1000)).replace(/\B(?=(\d{3})+$)/g, ' ');
  const fraction = String(size % 1000).padStart(3, '0');
  const decimals = fraction.endsWith('0') ? fraction.slice(0, 2) : fraction;
  return `${milli < 0 ? '-' : ''}${whole}.${decimals} USD`;
}
