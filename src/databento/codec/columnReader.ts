import { throwIfAborted } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import { type ByteSource, openBytes, openBytesSync, refuseUnknown } from './byteSource.ts';
import type { Container } from './decompress.ts';
import type { DbnMetadata } from './metadata.ts';
import { HEADER_BYTES, RecordCursor, StreamAssembler } from './recordCursor.ts';

/** Columns of records; only `[0, length)` of each array holds rows. */
export interface ColumnBatch {
  length: number;
}

/** How records of one kind become columns. */
export interface ColumnLayout<B extends ColumnBatch> {
  create(capacity: number): B;
  /**
   * Appends rows to `batch` until it holds `capacity` of them, the window has no whole record left, or a record is
   * impossible (then the cursor carries the failure). Returns how many records of other kinds it stepped over.
   */
  fill(cursor: RecordCursor, batch: B, capacity: number, rowsBefore: number): number;
}

export interface ColumnReadOptions {
  /** Rows in a batch; 4 096 unless told. */
  readonly batchRows?: number;
  /**
   * What to do when the input ends inside a record, the metadata or a zstd frame: `throw` (the default, after all whole
   * records were delivered) or `stop`, which leaves it in the reader's `truncation`.
   */
  readonly onTruncated?: 'throw' | 'stop';
  /** The input is records alone, without metadata. */
  readonly isFragment?: boolean;
  readonly maxMetadataBytes?: number;
  readonly signal?: AbortSignal;
}

/** Where an input stopped short. */
export interface Truncation {
  readonly kind: 'truncated';
  /** Offset in the decompressed stream of the first byte that belongs to no whole record. */
  readonly byteOffset: number;
  /** Rows delivered before it. */
  readonly goodRecords: number;
}

/** The decoding that is common to batches read at once and batches streamed. */
class ColumnAssembler<B extends ColumnBatch> {
  readonly stream: StreamAssembler;
  readonly batch: B;
  rows = 0;
  skippedRecords = 0;
  truncation: Truncation | undefined;
  readonly #layout: ColumnLayout<B>;
  readonly #capacity: number;
  readonly #stopsQuietly: boolean;
  readonly #cursor: RecordCursor = new RecordCursor();

  constructor(layout: ColumnLayout<B>, options: ColumnReadOptions) {
    const capacity = options.batchRows ?? 4_096;
    if (!Number.isSafeInteger(capacity) || capacity < 1) {
      throw new DatabentoError('usage', `batchRows must be a whole number of at least 1, not ${capacity}`);
    }
    this.#capacity = capacity;
    this.#layout = layout;
    this.#stopsQuietly = options.onTruncated === 'stop';
    this.stream = new StreamAssembler(options);
    this.batch = layout.create(capacity);
  }

  /** Yields each batch that `chunk`, from `offset` on, makes full. */
  *feed(chunk: Uint8Array, offset: number): Generator<B, void, undefined> {
    const { stream } = this;
    const cursor = this.#cursor;
    let at = offset;
    if (stream.hasCarry) {
      at = stream.completeCarry(chunk, at);
      if (stream.carried === undefined) return;
      cursor.window(stream.carried, 0, stream.usedBytes);
      if (stream.carried.length < HEADER_BYTES) cursor.failLength(this.rows + this.batch.length);
      yield* this.#drain();
      stream.dropCarried();
    }
    cursor.window(chunk, at, stream.usedBytes);
    yield* this.#drain();
    stream.keepRest(cursor.bytes, cursor.offset, cursor.streamOffset + cursor.offset);
  }

  *#drain(): Generator<B, void, undefined> {
    const cursor = this.#cursor;
    const { batch } = this;
    for (;;) {
      if (cursor.failure === undefined) {
        this.skippedRecords += this.#layout.fill(cursor, batch, this.#capacity, this.rows);
      }
      if (cursor.failure !== undefined) {
        yield* this.flush();
        throw cursor.failure;
      }
      if (batch.length < this.#capacity) return;
      yield* this.flush();
    }
  }

  /** Yields the batch when it holds rows, and empties it. */
  *flush(): Generator<B, void, undefined> {
    const { batch } = this;
    if (batch.length === 0) return;
    this.rows += batch.length;
    yield batch;
    batch.length = 0;
  }

  /** Ends the input, because it is over or because of `error`. */
  finish(error: unknown): void {
    const isCut = error === undefined || (error instanceof DatabentoError && error.kind === 'truncated');
    if (!isCut) throw this.#placed(error);
    if (error === undefined && this.stream.isAtBoundary) return;
    const truncated = this.stream.truncated(this.rows, error);
    // Without metadata there is nothing to read rows by, so that is never a good part to stop at.
    if (!this.#stopsQuietly || !this.stream.isPastMetadata) throw truncated;
    this.truncation = { kind: 'truncated', byteOffset: this.stream.usedBytes, goodRecords: this.rows };
  }

  /** An error of the container, given its place in the records. */
  #placed(error: unknown): unknown {
    if (!(error instanceof DatabentoError) || error.kind !== 'corrupt' || error.goodRecords !== undefined)
      return error;
    return new DatabentoError('corrupt', error.message, {
      byteOffset: this.stream.usedBytes,
      goodRecords: this.rows,
      cause: error,
    });
  }
}

/** What is known of a source before, while and after its batches are read. */
interface ColumnReaderState {
  /** Undefined for a fragment. */
  readonly metadata: DbnMetadata | undefined;
  readonly container: Container;
  /** Rows delivered so far. */
  readonly rows: number;
  /** Records of other kinds that were stepped over so far. */
  readonly skippedRecords: number;
  /** Set once the batches have ended early, with `onTruncated: 'stop'`. */
  readonly truncation: Truncation | undefined;
}

