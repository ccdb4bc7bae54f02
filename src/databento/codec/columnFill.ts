import type { ColumnBatch, ColumnLayout } from './columnReader.ts';
import { HEADER_BYTES, type RecordCursor } from './recordCursor.ts';

export const TWO_32 = 4_294_967_296;
const U32_MAX = 0xffff_ffff;
const I32_MAX = 0x7fff_ffff;
const HEADER_WORDS: number = HEADER_BYTES / 4;

/** Puts the record at word `at` into `row` of the columns. */
export type RowWriter<B> = (
  batch: B,
  row: number,
  words: Uint32Array,
  signedWords: Int32Array,
  at: number,
) => void;

/**
 * The layout of columns for the record types that `accepts` names, each record at least `recordBytes` long. Every layout
 * gets a loop of its own, so that the engine compiles it with the row writer inlined.
 */
export function columnLayout<B extends ColumnBatch>(
  create: (capacity: number) => B,
  accepts: (rtype: number) => boolean,
  recordBytes: number,
  writeRow: RowWriter<B>,
): ColumnLayout<B> {
  const recordWords = recordBytes / 4;
  const fill = (cursor: RecordCursor, batch: B, capacity: number, rowsBefore: number): number => {
    const { words, signedWords } = cursor;
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
      if (!accepts((head >>> 8) & 0xff)) {
        skipped++;
        at += length;
        continue;
      }
      if (length < recordWords) {
        isBad = true;
        break;
      }
      writeRow(batch, row, words, signedWords, at);
      row++;
      at += length;
    }
    cursor.offset = at * 4;
    batch.length = row;
    if (isBad) cursor.failLength(rowsBefore + row);
    return skipped;
  };
  return { create, fill };
}

/** A raw price from its two words; NaN for "no price". */
export function rawPrice(words: Uint32Array, signedWords: Int32Array, at: number): number {
  const high = signedWords[at + 1]!;
  const low = words[at]!;
  return high === I32_MAX && low === U32_MAX ? Number.NaN : high * TWO_32 + low;
}

/**
 * Milliseconds, rounded down, from the two words of a time in nanoseconds, without a bigint. 2^32 is 4294 millions and
 * 967 296, so that every term is an exact double. The product, quicker than a division, rounds down to the right whole
 * number as long as `rest` is below 2^52: at a multiple of a million its error is less than half a unit in the last
 * place, and just below one it is less than the millionth that is missing.
 */
export function wholeMilliseconds(high: number, low: number): number {
  const rest = high * 967_296 + low;
  return high * 4294 + Math.floor(rest * 1e-6);
}

/** 64-bit integers as pairs of words: what fills a column of bigints without making one. */
export function pairsOf(column: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}
