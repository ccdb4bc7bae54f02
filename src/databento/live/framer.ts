import type { DbnMetadata } from '../codec/metadata.ts';
import { HEADER_BYTES, StreamAssembler } from '../codec/recordCursor.ts';
import { DatabentoError } from '../errors.ts';

/** A live session's metadata name no symbols; anything near this is not one. */
const LARGEST_METADATA_BYTES = 1 << 16;

/**
 * Cuts a live stream into whole records, by the codec's own assembler, for who must keep the bytes as they came. Each
 * piece it gives is a new array, so that views on it stay good for as long as somebody holds them.
 */
export class RecordFramer {
  /** Whole records given so far. */
  records = 0;
  /** Why the stream cannot be read on; what was whole before it has been given. */
  failure: DatabentoError | undefined;
  readonly #assembler: StreamAssembler = new StreamAssembler({ maxMetadataBytes: LARGEST_METADATA_BYTES });
  #hasBegun = false;

  get metadata(): DbnMetadata | undefined {
    return this.#assembler.metadata;
  }

  /** Whether the stream could end here. */
  get isAtBoundary(): boolean {
    return !this.#hasBegun || this.#assembler.isAtBoundary;
  }

  /** Bytes up to the end of the last whole record, metadata included. */
  get usedBytes(): number {
    return this.#assembler.usedBytes;
  }

  /**
   * Takes a chunk, cut anywhere. Returns all records that are whole now, back to back; empty while there are none. A
   * record that is shorter than a header sets `failure`.
   * @throws DatabentoError `corrupt` or `unsupported` for metadata that cannot be read
   */
  feed(chunk: Uint8Array): Uint8Array {
    const assembler = this.#assembler;
    if (chunk.length > 0) this.#hasBegun = true;
    let at = assembler.takeMetadata(chunk);
    if (!assembler.isPastMetadata) return new Uint8Array(0);
    let carried: Uint8Array = new Uint8Array(0);
    if (assembler.hasCarry) {
      at = assembler.completeCarry(chunk, at);
      if (assembler.carried === undefined) return carried;
      carried = assembler.carried.slice();
      assembler.dropCarried();
      this.records += 1;
    }
    const start = at;
    const base = assembler.usedBytes - at;
    while (at < chunk.length) {
      const length = chunk[at]! * 4;
      if (length < HEADER_BYTES) {
        this.failure = this.#impossible(length, base + at);
        break;
      }
      if (at + length > chunk.length) break;
      at += length;
      this.records += 1;
    }
    if (this.failure === undefined) assembler.keepRest(chunk, at, base + at);
    else assembler.stopAt(base + at);
    const whole = new Uint8Array(carried.length + at - start);
    whole.set(carried);
    whole.set(chunk.subarray(start, at), carried.length);
    return whole;
  }

  /** The error of a stream that ends where it stands. */
  truncated(): DatabentoError {
    const byteOffset = this.usedBytes;
    return new DatabentoError('truncated', `the connection ended inside a record, at byte ${byteOffset}`, {
      byteOffset,
      goodRecords: this.records,
      isRetryable: true,
    });
  }

  #impossible(length: number, byteOffset: number): DatabentoError {
    return new DatabentoError('corrupt', `a record at byte ${byteOffset} claims ${length} bytes`, {
      byteOffset,
      goodRecords: this.records,
    });
  }
}
