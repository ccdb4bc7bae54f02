import { TapebenchError } from '../../src/errors.ts';
import type { Tape } from '../../src/market/tape.ts';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
export const PERIOD_MS = 900_000;

/** Rows in the order of delivery, prices in points. One row is one contract's one-minute bar. */
export interface Stream {
  readonly length: number;
  /** UTC ms of the bar's open; never decreasing. */
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Index into the tape's contracts. */
  readonly contract: Uint16Array;
  /** Its 15-minute periods that hold a row, in time order; a period never spans midnight UTC. */
  readonly periods: readonly Period[];
}

export interface Period {
  /** UTC ms. */
  readonly start: number;
  /** Rows `[from, to)`. */
  readonly from: number;
  readonly to: number;
  readonly volume: number;
}

/** What the procedure sees on one UTC day: rows `[from, to)` and periods `[firstPeriod, endPeriod)` of a stream. */
export interface DayView {
  /** Days since 1970-01-01. */
  readonly day: number;
  readonly stream: Stream;
  readonly from: number;
  readonly to: number;
  readonly firstPeriod: number;
  readonly endPeriod: number;
}

/**
 * All outrights of a tape in one stream, as delivered; calendar spreads are left out.
 *
 * @throws TapebenchError TB_INSTRUMENT_UNKNOWN for an instrument that does not trade in quarters of a point: the
 * procedure's constants (0.75, 0.25, 50 USD) are those of ES. TB_BAR_INVALID when time goes back, or a bar does not
 * begin with a minute: "start to start + 14 min" and "the period's rows" are the same rows only then.
 */
export function mixedStream(tape: Tape): Stream {
  const { rows, contracts, instrument } = tape;
  if (instrument.tickNano !== 250_000_000 || tape.intervalMs !== 60_000) {
    throw new TapebenchError(
      'TB_INSTRUMENT_UNKNOWN',
      `the published procedure is made for one-minute bars of ES, not for ${instrument.root}`,
      {
        next: 'Give a dataset of ES (or of another contract with ticks of 0.25) in one-minute bars.',
      },
    );
  }
  const picked: number[] = [];
  for (let i = 0; i < rows.length; i++) {
    if (i > 0 && rows.time[i]! < rows.time[i - 1]!) {
      throw new TapebenchError(
        'TB_BAR_INVALID',
        'time goes back, and the published procedure does not sort',
        { where: `row ${i}` },
      );
    }
    if (rows.time[i]! % MINUTE_MS !== 0) {
      throw new TapebenchError('TB_BAR_INVALID', 'a one-minute bar does not begin with a minute', {
        where: `row ${i}`,
      });
    }
    if (contracts[rows.contract[i]!]!.kind !== 'spread') picked.push(i);
  }
  return streamOf(tape, Uint32Array.from(picked));
}

/** The rows of a tape at the given places, in the order given. */
export function streamOf(tape: Tape, places: Uint32Array): Stream {
  const { rows, instrument } = tape;
  const length = places.length;
  const point = instrument.tickNano / 1e9;
  const time = new Float64Array(length);
  const open = new Float64Array(length);
  const high = new Float64Array(length);
  const low = new Float64Array(length);
  const close = new Float64Array(length);
  const volume = new Float64Array(length);
  const contract = new Uint16Array(length);
  for (let i = 0; i < length; i++) {
    const row = places[i]!;
    time[i] = rows.time[row]!;
    open[i] = rows.open[row]! * point;
    high[i] = rows.high[row]! * point;
    low[i] = rows.low[row]! * point;
    close[i] = rows.close[row]! * point;
    volume[i] = rows.volume[row]!;
    contract[i] = rows.contract[row]!;
  }
  return { length, time, open, high, low, close, volume, contract, periods: periodsOf(time, volume) };
}

/** The stream split by contract, each part in the order of the whole. */
export function streamsByContract(stream: Stream): ReadonlyMap<number, Stream> {
  const places = new Map<number, number[]>();
  for (let i = 0; i < stream.length; i++) {
    const own = places.get(stream.contract[i]!);
    if (own) own.push(i);
    else places.set(stream.contract[i]!, [i]);
  }
  const parts = new Map<number, Stream>();
  for (const [contract, own] of places) {
    const { length } = own;
    const pick = <A extends Float64Array | Uint16Array>(source: A, into: A): A => {
      for (let i = 0; i < length; i++) into[i] = source[own[i]!]!;
      return into;
    };
    const time = pick(stream.time, new Float64Array(length));
    const volume = pick(stream.volume, new Float64Array(length));
    parts.set(contract, {
      length,
      time,
      open: pick(stream.open, new Float64Array(length)),
      high: pick(stream.high, new Float64Array(length)),
      low: pick(stream.low, new Float64Array(length)),
      close: pick(stream.close, new Float64Array(length)),
      volume,
      contract: pick(stream.contract, new Uint16Array(length)),
      periods: periodsOf(time, volume),
    });
  }
  return parts;
}

function periodsOf(time: Float64Array, volume: Float64Array): Period[] {
  const periods: Period[] = [];
  for (let from = 0; from < time.length; ) {
    const start = Math.floor(time[from]! / PERIOD_MS) * PERIOD_MS;
    let to = from;
    let sum = 0;
    while (to < time.length && time[to]! < start + PERIOD_MS) sum += volume[to++]!;
    periods.push({ start, from, to, volume: sum });
    from = to;
  }
  return periods;
}

/** The UTC days of a stream, in order. */
export function daysOf(stream: Stream): DayView[] {
  const days: DayView[] = [];
  const { periods } = stream;
  for (let first = 0; first < periods.length; ) {
    const day = Math.floor(periods[first]!.start / DAY_MS);
    let end = first;
    while (end < periods.length && Math.floor(periods[end]!.start / DAY_MS) === day) end++;
    days.push({
      day,
      stream,
      from: periods[first]!.from,
      to: periods[end - 1]!.to,
      firstPeriod: first,
      endPeriod: end,
    });
    first = end;
  }
  return days;
}

/** Days since 1970-01-01 fall on Monday to Friday when this is below 5 (1970-01-01 was a Thursday). */
export function weekdayOf(day: number): number {
  return (day + 3) % 7;
}

/** The first row of `[from, to)` with a stamp of at least `at` (whole ms), or `to`. */
export function firstRowAt(stream: Stream, at: number, from: number, to: number): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (stream.time[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
