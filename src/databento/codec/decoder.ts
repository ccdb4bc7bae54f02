import { DatabentoError } from '../errors.ts';
import { layoutBySize, layoutOf } from './layouts/registry.ts';
import type { DbnMetadata, DbnVersion } from './metadata.ts';
import { type DbnRecord, viewRecord } from './record.ts';
import { HEADER_BYTES, StreamAssembler } from './recordCursor.ts';
import { upgradeMetadata, upgradeRecord } from './upgrade.ts';

/** How to read records that come without metadata. */
export interface FragmentOptions {
  /** Judged by each record's size unless told. */
  readonly version?: DbnVersion;
  /** Whether each record ends with a send time; not unless told. */
  readonly tsOut?: boolean;
}

export interface DbnDecoderOptions {
  /** Hand out records and metadata of versions 1 and 2 in the layout of version 3. */
  readonly upgrade?: boolean;
  /** The stream has no metadata. */
  readonly fragment?: FragmentOptions;
  readonly maxMetadataBytes?: number;
}

/**
 * Decodes a DBN stream from chunks cut anywhere: one state machine for files, HTTP bodies and TCP. It copies nothing but
 * a record that two chunks share, and keeps no more than the metadata and such a record. For compressed input see
 * `readDbn`.
 */
export class DbnDecoder {
  readonly #assembler: StreamAssembler;
  readonly #isUpgrading: boolean;
  readonly #fragment: FragmentOptions | undefined;
  readonly #skipped: Map<number, number> = new Map();
  #metadata: DbnMetadata | undefined;
  #records = 0;
  #isReading = false;
  #failure: unknown;

  constructor(options: DbnDecoderOptions = {}) {
    this.#fragment = options.fragment;
    this.#isUpgrading = options.upgrade === true;
    this.#assembler = new StreamAssembler({
      isFragment: options.fragment !== undefined,
      ...(options.maxMetadataBytes === undefined ? {} : { maxMetadataBytes: options.maxMetadataBytes }),
    });
  }

  /** The stream's header, upgraded when records are; undefined until it has arrived whole, and for a fragment. */
  get metadata(): DbnMetadata | undefined {
    return this.#metadata;
  }

  /** Whether records can come: the metadata has arrived, or there is to be none. */
  get isPastMetadata(): boolean {
    return this.#assembler.isPastMetadata;
  }

  /** Records handed out so far. */
  get records(): number {
    return this.#records;
  }

  /** How many records of each unknown record type were stepped over. */
  get skippedRecords(): ReadonlyMap<number, number> {
    return this.#skipped;
  }

  /** Offset in the stream of the first byte that belongs to no whole record yet. */
  get usedBytes(): number {
    return this.#assembler.usedBytes;
  }

  /**
   * Takes only what belongs to the metadata and returns the offset in `chunk` at which records begin: for who wants the
   * metadata first. The rest, from there on, is for `feed`.
   * @throws DatabentoError `corrupt` or `unsupported`
   */
  feedMetadata(chunk: Uint8Array): number {
    const assembler = this.#assembler;
    if (assembler.isPastMetadata) return 0;
    const at = assembler.takeMetadata(chunk);
    const { metadata } = assembler;
    if (metadata !== undefined) this.#metadata = this.#isUpgrading ? upgradeMetadata(metadata) : metadata;
    return at;
  }

  /**
   * Takes the next chunk and yields the records that it completes. Read it to its end before the next `feed`. Records
   * are views on `chunk`, so leave that alone as long as they are in use.
   * @throws DatabentoError `corrupt` or `unsupported`, after the good records before it; the decoder then stays failed
   */
  *feed(chunk: Uint8Array): Generator<DbnRecord, void, undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isReading) {
      throw new DatabentoError('usage', 'the chunk before was not read to its end');
    }
    this.#isReading = true;
    try {
      yield* this.#recordsOf(chunk, this.feedMetadata(chunk));
    } catch (error) {
      this.#failure = error;
      throw error;
    }
    this.#isReading = false;
  }

  *#recordsOf(chunk: Uint8Array, from: number): Generator<DbnRecord, void, undefined> {
    const assembler = this.#assembler;
    let at = from;
    if (assembler.hasCarry) {
      at = assembler.completeCarry(chunk, at);
      const { carried } = assembler;
      if (carried === undefined) return;
      const streamOffset = assembler.usedBytes;
      // The carry is used again, and the view must outlive that.
      const copy = carried.slice();
      const record = this.#record(new DataView(copy.buffer), 0, copy.length, streamOffset);
      assembler.dropCarried();
      if (record !== undefined) yield record;
    }
    const base = assembler.usedBytes - at;
    const data = new DataView(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    const end = chunk.length;
    while (at < end) {
      const byteLength = chunk[at]! * 4;
      if (byteLength >= HEADER_BYTES && at + byteLength > end) break;
      const record = this.#record(data, at, byteLength, base + at);
      at += byteLength;
      if (record !== undefined) yield record;
    }
    assembler.keepRest(chunk, at, base + at);
  }

  /** The record at `start`, or undefined for an unknown type. */
  #record(data: DataView, start: number, byteLength: number, streamOffset: number): DbnRecord | undefined {
    if (byteLength < HEADER_BYTES) {
      throw this.#corrupt(`a record claims ${byteLength} bytes, fewer than its header has`, streamOffset);
    }
    const rtype = data.getUint8(start + 1);
    const { metadata } = this.#assembler;
    const hasTsOut = metadata?.tsOut ?? this.#fragment?.tsOut ?? false;
    const payloadBytes = hasTsOut ? byteLength - 8 : byteLength;
    const version = metadata?.version ?? this.#fragment?.version;
    const layout = version === undefined ? layoutBySize(rtype, payloadBytes) : layoutOf(rtype, version);
    if (layout === undefined) {
      this.#skipped.set(rtype, (this.#skipped.get(rtype) ?? 0) + 1);
      return undefined;
    }
    if (payloadBytes < layout.size) {
      throw this.#corrupt(`a ${layout.name} claims ${byteLength} bytes, too few for it`, streamOffset);
    }
    this.#records++;
    const record = viewRecord(layout, data, start, byteLength, hasTsOut);
    return this.#isUpgrading ? upgradeRecord(record) : record;
  }

  #corrupt(message: string, byteOffset: number): DatabentoError {
    this.#assembler.stopAt(byteOffset);
    return new DatabentoError('corrupt', `${message} (byte ${byteOffset})`, {
      byteOffset,
      goodRecords: this.#records,
    });
  }

  /**
   * Says that the stream is over.
   * @throws DatabentoError `truncated` when it ends inside a record or the metadata; what `feed` threw, if it did
   */
  end(cause?: unknown): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (!this.#assembler.isAtBoundary || cause !== undefined)
      throw this.#assembler.truncated(this.#records, cause);
  }
}
