import type { ByteSource } from './byteSource.ts';
import { columnLayout, pairsOf, rawPrice } from './columnFill.ts';
import {
  type ColumnBatch,
  type ColumnLayout,
  type ColumnReader,
  type ColumnReaderSync,
  type ColumnReadOptions,
  readColumns,
  readColumnsSync,
} from './columnReader.ts';
import { RTYPE } from './enums.ts';

/** What the columns of trades, MBP-1 and MBO have in common. Rows `[0, length)`, in the order of the stream. */
export interface TickBatch extends ColumnBatch {
  readonly publisherId: Uint16Array;
  readonly instrumentId: Uint32Array;
  /** UNIX nanoseconds of the venue. */
  readonly tsEvent: BigUint64Array;
  /** UNIX nanoseconds of receipt: what the records are ordered by. */
  readonly tsRecv: BigUint64Array;
  /** Nanoseconds from the venue's sending to `tsRecv`. */
  readonly tsInDelta: Int32Array;
  /** Raw price in units of 1e-9, exact below 2^53 (9 007 199 units of currency); NaN for "no price". */
  readonly price: Float64Array;
  readonly size: Uint32Array;
  /** ASCII code of the action: `A`, `C`, `M`, `R`, `T`, `F` or `N`. */
  readonly action: Uint8Array;
  /** ASCII code of the side: `A`, `B` or `N`. */
  readonly side: Uint8Array;
  readonly flags: Uint8Array;
  readonly sequence: Uint32Array;
}

export interface TradeBatch extends TickBatch {
  readonly depth: Uint8Array;
}

export interface Mbp1Batch extends TradeBatch {
  /** Raw, as `price`. */
  readonly bidPx: Float64Array;
  readonly askPx: Float64Array;
  readonly bidSz: Uint32Array;
  readonly askSz: Uint32Array;
  readonly bidCt: Uint32Array;
  readonly askCt: Uint32Array;
}

export interface MboBatch extends TickBatch {
  readonly orderId: BigUint64Array;
  readonly channelId: Uint8Array;
}

/** Columns of bigints are filled as pairs of words. */
interface TimePairs {
  readonly eventPairs: Uint32Array;
  readonly receivedPairs: Uint32Array;
}

type Writable<B extends TickBatch> = B & TimePairs;

function createTicks(capacity: number): Writable<TickBatch> {
  const tsEvent = new BigUint64Array(capacity);
  const tsRecv = new BigUint64Array(capacity);
  return {
    length: 0,
    publisherId: new Uint16Array(capacity),
    instrumentId: new Uint32Array(capacity),
    tsEvent,
    eventPairs: pairsOf(tsEvent),
    tsRecv,
    receivedPairs: pairsOf(tsRecv),
    tsInDelta: new Int32Array(capacity),
    price: new Float64Array(capacity),
    size: new Uint32Array(capacity),
    action: new Uint8Array(capacity),
    side: new Uint8Array(capacity),
    flags: new Uint8Array(capacity),
    sequence: new Uint32Array(capacity),
  };
}

function createTrades(capacity: number): Writable<TradeBatch> {
  return { ...createTicks(capacity), depth: new Uint8Array(capacity) };
}

function createMbp1(capacity: number): Writable<Mbp1Batch> {
  return {
    ...createTrades(capacity),
    bidPx: new Float64Array(capacity),
    askPx: new Float64Array(capacity),
    bidSz: new Uint32Array(capacity),
    askSz: new Uint32Array(capacity),
    bidCt: new Uint32Array(capacity),
    askCt: new Uint32Array(capacity),
  };
}

function createMbo(capacity: number): Writable<MboBatch> & { readonly orderPairs: Uint32Array } {
  const orderId = new BigUint64Array(capacity);
  return {
    ...createTicks(capacity),
    orderId,
    orderPairs: pairsOf(orderId),
    channelId: new Uint8Array(capacity),
  };
}

function writeHeader(batch: Writable<TickBatch>, row: number, words: Uint32Array, at: number): void {
  batch.publisherId[row] = words[at]! >>> 16;
  batch.instrumentId[row] = words[at + 1]!;
  batch.eventPairs[row * 2] = words[at + 2]!;
  batch.eventPairs[row * 2 + 1] = words[at + 3]!;
}

function writeTrade(
  batch: Writable<TradeBatch>,
  row: number,
  words: Uint32Array,
  signedWords: Int32Array,
  at: number,
): void {
  writeHeader(batch, row, words, at);
  batch.price[row] = rawPrice(words, signedWords, at + 4);
  batch.size[row] = words[at + 6]!;
  const codes = words[at + 7]!;
  batch.action[row] = codes & 0xff;
  batch.side[row] = (codes >>> 8) & 0xff;
  batch.flags[row] = (codes >>> 16) & 0xff;
  batch.depth[row] = codes >>> 24;
  batch.receivedPairs[row * 2] = words[at + 8]!;
  batch.receivedPairs[row * 2 + 1] = words[at + 9]!;
  batch.tsInDelta[row] = signedWords[at + 10]!;
  batch.sequence[row] = words[at + 11]!;
}

