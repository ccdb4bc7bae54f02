/**
 * Bars of one contract as columns. Rows are in strictly increasing time; a minute in which nothing traded has no row.
 * Consumers read `[0, length)` only: the arrays may be longer, since they grow by doubling.
 */
export interface Bars {
  readonly length: number;
  /** UTC milliseconds of the bar's open. A bar is known one interval later. */
  readonly time: Float64Array;
  /** Integer ticks of the instrument. */
  readonly open: Int32Array;
  readonly high: Int32Array;
  readonly low: Int32Array;
  readonly close: Int32Array;
  /** Contracts traded, whole numbers. */
  readonly volume: Float64Array;
}

export const MINUTE_MS = 60_000;

function shared(bytes: number): SharedArrayBuffer {
  return new SharedArrayBuffer(bytes);
}

/** Growable `Bars`, backed by shared memory so that workers read them without a copy. */
export class BarColumns implements Bars {
  length = 0;
  time: Float64Array;
  open: Int32Array;
  high: Int32Array;
  low: Int32Array;
  close: Int32Array;
  volume: Float64Array;

  constructor(capacity = 1024) {
    const rows = Math.max(1, capacity);
    this.time = new Float64Array(shared(rows * 8));
    this.open = new Int32Array(shared(rows * 4));
    this.high = new Int32Array(shared(rows * 4));
    this.low = new Int32Array(shared(rows * 4));
    this.close = new Int32Array(shared(rows * 4));
    this.volume = new Float64Array(shared(rows * 8));
  }

  get capacity(): number {
    return this.time.length;
  }

  push(time: number, open: number, high: number, low: number, close: number, volume: number): void {
    if (this.length === this.capacity) this.reserve(this.capacity * 2);
    const i = this.length;
    this.time[i] = time;
    this.open[i] = open;
    this.high[i] = high;
    this.low[i] = low;
    this.close[i] = close;
    this.volume[i] = volume;
    this.length = i + 1;
  }

  /** Makes room for at least `capacity` rows. Arrays handed out before stay valid for the rows they had. */
  reserve(capacity: number): void {
    if (capacity <= this.capacity) return;
    const grown = new BarColumns(capacity);
    grown.time.set(this.time);
    grown.open.set(this.open);
    grown.high.set(this.high);
    grown.low.set(this.low);
    grown.close.set(this.close);
    grown.volume.set(this.volume);
    this.time = grown.time;
    this.open = grown.open;
    this.high = grown.high;
    this.low = grown.low;
    this.close = grown.close;
    this.volume = grown.volume;
  }
}

/** The index of the first bar with `time >= at`; `bars.length` when there is none. Binary search. */
export function firstIndexAtOrAfter(bars: Bars, at: number, from = 0): number {
  let low = from;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (bars.time[middle]! < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
