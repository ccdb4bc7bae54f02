/** A column of numbers: a plain array or any of the typed arrays that hold numbers. */
export type Values = ArrayLike<number>;

/** Throws RangeError unless `value` is a whole number of at least `minimum`. */
export function requireCount(name: string, value: number, minimum = 0): void {
  if (!Number.isSafeInteger(value) || value < minimum) {
    throw new RangeError(`${name} must be a whole number of at least ${minimum}, got ${value}`);
  }
}

/** Throws RangeError unless 0 <= wins <= n and both are whole numbers. */
export function requireWins(wins: number, n: number): void {
  requireCount('n', n);
  requireCount('wins', wins);
  if (wins > n) throw new RangeError(`wins must not exceed n, got ${wins} of ${n}`);
}

/** Throws RangeError unless 0 < value < 1. */
export function requireInsideUnit(name: string, value: number): void {
  if (!(value > 0 && value < 1)) {
    throw new RangeError(`${name} must lie strictly between 0 and 1, got ${value}`);
  }
}

/** Throws RangeError unless 0 <= value <= 1. */
export function requireUnit(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) throw new RangeError(`${name} must lie between 0 and 1, got ${value}`);
}

/** Throws RangeError unless `value` is finite and above zero. */
export function requirePositive(name: string, value: number): void {
  if (!(value > 0 && value < Infinity))
    throw new RangeError(`${name} must be finite and above 0, got ${value}`);
}

/** Throws RangeError unless `value` is a finite number. */
export function requireFinite(name: string, value: number): void {
  if (!Number.isFinite(value)) throw new RangeError(`${name} must be a finite number, got ${value}`);
}

/** Throws RangeError unless there are at least `minimumLength` values and all are finite. */
export function requireValues(name: string, values: Values, minimumLength: number): void {
  if (values.length < minimumLength) {
    throw new RangeError(`${name} must hold at least ${minimumLength} values, got ${values.length}`);
  }
  for (let i = 0; i < values.length; i++) {
    if (!Number.isFinite(values[i]!)) {
      throw new RangeError(`${name}[${i}] must be a finite number, got ${values[i]}`);
    }
  }
}
