import { DatabentoError } from './errors.ts';

/**
 * A moment as the API takes it: nanoseconds since 1970 as bigint, a `Date`, or ISO 8601 text (`2024-01-02`,
 * `2024-01-02T14:30:00Z`, up to nine decimals; without a zone it is UTC). Plain numbers are not taken: they could be
 * seconds, milliseconds or nanoseconds.
 */
export type Moment = bigint | Date | string;

const ISO =
  /^(\d{4})-(\d{2})(?:-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?)?$/;
const NANOS_PER_MS = 1_000_000n;

/** Nanoseconds since 1970. @throws DatabentoError `usage` when the moment cannot be read. */
export function nanosOf(moment: Moment): bigint {
  if (typeof moment === 'bigint') return moment;
  if (moment instanceof Date) {
    if (Number.isNaN(moment.getTime())) throw new DatabentoError('usage', 'an invalid Date was given');
    return BigInt(moment.getTime()) * NANOS_PER_MS;
  }
  if (/^\d{16,20}$/.test(moment)) return BigInt(moment);
  const parts = ISO.exec(moment);
  if (parts === null) {
    throw new DatabentoError(
      'usage',
      `not a time: ${JSON.stringify(moment)}; give 2024-01-02 or 2024-01-02T14:30:00Z`,
    );
  }
  const [, year, month, day = '01', hour = '00', minute = '00', second = '00', fraction = '', zone = 'Z'] =
    parts;
  const ms = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Number(second),
  );
  const again = new Date(ms).toISOString().slice(0, 19);
  if (again !== `${year}-${month}-${day}T${hour}:${minute}:${second}`) {
    throw new DatabentoError('usage', `there is no such time: ${JSON.stringify(moment)}`);
  }
  const nanos = BigInt(ms) * NANOS_PER_MS + BigInt(fraction.padEnd(9, '0'));
  if (zone === 'Z') return nanos;
  const sign = zone.startsWith('-') ? 1n : -1n;
  const offsetMinutes = BigInt(zone.slice(1, 3)) * 60n + BigInt(zone.slice(-2));
  return nanos + sign * offsetMinutes * 60_000n * NANOS_PER_MS;
}

/**
 * The moment as a request field. Text is checked and sent as it is, since the API completes a missing `end` from the
 * precision of `start`; everything else is sent in nanoseconds.
 */
export function momentField(moment: Moment): string {
  const nanos = nanosOf(moment);
  return typeof moment === 'string' ? moment : nanos.toString();
}

/** A calendar date as a request field. @throws DatabentoError `usage` */
export function dateField(date: Date | string): string {
  if (date instanceof Date) {
    nanosOf(date);
    return date.toISOString().slice(0, 10);
  }
  if (!/^\d{4}-\d{2}-\d{2}$/.test(date)) {
    throw new DatabentoError('usage', `not a date: ${JSON.stringify(date)}; give YYYY-MM-DD`);
  }
  nanosOf(date);
  return date;
}
