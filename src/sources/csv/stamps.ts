import { TapebenchError } from '../../errors.ts';
import { DAY_MS, dayNumber } from '../../market/dates.ts';
import type { LocalClock } from './localTime.ts';
import { PLAIN_NUMBERS, parseInteger, textOf } from './numbers.ts';

/**
 * Reads a time stamp in `bytes[start, end)`: UTC ms, with a fraction when it is finer than that; NaN when it is none.
 * `previousMs` is the row before, which decides in the hour that a clock shows twice.
 */
export type StampReader = (bytes: Uint8Array, start: number, end: number, previousMs: number) => number;

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

/** Neighbouring rows share their date; it is worked out once. */
interface DateMemory {
  key: number;
  startMs: number;
}

const lastDate: DateMemory = { key: Number.NaN, startMs: Number.NaN };

/** UTC ms of the start of a date; NaN when there is no such date. */
function dateStartMs(year: number, month: number, day: number): number {
  const key = (year * 100 + month) * 100 + day;
  if (key === lastDate.key) return lastDate.startMs;
  lastDate.key = key;
  try {
    lastDate.startMs = dayNumber(year, month, day) * DAY_MS;
  } catch {
    lastDate.startMs = Number.NaN;
  }
  return lastDate.startMs;
}

/** UTC ms of a civil date and time; NaN when a part is out of its range (24:00 and second 60 too). */
function civilMs(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
  fractionMs: number,
): number {
  const start = dateStartMs(year, month, day);
  if (!(hour >= 0 && hour < 24 && minute >= 0 && minute < 60 && second >= 0 && second < 60))
    return Number.NaN;
  return start + hour * HOUR_MS + minute * MINUTE_MS + second * 1000 + fractionMs;
}

function digitsAt(bytes: Uint8Array, start: number, count: number): number {
  let value = 0;
  for (let i = start; i < start + count; i++) {
    const digit = bytes[i]! - 0x30;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    value = value * 10 + digit;
  }
  return value;
}

/** `YYYY-MM-DD[T| ]HH:MM[:SS[.f…]][Z|±HH[[:]MM]]`; without an offset the clock's zone holds. */
function readIso(
  bytes: Uint8Array,
  start: number,
  end: number,
  previousMs: number,
  clock: LocalClock | null,
): number {
  if (
    end - start < 16 ||
    bytes[start + 4] !== 0x2d ||
    bytes[start + 7] !== 0x2d ||
    bytes[start + 13] !== 0x3a
  ) {
    return Number.NaN;
  }
  const separator = bytes[start + 10];
  if (separator !== 0x54 && separator !== 0x20 && separator !== 0x74) return Number.NaN;
  let i = start + 16;
  let second = 0;
  let fractionMs = 0;
  if (i < end && bytes[i] === 0x3a) {
    if (end - i < 3) return Number.NaN;
    second = digitsAt(bytes, i + 1, 2);
    i += 3;
    if (i < end && bytes[i] === 0x2e) {
      i += 1;
      let scale = 100;
      const first = i;
      for (; i < end && bytes[i]! >= 0x30 && bytes[i]! <= 0x39; i++) {
        fractionMs += (bytes[i]! - 0x30) * scale;
        scale /= 10;
      }
      if (i === first) return Number.NaN;
    }
  }
  const ms = civilMs(
    digitsAt(bytes, start, 4),
    digitsAt(bytes, start + 5, 2),
    digitsAt(bytes, start + 8, 2),
    digitsAt(bytes, start + 11, 2),
    digitsAt(bytes, start + 14, 2),
    second,
    fractionMs,
  );
  if (i < end && bytes[i] === 0x20) i += 1;
  if (i === end) return clock === null ? Number.NaN : clock.utcOf(ms, previousMs);
  const mark = bytes[i];
  if (mark === 0x5a || mark === 0x7a) return i + 1 === end ? ms : Number.NaN;
  if (mark === 0x55) return textOf(bytes, i, end) === 'UTC' ? ms : Number.NaN;
  if (mark !== 0x2b && mark !== 0x2d) return Number.NaN;
  const length = end - i - 1;
  const hasColon = bytes[i + 3] === 0x3a;
  if (length !== 2 && !(length === 4 && !hasColon) && !(length === 5 && hasColon)) return Number.NaN;
  const hours = digitsAt(bytes, i + 1, 2);
  const minutes = length === 2 ? 0 : digitsAt(bytes, end - 2, 2);
  if (!(hours < 24 && minutes < 60)) return Number.NaN;
  const offset = hours * HOUR_MS + minutes * MINUTE_MS;
  return mark === 0x2b ? ms - offset : ms + offset;
}

/** Units of a millisecond in each epoch format. */
const EPOCH_UNITS: Readonly<Record<string, number>> = {
  'epoch-s': 0.001,
  'epoch-ms': 1,
  'epoch-us': 1e3,
  'epoch-ns': 1e6,
};

function epochReader(format: string): StampReader {
  if (format === 'epoch-ns') return readEpochNanos;
  const units = EPOCH_UNITS[format]!;
  return (bytes, start, end) => parseInteger(bytes, start, end, PLAIN_NUMBERS) / units;
}

/** Nineteen digits are more than a double holds: the milliseconds and what is below them are read apart. */
function readEpochNanos(bytes: Uint8Array, start: number, end: number): number {
  if (end - start < 7 || end - start > 19) return Number.NaN;
  const belowMs = digitsAt(bytes, end - 6, 6);
  // A part of a millisecond is only ever looked at for being there; a nanosecond would vanish in the sum.
  return digitsAt(bytes, start, end - start - 6) + (belowMs > 0 ? 0.5 : belowMs);
}

