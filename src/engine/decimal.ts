/** A decimal number as a fraction of whole numbers; the denominator is a power of ten. */
export interface Fraction {
  readonly numerator: number;
  readonly denominator: number;
}

/**
 * The decimal that a person wrote, exactly: 4.1 is 41/10 and not the double nearest to it. Read from the shortest text that
 * gives the double back.
 * @throws RangeError when it is not finite, or has more digits than a whole double holds
 */
export function fractionOf(value: number): Fraction {
  if (!Number.isFinite(value)) throw new RangeError(`not a finite number: ${value}`);
  const [mantissa = '', exponentText = '0'] = String(value).split('e');
  const [whole = '', decimals = ''] = mantissa.split('.');
  const digits = Number(whole + decimals);
  const exponent = Number(exponentText) - decimals.length;
  const numerator = exponent > 0 ? Number(`${whole + decimals}${'0'.repeat(exponent)}`) : digits;
  const denominator = exponent < 0 ? Number(`1${'0'.repeat(-exponent)}`) : 1;
  if (!Number.isSafeInteger(numerator) || denominator > 1e15) {
    throw new RangeError(`too many digits for an exact comparison: ${value}`);
  }
  return { numerator, denominator };
}

/** The sign of a * b - c * d for whole numbers, exact at any size. */
export function compareProducts(a: number, b: number, c: number, d: number): number {
  const left = a * b;
  const right = c * d;
  if (Math.abs(left) <= Number.MAX_SAFE_INTEGER && Math.abs(right) <= Number.MAX_SAFE_INTEGER) {
    return Math.sign(left - right);
  }
  const difference = BigInt(a) * BigInt(b) - BigInt(c) * BigInt(d);
  return difference > 0n ? 1 : difference < 0n ? -1 : 0;
}
