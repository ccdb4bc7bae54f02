import { throwIfAborted } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import { type ByteSource, openBytes, openBytesSync, refuseUnknown } from './byteSource.ts';
import type { Truncation } from './columnReader.ts';
import { DbnDecoder, type DbnDecoderOptions } from './decoder.ts';
import type { Container } from './decompress.ts';
import type { DbnMetadata } from './metadata.ts';
import type { DbnRecord } from './record.ts';

export interface DbnReadOptions extends DbnDecoderOptions {
  /**
   * What to do when the input ends inside a record, the metadata or a zstd frame: `throw` (the default, after all whole
   * records were delivered) or `stop`, which leaves it in the reader's `truncation`.
   */
  readonly onTruncated?: 'throw' | 'stop';
  readonly signal?: AbortSignal;
}

/** Decides how an input ended. Returns a truncation that the caller chose to live with. */
function endOf(decoder: DbnDecoder, failure: unknown, options: DbnReadOptions): Truncation | undefined {
  if (failure instanceof DatabentoError && failure.kind === 'corrupt' && failure.goodRecords === undefined) {
    throw new DatabentoError('corrupt', failure.message, {
      byteOffset: decoder.usedBytes,
      goodRecords: decoder.records,
      cause: failure,
    });
  }
  const isCut = failure === undefined || (failure instanceof DatabentoError && failure.kind === 'truncated');
  if (!isCut) throw failure;
  try {
    decoder.end(failure);
    return undefined;
  } catch (error) {
    if (options.onTruncated !== 'stop' || !decoder.isPastMetadata) throw error;
    return { kind: 'truncated', byteOffset: decoder.usedBytes, goodRecords: decoder.records };
  }
}

/** Records of a DBN source, streamed at the pace of whoever reads. Can be iterated once. */
export class DbnReader implements AsyncIterable<DbnRecord> {
  readonly container: Container;
  /** Set once the records have ended early, with `onTruncated: 'stop'`. */
  truncation: Truncation | undefined;
  readonly #decoder: DbnDecoder;
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  readonly #first: Uint8Array;
  readonly #options: DbnReadOptions;

  /** @internal Made by `readDbn`. */
  constructor(
    container: Container,
    decoder: DbnDecoder,
    chunks: AsyncGenerator<Uint8Array, void, undefined>,
    first: Uint8Array,
    options: DbnReadOptions,
  ) {
    this.container = container;
    this.#decoder = decoder;
    this.#chunks = chunks;
    this.#first = first;
    this.#options = options;
  }

  /** Undefined for a fragment. */
  get metadata(): DbnMetadata | undefined {
    return this.#decoder.metadata;
  }

  /** Records delivered so far. */
  get records(): number {
    return this.#decoder.records;
  }

  /** How many records of each unknown record type were stepped over. */
  get skippedRecords(): ReadonlyMap<number, number> {
    return this.#decoder.skippedRecords;
  }

  /** The records one by one. */
  async *[Symbol.asyncIterator](): AsyncGenerator<DbnRecord, void, undefined> {
    for await (const chunk of this.#iterateChunks()) yield* this.#decoder.feed(chunk);
  }

  /** The same in lists, one a chunk of input: much faster than one by one. */
  async *batches(): AsyncGenerator<DbnRecord[], void, undefined> {
    for await (const chunk of this.#iterateChunks()) {
      const batch: DbnRecord[] = [];
      let failure: unknown;
      try {
        for (const record of this.#decoder.feed(chunk)) batch.push(record);
      } catch (error) {
        failure = error;
      }
      if (batch.length > 0) yield batch;
      if (failure !== undefined) throw failure;
    }
  }

  async *#iterateChunks(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      yield this.#first;
      let failure: unknown;
      for (;;) {
        throwIfAborted(this.#options.signal);
        let next: IteratorResult<Uint8Array, void>;
        try {
          next = await this.#chunks.next();
        } catch (error) {
          failure = error;
          break;
        }
        if (next.done === true) break;
        yield next.value;
      }
      this.truncation = endOf(this.#decoder, failure, this.#options);
    } finally {
      await this.close();
    }
  }

  /** Frees the source when the records are not read to their end. */
  async close(): Promise<void> {
    await this.#chunks.return();
  }
}

/**
 * Opens DBN of any version, plain or compressed, from a file or from chunks, and reads its metadata; the reader then
 * yields the records.
 * @throws DatabentoError `corrupt`, `truncated` (inside the metadata), `unsupported`, `file`, `aborted`
 */
export async function readDbn(source: ByteSource, options: DbnReadOptions = {}): Promise<DbnReader> {
  const { container, chunks } = await openBytes(source, options.signal);
  try {
    refuseUnknown(container, options.fragment !== undefined);
    const decoder = new DbnDecoder(options);
    let rest: Uint8Array = new Uint8Array(0);
    while (!decoder.isPastMetadata) {
      let next: IteratorResult<Uint8Array, void> | undefined;
      let failure: unknown;
      try {
        next = await chunks.next();
      } catch (error) {
        failure = error;
      }
      if (next === undefined || next.done === true) {
        endOf(decoder, failure, options);
        break;
      }
      rest = next.value.subarray(decoder.feedMetadata(next.value));
    }
    return new DbnReader(container, decoder, chunks, rest, options);
  } catch (error) {
    await chunks.return();
    throw error;
  }
}

/** All of a DBN source at once. */
export interface DbnContent {
  /** Undefined for a fragment. */
  readonly metadata: DbnMetadata | undefined;
  readonly container: Container;
  readonly records: readonly DbnRecord[];
  readonly skippedRecords: ReadonlyMap<number, number>;
  readonly truncation: Truncation | undefined;
}

/**
 * Reads a file, or bytes, whole into memory: for small inputs.
 * @throws DatabentoError as `readDbn`
 */
export function readDbnSync(
  source: string | Uint8Array,
  options: Omit<DbnReadOptions, 'signal'> = {},
): DbnContent {
  const { container, chunks } = openBytesSync(source);
  refuseUnknown(container, options.fragment !== undefined);
  const decoder = new DbnDecoder(options);
  const records: DbnRecord[] = [];
  let failure: unknown;
  const iterator = chunks[Symbol.iterator]();
  for (;;) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = iterator.next();
    } catch (error) {
      failure = error;
      break;
    }
    if (next.done === true) break;
    for (const record of decoder.feed(next.value)) records.push(record);
  }
  const truncation = endOf(decoder, failure, options);
  return {
    metadata: decoder.metadata,
    container,
    records,
    skippedRecords: decoder.skippedRecords,
    truncation,
  };
}
