import { DataType, type Field } from 'apache-arrow';

/**
 * A value of an Arrow column as a notebook shows it: money in cents, prices as they are, other fractions in five significant
 * digits or hundredths, times in UTC to the minute where nothing is lost by it. What is not there is an empty text.
 */
export function cellText(field: Field, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (DataType.isTimestamp(field.type)) return momentText(Number(value));
  if (DataType.isDate(field.type)) return new Date(Number(value)).toISOString().slice(0, 10);
  if (DataType.isList(field.type)) return [...(value as Iterable<unknown>)].join('; ');
  if (typeof value !== 'number') return String(value);
  if (isMoney(field)) return value.toFixed(2).replace(/^-0\.00$/, '0.00');
  if (field.metadata.get('unit') === 'points') return String(value);
  // Large numbers keep their hundredths, small ones what is telling of them.
  return String(Number(Math.abs(value) < 1000 ? value.toPrecision(5) : value.toFixed(2)));
}

/** Also where a query computed it: the name says so. */
function isMoney({ name, metadata }: Field): boolean {
  return metadata.get('unit') === 'USD' || /_usd(_|$)/.test(name);
}

/** Whether a column's texts stand at the right, as numbers do. */
export function isNumberColumn({ type }: Field): boolean {
  return DataType.isInt(type) || DataType.isFloat(type);
}

function momentText(milliseconds: number): string {
  const text = new Date(milliseconds).toISOString();
  const rest = text.slice(16) === ':00.000Z' ? '' : text.slice(16, -1).replace(/\.000$/, '');
  return `${text.slice(0, 10)} ${text.slice(11, 16)}${rest}`;
}
