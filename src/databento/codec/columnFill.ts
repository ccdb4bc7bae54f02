import type { ColumnBatch, ColumnLayout } from './columnReader.ts';
import { HEADER_BYTES, type RecordCursor } from './recordCursor.ts';

export const TWO_32 = 4_294_967_296;
/** What the two words of "no price" give as a double. */
export const UNDEF_PRICE_DOUBLE: number = 2 ** 63;
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
  const raw = signedWords[at + 1]! * TWO_32 + words[at]!;
  return raw === UNDEF_PRICE_DOUBLE ? Number.NaN : raw;
}

/** 64-bit integers as pairs of words: what fills a column of bigints without making one. */
export function pairsOf(column: BigUint64Array | BigInt64Array): Uint32Array {
  return new Uint32Array(column.buffer, column.byteOffset, column.length * 2);
}
