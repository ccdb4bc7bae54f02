const ZERO = 0x30;
const NINE = 0x39;
const PLUS = 0x2b;
const MINUS = 0x2d;
const UPPER_E = 0x45;
const LOWER_E = 0x65;

/** Above this the integer part times 1e9 would leave the exact integers of a double. */
const LARGEST_UNITS = 9_007_198;
const NANO_DECIMALS = 9;

/** How a file writes numbers, as bytes; `thousands` is 0 when there is no such mark. */
export interface NumberStyle {
  readonly decimal: number;
  readonly thousands: number;
}

export const PLAIN_NUMBERS: NumberStyle = { decimal: 0x2e, thousands: 0 };

/**
 * A decimal number as an exact integer in units of 1e-9, rounded to the nearest where it has more decimals (so that the
 * noise in `6720.750000000001` is harmless); NaN when the bytes are no number or one of 9 007 199 or more.
 * @param bytes holds the number in `[start, end)`
 */
export function parseNano(bytes: Uint8Array, start: number, end: number, style: NumberStyle): number {
  let i = start;
  let sign = 1;
  const first = bytes[i];
  if (first === MINUS || first === PLUS) {
    if (first === MINUS) sign = -1;
    i += 1;
  }
  let units = 0;
  let digits = 0;
  let sinceMark = -1;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= ZERO && byte <= NINE) {
      units = units * 10 + (byte - ZERO);
      if (units > LARGEST_UNITS) return Number.NaN;
      digits += 1;
      if (sinceMark >= 0) sinceMark += 1;
    } else if (
      style.thousands !== 0 &&
      byte === style.thousands &&
      digits > 0 &&
      (sinceMark === -1 || sinceMark === 3)
    ) {
      sinceMark = 0;
    } else break;
  }
  if (sinceMark >= 0 && sinceMark !== 3) return Number.NaN;
  let nano = 0;
  if (i < end && bytes[i] === style.decimal) {
    i += 1;
    let decimals = 0;
    let roundsUp = false;
    for (; i < end; i++) {
      const byte = bytes[i]!;
      if (byte < ZERO || byte > NINE) break;
      if (decimals < NANO_DECIMALS) nano = nano * 10 + (byte - ZERO);
      else if (decimals === NANO_DECIMALS) roundsUp = byte - ZERO >= 5;
      decimals += 1;
    }
    digits += decimals;
    for (let k = decimals; k < NANO_DECIMALS; k++) nano *= 10;
    if (roundsUp) nano += 1;
  }
  if (digits === 0) return Number.NaN;
  if (i === end) return sign * (units * 1e9 + nano);
  const isExponent = bytes[i] === UPPER_E || bytes[i] === LOWER_E;
  return isExponent ? parseExponent(bytes, start, end, style) : Number.NaN;
}

/** Rare enough to go by way of text: spreadsheets write `6.72075E+03`. */
function parseExponent(bytes: Uint8Array, start: number, end: number, style: NumberStyle): number {
  const text = textOf(bytes, start, end).replace(String.fromCharCode(style.decimal), '.');
  if (!/^[+-]?(\d+\.?\d*|\.\d+)[eE][+-]?\d{1,3}$/.test(text)) return Number.NaN;
  const nano = Math.round(Number(text) * 1e9);
  return Number.isSafeInteger(nano) ? nano : Number.NaN;
}

/** An integer, exact up to 2^53; NaN when the bytes are no integer. A fraction of zeros (`17.0`) is allowed. */
export function parseInteger(bytes: Uint8Array, start: number, end: number, style: NumberStyle): number {
  let i = start;
  let sign = 1;
  const first = bytes[i];
  if (first === MINUS || first === PLUS) {
    if (first === MINUS) sign = -1;
    i += 1;
  }
  let value = 0;
  let digits = 0;
  let sinceMark = -1;
  for (; i < end; i++) {
    const byte = bytes[i]!;
    if (byte >= ZERO && byte <= NINE) {
      value = value * 10 + (byte - ZERO);
      digits += 1;
      if (sinceMark >= 0) sinceMark += 1;
    } else if (
      style.thousands !== 0 &&
      byte === style.thousands &&
      digits > 0 &&
      (sinceMark === -1 || sinceMark === 3)
    ) {
      sinceMark = 0;
    } else break;
  }
  if (sinceMark >= 0 && sinceMark !== 3) return Number.NaN;
  if (i < end && bytes[i] === style.decimal) {
    i += 1;
    while (i < end && bytes[i] === ZERO) i += 1;
  }
  if (digits === 0 || i !== end || value > Number.MAX_SAFE_INTEGER) return Number.NaN;
  return sign * value;
}

export function textOf(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
}
