import type { ByteSource } from './byteSource.ts';
import {
  type ColumnBatch,
  type ColumnLayout,
  type ColumnReader,
  type ColumnReaderSync,
  type ColumnReadOptions,
  readColumns,
  readColumnsSync,
} from './columnReader.ts';
import { isOhlcvRtype } from './enums.ts';
import { HEADER_BYTES, type RecordCursor } from './recordCursor.ts';

/** Bars as columns, in the order of the stream. Rows `[0, length)`. */
export interface OhlcvBatch extends ColumnBatch {
  /** Tells the interval: see `barIntervalMs`. */
  readonly rtype: Uint8Array;
  readonly publisherId: Uint16Array;
  readonly instrumentId: Uint32Array;
  /** UTC milliseconds of the bar's open, rounded down (bars of every interval begin on a whole second). */
  readonly tsEventMs: Float64Array;
  /**
   * Raw prices in units of 1e-9, exact up to 9 007 199 units of currency (2 to the 53rd), the nearest double beyond;
   * NaN for "no price".
   */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

export const OHLCV_BYTES = 56;
const OHLCV_WORDS: number = OHLCV_BYTES / 4;
const HEADER_WORDS: number = HEADER_BYTES / 4;
const TWO_32 = 4_294_967_296;
/** What the two words of "no price" give as a double. */
const UNDEF_PRICE_DOUBLE: number = 2 ** 63;

/** Makes room for `capacity` bars. */
export function createOhlcvBatch(capacity: number): OhlcvBatch {
  return {
    length: 0,
    rtype: new Uint8Array(capacity),
    publisherId: new Uint16Array(capacity),
    instrumentId: new Uint32Array(capacity),
    tsEventMs: new Float64Array(capacity),
    open: new Float64Array(capacity),
    high: new Float64Array(capacity),
    low: new Float64Array(capacity),
    close: new Float64Array(capacity),
    volume: new Float64Array(capacity),
  };
}

function fill(cursor: RecordCursor, batch: OhlcvBatch, capacity: number, rowsBefore: number): number {
  const { words, signedWords } = cursor;
  const { rtype, publisherId, instrumentId, tsEventMs, open, high, low, close, volume } = batch;
  const end = words.length;
  let at = cursor.offset >>> 2;
  let row = batch.length;
  let skipped = 0;
  let isBad = false;
  while (row < capacity && at < end) {
    const head = words[at]!;
    const length = head & 0xff;
    if (length < HEADER_WORDS) {
      isBad = true;
      break;
    }
    if (at + length > end) break;
    const type = (head >>> 8) & 0xff;
    if (!isOhlcvRtype(type)) {
      skipped++;
      at += length;
      continue;
    }
    if (length < OHLCV_WORDS) {
      isBad = true;
      break;
    }
    rtype[row] = type;
    publisherId[row] = head >>> 16;
    instrumentId[row] = words[at + 1]!;
    // Nanoseconds to milliseconds in two words, without a bigint: 2^32 = 4294 * 1e6 + 967296, and every term is exact.
    const upper = words[at + 3]!;
    tsEventMs[row] = upper * 4294 + Math.floor((upper * 967_296 + words[at + 2]!) / 1e6);
    const o = signedWords[at + 5]! * TWO_32 + words[at + 4]!;
    const h = signedWords[at + 7]! * TWO_32 + words[at + 6]!;
    const l = signedWords[at + 9]! * TWO_32 + words[at + 8]!;
    const c = signedWords[at + 11]! * TWO_32 + words[at + 10]!;
    open[row] = o === UNDEF_PRICE_DOUBLE ? Number.NaN : o;
    high[row] = h === UNDEF_PRICE_DOUBLE ? Number.NaN : h;
    low[row] = l === UNDEF_PRICE_DOUBLE ? Number.NaN : l;
    close[row] = c === UNDEF_PRICE_DOUBLE ? Number.NaN : c;
    volume[row] = words[at + 13]! * TWO_32 + words[at + 12]!;
    row++;
    at += length;
  }
  cursor.offset = at * 4;
  batch.length = row;
  if (isBad) cursor.failLength(rowsBefore + row);
  return skipped;
}

export const OHLCV_COLUMNS: ColumnLayout<OhlcvBatch> = { create: createOhlcvBatch, fill };

/**
 * Opens bars (`.dbn`, `.dbn.zst`, or chunks of either) of any version and reads the metadata; the reader then yields
 * batches of columns. Records of other kinds are stepped over and counted.
 * @throws DatabentoError `corrupt`, `truncated`, `unsupported`, `file`, `aborted`, `usage`
 */
export function readOhlcvBatches(
  source: ByteSource,
  options: ColumnReadOptions = {},
): Promise<ColumnReader<OhlcvBatch>> {
  return readColumns(OHLCV_COLUMNS, source, options);
}

/** The same for a file, or bytes, read whole into memory: the fastest way for files that fit. */
export function readOhlcvBatchesSync(
  source: string | Uint8Array,
  options: Omit<ColumnReadOptions, 'signal'> = {},
): ColumnReaderSync<OhlcvBatch> {
  return readColumnsSync(OHLCV_COLUMNS, source, options);
}
