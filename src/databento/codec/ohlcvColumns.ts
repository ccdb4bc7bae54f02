import type { ByteSource } from './byteSource.ts';
import { columnLayout, rawPrice, TWO_32, wholeMilliseconds } from './columnFill.ts';
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

function writeBar(
  batch: OhlcvBatch,
  row: number,
  words: Uint32Array,
  signedWords: Int32Array,
  at: number,
): void {
  const head = words[at]!;
  batch.rtype[row] = (head >>> 8) & 0xff;
  batch.publisherId[row] = head >>> 16;
  batch.instrumentId[row] = words[at + 1]!;
  batch.tsEventMs[row] = wholeMilliseconds(words[at + 3]!, words[at + 2]!);
  batch.open[row] = rawPrice(words, signedWords, at + 4);
  batch.high[row] = rawPrice(words, signedWords, at + 6);
  batch.low[row] = rawPrice(words, signedWords, at + 8);
  batch.close[row] = rawPrice(words, signedWords, at + 10);
  batch.volume[row] = words[at + 13]! * TWO_32 + words[at + 12]!;
}

export const OHLCV_COLUMNS: ColumnLayout<OhlcvBatch> = columnLayout(
  createOhlcvBatch,
  isOhlcvRtype,
  OHLCV_BYTES,
  writeBar,
);

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
