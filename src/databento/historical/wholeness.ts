import { decompressFrames, sniffContainer } from '../codec/decompress.ts';
import { metadataByteLength, PRELUDE_BYTES } from '../codec/metadata.ts';
import { DatabentoError } from '../errors.ts';

const SHORTEST_RECORD_BYTES = 16;
const SNIFFED_BYTES = 12;

/**
 * Walks a DBN stream from metadata to record to record without decoding any of it: what it holds of a chunk is a
 * few bytes, however large the stream.
 */
export class DbnWalker {
  records = 0;
  byteOffset = 0;
  #prelude: number[] = [];
  /** Bytes of the metadata or of the record that are still to come. */
  #remaining = 0;
  #isPastMetadata = false;

  /** @throws DatabentoError `corrupt` when the bytes cannot be DBN */
  feed(chunk: Uint8Array): void {
    let at = 0;
    while (at < chunk.length) {
      if (this.#remaining > 0) {
        const taken = Math.min(this.#remaining, chunk.length - at);
        this.#remaining -= taken;
        at += taken;
        this.byteOffset += taken;
        if (this.#remaining === 0 && this.#isPastMetadata) this.records += 1;
        if (this.#remaining === 0) this.#isPastMetadata = true;
      } else if (this.#isPastMetadata) {
        const length = chunk[at]! * 4;
        if (length < SHORTEST_RECORD_BYTES) {
          throw new DatabentoError('corrupt', `a record at byte ${this.byteOffset} claims ${length} bytes`, {
            byteOffset: this.byteOffset,
            goodRecords: this.records,
          });
        }
        this.#remaining = length;
      } else {
        this.#prelude.push(chunk[at]!);
        at += 1;
        this.byteOffset += 1;
        if (this.#prelude.length === PRELUDE_BYTES) {
          this.#remaining = metadataByteLength(Uint8Array.from(this.#prelude)) - PRELUDE_BYTES;
        }
      }
    }
  }

  /** @throws DatabentoError `truncated` unless the stream ends between two records */
  end(): void {
    if (this.#isPastMetadata && this.#remaining === 0) return;
    throw new DatabentoError(
      'truncated',
      `the data end inside ${this.#isPastMetadata ? 'a record' : 'the metadata'}, at byte ${this.byteOffset}`,
      { byteOffset: this.byteOffset, goodRecords: this.records },
    );
  }
}

/** Hands chunks from one loop to another; `give` waits until the chunk before has been taken. */
class Handover {
  #chunk: Uint8Array | undefined;
  #isEnded = false;
  #wakeTaker = (): void => {};
  #wakeGiver = (): void => {};

  async give(chunk: Uint8Array): Promise<void> {
    while (this.#chunk !== undefined && !this.#isEnded) {
      await new Promise<void>((resolve) => {
        this.#wakeGiver = resolve;
      });
    }
    this.#chunk = chunk;
    this.#wakeTaker();
  }

  end(): void {
    this.#isEnded = true;
    this.#wakeTaker();
    this.#wakeGiver();
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    for (;;) {
      const chunk = this.#chunk;
      if (chunk !== undefined) {
        this.#chunk = undefined;
        this.#wakeGiver();
        yield chunk;
      } else if (this.#isEnded) {
        return;
      } else {
        await new Promise<void>((resolve) => {
          this.#wakeTaker = resolve;
        });
      }
    }
  }
}

export interface CheckedDbn {
  /** The chunks as they came. After the last one it throws when they were not a whole DBN stream. */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Whole records so far. */
  records(): number;
}

/**
 * Watches a DBN body, compressed or not, as it passes. The API can fail after it has said 200, and then the body just
 * ends; such a body ends here with an error of kind `truncated` or `corrupt`.
 */
export function checkedDbn(body: AsyncIterable<Uint8Array>, requestId: string | undefined): CheckedDbn {
  const walker = new DbnWalker();
  return { chunks: watch(body, walker, requestId), records: () => walker.records };
}

async function* watch(
  body: AsyncIterable<Uint8Array>,
  walker: DbnWalker,
  requestId: string | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  const handover = new Handover();
  let failure: unknown;
  const walking = walk(handover.chunks(), walker).catch((error: unknown) => {
    failure = error;
    // The rest still passes to the caller; nobody takes it here any more.
    handover.end();
  });
  try {
    for await (const chunk of body) {
      if (failure === undefined) await handover.give(chunk);
      yield chunk;
    }
  } finally {
    handover.end();
  }
  await walking;
  if (failure === undefined) return;
  if (!(failure instanceof DatabentoError)) throw failure;
  throw new DatabentoError(failure.kind, `the answer is not whole: ${failure.message}`, {
    cause: failure,
    goodRecords: walker.records,
    ...(failure.byteOffset === undefined ? {} : { byteOffset: failure.byteOffset }),
    ...(requestId === undefined ? {} : { requestId }),
  });
}

async function walk(chunks: AsyncGenerator<Uint8Array, void, undefined>, walker: DbnWalker): Promise<void> {
  const begun: Uint8Array[] = [];
  let length = 0;
  while (length < SNIFFED_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    begun.push(next.value);
    length += next.value.length;
  }
  const first = Buffer.concat(begun);
  const all = prepend(first, chunks);
  const isCompressed = sniffContainer(first) === 'zstd';
  for await (const part of isCompressed ? decompressFrames(all) : all) walker.feed(part);
  walker.end();
}

async function* prepend(
  first: Uint8Array,
  rest: AsyncGenerator<Uint8Array, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield first;
  yield* rest;
}
