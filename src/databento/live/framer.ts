import { type DbnMetadata, decodeMetadata, metadataByteLength, PRELUDE_BYTES } from '../codec/metadata.ts';
import { DatabentoError } from '../errors.ts';

const SHORTEST_RECORD_BYTES = 16;
/** A live session's metadata name no symbols; anything near this is not one. */
const LARGEST_METADATA_BYTES = 1 << 16;

/**
 * Cuts a live stream into whole records. Each piece it gives is a new array, so that views on it stay good for as long as
 * somebody holds them.
 */
export class RecordFramer {
  metadata: DbnMetadata | undefined;
  /** Whole records given so far. */
  records = 0;
  /** Why the stream cannot be read on; what was whole before it has been given. */
  failure: DatabentoError | undefined;
  #rest: Uint8Array = new Uint8Array(0);
  #byteOffset = 0;

  /** Whether the stream could end here. */
  get isAtBoundary(): boolean {
    return this.#rest.length === 0;
  }

  /**
   * Takes a chunk, cut anywhere. Returns all records that are whole now, back to back; empty while there are none. A
   * record that is shorter than a header sets `failure`.
   * @throws DatabentoError `corrupt` or `unsupported` for metadata that cannot be read
   */
  feed(chunk: Uint8Array): Uint8Array {
    const bytes = new Uint8Array(this.#rest.length + chunk.length);
    bytes.set(this.#rest);
    bytes.set(chunk, this.#rest.length);
    const start = this.metadata === undefined ? this.#takeMetadata(bytes) : 0;
    if (this.metadata === undefined) {
      this.#rest = bytes;
      return bytes.subarray(0, 0);
    }
    let end = start;
    while (end < bytes.length) {
      const length = bytes[end]! * 4;
      if (length < SHORTEST_RECORD_BYTES) {
        const byteOffset = this.#byteOffset + end;
        this.failure = new DatabentoError(
          'corrupt',
          `a record at byte ${byteOffset} claims ${length} bytes`,
          {
            byteOffset,
            goodRecords: this.records,
          },
        );
        break;
      }
      if (end + length > bytes.length) break;
      end += length;
      this.records += 1;
    }
    this.#byteOffset += end;
    this.#rest = bytes.slice(end);
    return bytes.subarray(start, end);
  }

  /** Bytes up to the end of the last whole record, metadata included. */
  get usedBytes(): number {
    return this.#byteOffset;
  }

  /** The error of a stream that ends where it stands. */
  truncated(): DatabentoError {
    return new DatabentoError(
      'truncated',
      `the connection ended inside a record, at byte ${this.#byteOffset}`,
      {
        byteOffset: this.#byteOffset,
        goodRecords: this.records,
        isRetryable: true,
      },
    );
  }

  #takeMetadata(bytes: Uint8Array): number {
    if (bytes.length < PRELUDE_BYTES) return 0;
    const length = metadataByteLength(bytes, LARGEST_METADATA_BYTES);
    if (bytes.length < length) return 0;
    this.metadata = decodeMetadata(bytes, LARGEST_METADATA_BYTES).metadata;
    return length;
  }
}