/** The parts of a pattern: letters are fields, anything else stands for itself. */
const PATTERN_PARTS = /yyyy|yy|MM|M|dd|d|HH|H|hh|h|mm|ss|SSS|a|./gu;
const FIELD_WIDTHS: Readonly<Record<string, readonly [name: string, least: number, most: number]>> = {
  yyyy: ['year', 4, 4],
  yy: ['shortYear', 2, 2],
  MM: ['month', 2, 2],
  M: ['month', 1, 2],
  dd: ['day', 2, 2],
  d: ['day', 1, 2],
  HH: ['hour', 2, 2],
  H: ['hour', 1, 2],
  hh: ['halfHour', 2, 2],
  h: ['halfHour', 1, 2],
  mm: ['minute', 2, 2],
  ss: ['second', 2, 2],
  SSS: ['millisecond', 3, 3],
};

type PatternStep =
  | { readonly kind: 'field'; readonly name: string; readonly least: number; readonly most: number }
  | { readonly kind: 'half-day' }
  | { readonly kind: 'literal'; readonly byte: number };

function patternSteps(pattern: string): PatternStep[] {
  const steps = [...pattern.matchAll(PATTERN_PARTS)].map(([part]): PatternStep => {
    const field = FIELD_WIDTHS[part];
    if (field !== undefined) return { kind: 'field', name: field[0], least: field[1], most: field[2] };
    if (part === 'a') return { kind: 'half-day' };
    const isPlain =
      part.length === 1 && part.charCodeAt(0) < 0x80 && (part === 'T' || !/[A-Za-z]/.test(part));
    if (isPlain) return { kind: 'literal', byte: part.charCodeAt(0) };
    throw new TapebenchError(
      'TB_CONFIG_INVALID',
      `${JSON.stringify(part)} in the time format ${pattern} has no meaning`,
      {
        next: 'A format is iso, epoch-s, epoch-ms, epoch-us, epoch-ns, or made of yyyy yy MM M dd d HH H hh h a mm ss SSS.',
      },
    );
  });
  const names = new Set(steps.flatMap((step) => (step.kind === 'field' ? [step.name] : [])));
  const hasYear = names.has('year') || names.has('shortYear');
  const hasHour =
    names.has('hour') || (names.has('halfHour') && steps.some((step) => step.kind === 'half-day'));
  if (hasYear && names.has('month') && names.has('day') && hasHour) return steps;
  throw new TapebenchError(
    'TB_CONFIG_INVALID',
    `the time format ${pattern} lacks the year, month, day or hour`,
    {
      next: 'Give all of them, e.g. MM/dd/yyyy HH:mm, or MM/dd/yyyy hh:mm a.',
    },
  );
}

function patternReader(pattern: string, clock: LocalClock): StampReader {
  const steps = patternSteps(pattern);
  return (bytes, start, end, previousMs) => {
    const parts: Record<string, number> = {};
    let isAfternoon = false;
    let i = start;
    for (const step of steps) {
      if (step.kind === 'literal') {
        if (bytes[i] !== step.byte || i >= end) return Number.NaN;
        i += 1;
      } else if (step.kind === 'half-day') {
        const text = textOf(bytes, i, Math.min(end, i + 2)).toUpperCase();
        if (text !== 'AM' && text !== 'PM') return Number.NaN;
        isAfternoon = text === 'PM';
        i += 2;
      } else {
        let width = 0;
        while (width < step.most && i + width < end && bytes[i + width]! >= 0x30 && bytes[i + width]! <= 0x39)
          width += 1;
        if (width < step.least) return Number.NaN;
        parts[step.name] = digitsAt(bytes, i, width);
        i += width;
      }
    }
    if (i !== end) return Number.NaN;
    const { halfHour } = parts;
    if (halfHour !== undefined && (halfHour < 1 || halfHour > 12)) return Number.NaN;
    const hour = halfHour === undefined ? parts.hour! : (halfHour % 12) + (isAfternoon ? 12 : 0);
    const year = parts.year ?? 2000 + parts.shortYear!;
    const { month, day, minute = 0, second = 0, millisecond = 0 } = parts;
    return clock.utcOf(civilMs(year, month!, day!, hour, minute, second, millisecond), previousMs);
  };
}

/**
 * @param format iso, epoch-s, epoch-ms, epoch-us, epoch-ns, or a pattern
 * @param clock the zone of stamps without an offset; null when none was said, and such stamps are then not readable
 * @throws TapebenchError TB_CONFIG_INVALID for a format that cannot be
 */
export function stampReader(format: string, clock: LocalClock | null): StampReader {
  if (format === 'iso')
    return (bytes, start, end, previousMs) => readIso(bytes, start, end, previousMs, clock);
  if (format in EPOCH_UNITS) return epochReader(format);
  if (clock === null) {
    throw new TapebenchError('TB_CONFIG_INVALID', `stamps of the format ${format} carry no offset`, {
      next: 'Say their zone: --map timeZone=UTC, or America/New_York, America/Chicago …',
    });
  }
  return patternReader(format, clock);
}

/** The format that one stamp shows, for files whose mapping does not say; undefined when it shows none safely. */
export function recognisedFormat(stamp: string): string | undefined {
  if (/^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(stamp)) return 'iso';
  if (!/^\d+$/.test(stamp)) return undefined;
  // Digits of any moment from 2001 to 2286 in each unit; 14 would be yyyyMMddHHmmss, whose zone is not known.
  return { 10: 'epoch-s', 13: 'epoch-ms', 16: 'epoch-us', 19: 'epoch-ns' }[stamp.length];
}

/** Whether an ISO stamp says its own offset, so that no zone is needed. */
export function carriesOffset(stamp: string): boolean {
  return /(Z|z|UTC|[+-]\d\d(:?\d\d)?)$/.test(stamp.slice(16));
}