function writeMbp1(
  batch: Writable<Mbp1Batch>,
  row: number,
  words: Uint32Array,
  signedWords: Int32Array,
  at: number,
): void {
  writeTrade(batch, row, words, signedWords, at);
  batch.bidPx[row] = rawPrice(words, signedWords, at + 12);
  batch.askPx[row] = rawPrice(words, signedWords, at + 14);
  batch.bidSz[row] = words[at + 16]!;
  batch.askSz[row] = words[at + 17]!;
  batch.bidCt[row] = words[at + 18]!;
  batch.askCt[row] = words[at + 19]!;
}

function writeMbo(
  batch: Writable<MboBatch> & { readonly orderPairs: Uint32Array },
  row: number,
  words: Uint32Array,
  signedWords: Int32Array,
  at: number,
): void {
  writeHeader(batch, row, words, at);
  batch.orderPairs[row * 2] = words[at + 4]!;
  batch.orderPairs[row * 2 + 1] = words[at + 5]!;
  batch.price[row] = rawPrice(words, signedWords, at + 6);
  batch.size[row] = words[at + 8]!;
  const codes = words[at + 9]!;
  batch.flags[row] = codes & 0xff;
  batch.channelId[row] = (codes >>> 8) & 0xff;
  batch.action[row] = (codes >>> 16) & 0xff;
  batch.side[row] = codes >>> 24;
  batch.receivedPairs[row * 2] = words[at + 10]!;
  batch.receivedPairs[row * 2 + 1] = words[at + 11]!;
  batch.tsInDelta[row] = signedWords[at + 12]!;
  batch.sequence[row] = words[at + 13]!;
}

const TRADE_COLUMNS: ColumnLayout<TradeBatch> = columnLayout(
  createTrades,
  (rtype) => rtype === RTYPE.trades,
  48,
  writeTrade,
);

const MBP1_COLUMNS: ColumnLayout<Mbp1Batch> = columnLayout(
  createMbp1,
  (rtype) => rtype === RTYPE.mbp1,
  80,
  writeMbp1,
);

const MBO_COLUMNS: ColumnLayout<MboBatch> = columnLayout(
  createMbo,
  (rtype) => rtype === RTYPE.mbo,
  56,
  writeMbo,
);

/**
 * Trades as columns (schema `trades`). Other records are stepped over and counted.
 * @throws DatabentoError as `readOhlcvBatches`
 */
export function readTradeBatches(
  source: ByteSource,
  options: ColumnReadOptions = {},
): Promise<ColumnReader<TradeBatch>> {
  return readColumns(TRADE_COLUMNS, source, options);
}

/** The same for a file, or bytes, read whole into memory. */
export function readTradeBatchesSync(
  source: string | Uint8Array,
  options: Omit<ColumnReadOptions, 'signal'> = {},
): ColumnReaderSync<TradeBatch> {
  return readColumnsSync(TRADE_COLUMNS, source, options);
}

/**
 * Changes of the best prices as columns (schemas `mbp-1` and `tbbo`). Other records are stepped over and counted.
 * @throws DatabentoError as `readOhlcvBatches`
 */
export function readMbp1Batches(
  source: ByteSource,
  options: ColumnReadOptions = {},
): Promise<ColumnReader<Mbp1Batch>> {
  return readColumns(MBP1_COLUMNS, source, options);
}

/** The same for a file, or bytes, read whole into memory. */
export function readMbp1BatchesSync(
  source: string | Uint8Array,
  options: Omit<ColumnReadOptions, 'signal'> = {},
): ColumnReaderSync<Mbp1Batch> {
  return readColumnsSync(MBP1_COLUMNS, source, options);
}

/**
 * Order events as columns (schema `mbo`). Other records are stepped over and counted.
 * @throws DatabentoError as `readOhlcvBatches`
 */
export function readMboBatches(
  source: ByteSource,
  options: ColumnReadOptions = {},
): Promise<ColumnReader<MboBatch>> {
  return readColumns(MBO_COLUMNS, source, options);
}

/** The same for a file, or bytes, read whole into memory. */
export function readMboBatchesSync(
  source: string | Uint8Array,
  options: Omit<ColumnReadOptions, 'signal'> = {},
): ColumnReaderSync<MboBatch> {
  return readColumnsSync(MBO_COLUMNS, source, options);
}