/**
 * Batches of columns, streamed. One batch object with its arrays is used again for every batch: copy what must outlive
 * the next one. Can be iterated once.
 */
export interface ColumnReader<B extends ColumnBatch> extends ColumnReaderState, AsyncIterable<B> {
  /** Frees the source when the batches are not read to their end. */
  close(): Promise<void>;
}

/** The same, read from memory. */
export interface ColumnReaderSync<B extends ColumnBatch> extends ColumnReaderState, Iterable<B> {}

class StateOf<B extends ColumnBatch> implements ColumnReaderState {
  readonly assembler: ColumnAssembler<B>;
  readonly container: Container;

  constructor(assembler: ColumnAssembler<B>, container: Container) {
    this.assembler = assembler;
    this.container = container;
  }

  get metadata(): DbnMetadata | undefined {
    return this.assembler.stream.metadata;
  }

  get rows(): number {
    return this.assembler.rows;
  }

  get skippedRecords(): number {
    return this.assembler.skippedRecords;
  }

  get truncation(): Truncation | undefined {
    return this.assembler.truncation;
  }
}

class StreamedColumns<B extends ColumnBatch> extends StateOf<B> implements ColumnReader<B> {
  readonly #chunks: AsyncGenerator<Uint8Array, void, undefined>;
  readonly #first: Uint8Array;
  readonly #signal: AbortSignal | undefined;

  constructor(
    assembler: ColumnAssembler<B>,
    container: Container,
    chunks: AsyncGenerator<Uint8Array, void, undefined>,
    first: Uint8Array,
    signal: AbortSignal | undefined,
  ) {
    super(assembler, container);
    this.#chunks = chunks;
    this.#first = first;
    this.#signal = signal;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<B, void, undefined> {
    const { assembler } = this;
    try {
      yield* assembler.feed(this.#first, 0);
      let failure: unknown;
      for (;;) {
        throwIfAborted(this.#signal);
        let next: IteratorResult<Uint8Array, void>;
        try {
          next = await this.#chunks.next();
        } catch (error) {
          failure = error;
          break;
        }
        if (next.done === true) break;
        yield* assembler.feed(next.value, 0);
      }
      yield* assembler.flush();
      assembler.finish(failure);
    } finally {
      await this.close();
    }
  }

  async close(): Promise<void> {
    await this.#chunks.return();
  }
}

class ColumnsInMemory<B extends ColumnBatch> extends StateOf<B> implements ColumnReaderSync<B> {
  readonly #chunks: Iterator<Uint8Array>;
  readonly #first: Uint8Array;

  constructor(
    assembler: ColumnAssembler<B>,
    container: Container,
    chunks: Iterator<Uint8Array>,
    first: Uint8Array,
  ) {
    super(assembler, container);
    this.#chunks = chunks;
    this.#first = first;
  }

  *[Symbol.iterator](): Generator<B, void, undefined> {
    const { assembler } = this;
    yield* assembler.feed(this.#first, 0);
    let failure: unknown;
    for (;;) {
      let next: IteratorResult<Uint8Array>;
      try {
        next = this.#chunks.next();
      } catch (error) {
        failure = error;
        break;
      }
      if (next.done === true) break;
      yield* assembler.feed(next.value, 0);
    }
    yield* assembler.flush();
    assembler.finish(failure);
  }
}

/**
 * Opens a source of records and reads its metadata; the reader then yields batches of columns.
 * @throws DatabentoError `corrupt`, `truncated` (inside the metadata), `unsupported`, `file`, `aborted`, `usage`
 */
export async function readColumns<B extends ColumnBatch>(
  layout: ColumnLayout<B>,
  source: ByteSource,
  options: ColumnReadOptions = {},
): Promise<ColumnReader<B>> {
  const { container, chunks } = await openBytes(source, options.signal);
  try {
    refuseUnknown(container, options.isFragment === true);
    const assembler = new ColumnAssembler(layout, options);
    let rest: Uint8Array = new Uint8Array(0);
    while (!assembler.stream.isPastMetadata) {
      let next: IteratorResult<Uint8Array, void>;
      try {
        next = await chunks.next();
      } catch (error) {
        assembler.finish(error);
        throw error;
      }
      if (next.done === true) {
        assembler.finish(undefined);
        break;
      }
      rest = next.value.subarray(assembler.stream.takeMetadata(next.value));
    }
    return new StreamedColumns(assembler, container, chunks, rest, options.signal);
  } catch (error) {
    await chunks.return();
    throw error;
  }
}

/**
 * The same for a file, or bytes, read whole into memory: the fastest way for files that fit.
 * @throws DatabentoError as `readColumns`
 */
export function readColumnsSync<B extends ColumnBatch>(
  layout: ColumnLayout<B>,
  source: string | Uint8Array,
  options: Omit<ColumnReadOptions, 'signal'> = {},
): ColumnReaderSync<B> {
  const { container, chunks } = openBytesSync(source);
  refuseUnknown(container, options.isFragment === true);
  const assembler = new ColumnAssembler(layout, options);
  const iterator = chunks[Symbol.iterator]();
  let rest: Uint8Array = new Uint8Array(0);
  while (!assembler.stream.isPastMetadata) {
    let next: IteratorResult<Uint8Array>;
    try {
      next = iterator.next();
    } catch (error) {
      assembler.finish(error);
      throw error;
    }
    if (next.done === true) {
      assembler.finish(undefined);
      break;
    }
    rest = next.value.subarray(assembler.stream.takeMetadata(next.value));
  }
  return new ColumnsInMemory(assembler, container, iterator, rest);
}
