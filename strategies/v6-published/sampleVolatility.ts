import { firstRowAt, type Stream } from './stream.ts';

const WINDOW_ROWS = 28_800;
const MORE_THAN_ROWS = 100;
const FALLBACK = 0.01;

/**
 * Step 9: sample standard deviation of the simple changes between neighbouring rows, over the last 28 800 rows of the
 * stream up to and with all rows of the stamp. Remembers what it has computed: subsets ask for the same moments.
 */
export class SampleVolatility {
  readonly #known = new Map<Stream, Map<number, number>>();

  at(stream: Stream, time: number): number {
    const known = this.#known.get(stream) ?? new Map<number, number>();
    this.#known.set(stream, known);
    const found = known.get(time);
    if (found !== undefined) return found;
    const end = firstRowAt(stream, time + 1, 0, stream.length);
    const sigma = sigmaOfRows(stream.close, Math.max(0, end - WINDOW_ROWS), end);
    known.set(time, sigma);
    return sigma;
  }
}

function sigmaOfRows(close: Float64Array, from: number, end: number): number {
  if (end - from <= MORE_THAN_ROWS) return FALLBACK;
  const changes = end - from - 1;
  let sum = 0;
  for (let i = from + 1; i < end; i++) sum += close[i]! / close[i - 1]! - 1;
  const mean = sum / changes;
  let squares = 0;
  for (let i = from + 1; i < end; i++) {
    const deviation = close[i]! / close[i - 1]! - 1 - mean;
    squares += deviation * deviation;
  }
  return Math.sqrt(squares / (changes - 1));
}
