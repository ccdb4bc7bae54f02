import { UNDEF_TIMESTAMP } from './enums.ts';

const NANOS_PER_MS = 1_000_000n;

/** UTC milliseconds, rounded down; undefined for "no time". */
export function nanosToMs(nanos: bigint): number | undefined {
  return nanos === UNDEF_TIMESTAMP ? undefined : Number(nanos / NANOS_PER_MS);
}

/** ISO 8601 in UTC with all nine decimals; undefined for "no time". */
export function formatNanos(nanos: bigint): string | undefined {
  const ms = nanosToMs(nanos);
  if (ms === undefined) return undefined;
  return `${new Date(ms).toISOString().slice(0, -1)}${(nanos % NANOS_PER_MS).toString().padStart(6, '0')}Z`;
}

/** The UTC day as `YYYY-MM-DD`: what mapping intervals are told in. Undefined for "no time". */
export function utcDate(nanos: bigint): string | undefined {
  return formatNanos(nanos)?.slice(0, 10);
}
