import { barIntervalMs } from '../databento/codec/enums.ts';
import { TapebenchError } from '../errors.ts';

const SECOND_MS = 1_000;
const UNITS: Readonly<Record<string, number>> = { s: SECOND_MS, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** `1m` as 60 000; undefined for text that names no interval. */
export function parseInterval(text: string): number | undefined {
  const match = /^([1-9]\d{0,3})\s*(s|m|h|d)$/i.exec(text.trim());
  if (match === null) return undefined;
  return Number(match[1]) * UNITS[match[2]!.toLowerCase()]!;
}

/**
 * The interval that a mapping says; undefined when it says none.
 * @throws TapebenchError TB_CONFIG_INVALID for text that names no interval
 */
export function saidInterval(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const interval = parseInterval(text);
  if (interval !== undefined) return interval;
  throw new TapebenchError('TB_CONFIG_INVALID', `${JSON.stringify(text)} is no interval`, {
    next: 'Write 1s, 1m, 5m, 1h …',
  });
}

/** The interval of Databento's OHLCV rows by their rtype, as a table holds it; undefined for anything else. */
export function intervalOfRtypeText(rtype: string): number | undefined {
  return barIntervalMs(Number(rtype === '' ? Number.NaN : rtype));
}

/** 60 000 as `1m`. */
export function intervalText(intervalMs: number): string {
  for (const unit of ['d', 'h', 'm', 's']) {
    const length = UNITS[unit]!;
    if (intervalMs % length === 0) return `${intervalMs / length}${unit}`;
  }
  return `${intervalMs}ms`;
}

/** Bar lengths that files are sold in; a gap of any other length is a pause in trading, not an interval. */
const USUAL_INTERVALS: readonly number[] = [
  1, 5, 10, 15, 30, 60, 120, 180, 300, 600, 900, 1_800, 3_600, 14_400, 86_400,
].map((seconds) => seconds * SECOND_MS);

/** Distances needed before anything longer than a minute is believed to be the interval and not a thin market. */
const ENOUGH_DISTANCES = 10;

/**
 * The bar length that a run of time stamps shows: the shortest distance between neighbours, when it is a usual bar length.
 * Undefined when the stamps do not show one.
 * @param times UTC ms in file order
 */
export function recognisedInterval(times: readonly number[]): number | undefined {
  let shortest = Number.POSITIVE_INFINITY;
  let distances = 0;
  for (let i = 1; i < times.length; i++) {
    const distance = times[i]! - times[i - 1]!;
    if (distance <= 0) continue;
    distances += 1;
    if (distance < shortest) shortest = distance;
  }
  if (!USUAL_INTERVALS.includes(shortest)) return undefined;
  return shortest <= 60_000 || distances >= ENOUGH_DISTANCES ? shortest : undefined;
}
