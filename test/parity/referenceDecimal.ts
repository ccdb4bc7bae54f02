/** A number as the decimal it was written as: numerator over a power of ten. */
function decimalOf(value: number): { readonly digits: bigint; readonly scale: bigint } {
  const text = String(value);
  if (!/^-?\d+(\.\d+)?$/.test(text)) throw new RangeError(`${text} is not written as a plain decimal`);
  const [whole, fraction] = text.split('.') as [string, string | undefined];
  return { digits: BigInt(whole + (fraction ?? '')), scale: 10n ** BigInt((fraction ?? '').length) };
}

/** Whether a * b <= c * d, exact for decimals. */
export function isProductAtMost(a: number, b: number, c: number, d: number): boolean {
  const [x, y, z, w] = [decimalOf(a), decimalOf(b), decimalOf(c), decimalOf(d)];
  return x.digits * y.digits * z.scale * w.scale <= z.digits * w.digits * x.scale * y.scale;
}
