import { DatabentoError } from '../errors.ts';

/**
 * Checks of answers: the types promised to the caller are those that came, and a field that changed its kind is a
 * `protocol` error that names it, not an `undefined` somewhere later.
 */
export type JsonObject = Readonly<Record<string, unknown>>;

function mismatch(wanted: string, where: string, value: unknown): DatabentoError {
  const shown = JSON.stringify(value) ?? 'nothing';
  return new DatabentoError(
    'protocol',
    `the answer holds ${shown.slice(0, 80)} at ${where}, where ${wanted} was expected`,
  );
}

export function asObject(value: unknown, where: string): JsonObject {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as JsonObject;
  throw mismatch('an object', where, value);
}

export function asList(value: unknown, where: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw mismatch('a list', where, value);
}

export function asText(value: unknown, where: string): string {
  if (typeof value === 'string') return value;
  throw mismatch('text', where, value);
}

export function asTexts(value: unknown, where: string): readonly string[] {
  return asList(value, where).map((item, i) => asText(item, `${where}[${i}]`));
}

export function asNumber(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw mismatch('a number', where, value);
}

/** A whole number that a double holds exactly; a larger one is refused, never rounded. */
export function asWhole(value: unknown, where: string): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw mismatch('a whole number below 2^53', where, value);
}

export function asBoolean(value: unknown, where: string): boolean {
  if (typeof value === 'boolean') return value;
  throw mismatch('true or false', where, value);
}

/** `null` and a missing field are both null; anything else is read by `read`. */
export function asNullable<T>(
  value: unknown,
  where: string,
  read: (value: unknown, where: string) => T,
): T | null {
  return value === null || value === undefined ? null : read(value, where);
}
