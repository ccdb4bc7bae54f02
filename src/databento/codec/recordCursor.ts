import { DatabentoError } from '../errors.ts';
import {
  type DbnMetadata,
  decodeMetadata,
  isDbnMagic,
  metadataByteLength,
  PRELUDE_BYTES,
} from './metadata.ts';

export const HEADER_BYTES = 16;
/** The length of a record is one byte that counts four-byte words. */
export const MAX_RECORD_BYTES: number = 255 * 4;

/**
 * A window of bytes that begins at a record, and where the reader stands. A reader may use four-byte words: lengths
 * count words, so within a window every record lies as the first one does, and the window is moved when that is off.
 */
export class RecordCursor {
  bytes: Uint8Array = new Uint8Array(0);
  words: Uint32Array = new Uint32Array(0);
  signedWords: Int32Array = new Int32Array(0);
  /** Where the reader stands in `bytes`. */
  offset = 0;
  /** Offset in the DBN stream of `bytes[0]`. */
  streamOffset = 0;
  /** Set instead of thrown, so that what was read before it can be handed out first. */
  failure: DatabentoError | undefined;
  #aligned: Uint8Array = new Uint8Array(0);

  window(bytes: Uint8Array, start: number, streamOffset: number): void {
    const length = bytes.length - start;
    if ((bytes.byteOffset + start) % 4 === 0) {
      this.bytes = start === 0 ? bytes : bytes.subarray(start);
    } else {
      if (this.#aligned.length < length) this.#aligned = new Uint8Array(length);
      this.#aligned.set(start === 0 ? bytes : bytes.subarray(start));
      this.bytes = this.#aligned.subarray(0, length);
    }
    const { buffer, byteOffset } = this.bytes;
    this.words = new Uint32Array(buffer, byteOffset, length >>> 2);
    this.signedWords = new Int32Array(buffer, byteOffset, length >>> 2);
    this.offset = 0;
    this.streamOffset = streamOffset;
  }

  fail(message: string, goodRecords: number): void {
    this.failure = new DatabentoError('corrupt', message, {
      byteOffset: this.streamOffset + this.offset,
      goodRecords,
    });
  }

  /** The failure of a record whose length cannot be. */
  failLength(goodRecords: number): void {
    const byteOffset = this.streamOffset + this.offset;
    this.fail(
      `a record at byte ${byteOffset} claims ${this.bytes[this.offset]! * 4} bytes, too few for its type`,
      goodRecords,
    );
  }
}

export interface StreamAssemblerOptions {
  /** Read records from the first byte on: the stream has no metadata. */
  readonly isFragment?: boolean;
  readonly maxMetadataBytes?: number;
}

/**
 * Turns chunks cut anywhere into windows that begin at a record. Holds back a record that is cut, and the metadata until
 * it is whole; never more than that.
 */
export class StreamAssembler {
  metadata: DbnMetadata | undefined;
  readonly #maxMetadataBytes: number | undefined;
  #isInMetadata: boolean;
  #head: Uint8Array = new Uint8Array(0);
  #headLength = 0;
  readonly #carry: Uint8Array = new Uint8Array(MAX_RECORD_BYTES);
  #carryLength = 0;
  /** A record whose parts came in several chunks. */
  carried: Uint8Array | undefined;
  /** Bytes of the stream before the carry. */
  #streamOffset = 0;

  constructor(options: StreamAssemblerOptions = {}) {
    this.#isInMetadata = options.isFragment !== true;
    this.#maxMetadataBytes = options.maxMetadataBytes;
  }

  /** Offset in the stream of the first byte that no whole record or metadata has used. */
  get usedBytes(): number {
    return this.#streamOffset;
  }

  /** Whether the stream may end here. */
  get isAtBoundary(): boolean {
    return !this.#isInMetadata && this.#carryLength === 0;
  }

  /** Whether the metadata (if there is to be any) has been read. */
  get isPastMetadata(): boolean {
    return !this.#isInMetadata;
  }

  /**
   * Takes the metadata's part of `chunk`. Returns the offset in it at which records begin, or its length.
   * @throws DatabentoError as `decodeMetadata`
   */
  takeMetadata(chunk: Uint8Array): number {
    if (!this.#isInMetadata) return 0;
    let offset = 0;
    for (;;) {
      const wanted =
        this.#headLength < PRELUDE_BYTES
          ? PRELUDE_BYTES
          : metadataByteLength(this.#head, this.#maxMetadataBytes);
      if (this.#headLength === wanted && wanted > PRELUDE_BYTES) {
        const { metadata } = decodeMetadata(this.#head.subarray(0, wanted), this.#maxMetadataBytes);
        this.metadata = metadata;
        this.#isInMetadata = false;
        this.#head = new Uint8Array(0);
        this.#streamOffset = wanted;
        return offset;
      }
      if (offset === chunk.length) return offset;
      const step = Math.min(wanted - this.#headLength, chunk.length - offset);
      // Grown by what has arrived, not by what a length claims.
      if (this.#headLength + step > this.#head.length) {
        const grown = new Uint8Array(Math.max(this.#headLength + step, this.#head.length * 2, 512));
        grown.set(this.#head.subarray(0, this.#headLength));
        this.#head = grown;
      }
      this.#head.set(chunk.subarray(offset, offset + step), this.#headLength);
      this.#headLength += step;
      offset += step;
      if (this.#headLength >= 3 && !isDbnMagic(this.#head)) metadataByteLength(this.#head);
    }
  }

  get hasCarry(): boolean {
    return this.#carryLength > 0;
  }

  /**
   * Adds to a record that began in an earlier chunk. Returns the offset in `chunk` behind the bytes used; once the record
   * is whole (or its length is seen to be impossible) it is in `carried` until `dropCarried`.
   */
  completeCarry(chunk: Uint8Array, offset: number): number {
    const wanted = Math.max(this.#carry[0]! * 4, this.#carryLength);
    const step = Math.min(wanted - this.#carryLength, chunk.length - offset);
    this.#carry.set(chunk.subarray(offset, offset + step), this.#carryLength);
    this.#carryLength += step;
    if (this.#carryLength === wanted) this.carried = this.#carry.subarray(0, wanted);
    return offset + step;
  }

  /** Accounts for the record in `carried`: its bytes may now be overwritten. */
  dropCarried(): void {
    this.#streamOffset += this.#carryLength;
    this.#carryLength = 0;
    this.carried = undefined;
  }

  /** Accounts for a chunk read up to `offset`, which is `streamOffset` in the stream, and keeps the cut record behind. */
  keepRest(chunk: Uint8Array, offset: number, streamOffset: number): void {
    this.#streamOffset = streamOffset;
    const rest = offset === 0 ? chunk : chunk.subarray(offset);
    this.#carry.set(rest);
    this.#carryLength = rest.length;
  }

  /** Accounts for a chunk that is good up to `streamOffset` only. */
  stopAt(streamOffset: number): void {
    this.#streamOffset = streamOffset;
  }

  /** The error of a stream that ends where it stands. */
  truncated(goodRecords: number, cause?: unknown): DatabentoError {
    const place = this.#isInMetadata
      ? 'inside the metadata'
      : `inside a record that begins at byte ${this.#streamOffset}`;
    return new DatabentoError(
      'truncated',
      `the stream ends ${place}; ${goodRecords} records before it are good`,
      {
        byteOffset: this.#streamOffset,
        goodRecords,
        ...(cause === undefined ? {} : { cause }),
      },
    );
  }
}
