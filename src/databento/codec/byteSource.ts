import { createReadStream, readFileSync } from 'node:fs';
import { throwIfAborted } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import {
  type Container,
  decompressFrames,
  decompressFramesSync,
  SNIFF_BYTES,
  sniffContainer,
} from './decompress.ts';

/**
 * Where DBN bytes come from: the path of a file, or chunks of any size, cut anywhere. Chunks are not copied: whoever gives
 * them leaves them alone.
 */
export type ByteSource = string | Uint8Array | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

const FILE_CHUNK_BYTES = 1024 * 1024;

/** Decompressed chunks of a source, and how it was packed. */
export interface OpenedSource<C> {
  readonly container: Container;
  readonly chunks: C;
}

function fileError(path: string, cause: unknown): DatabentoError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabentoError('file', `${path} cannot be read: ${reason}`, { cause });
}

async function* fileChunks(path: string): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createReadStream(path, { highWaterMark: FILE_CHUNK_BYTES });
  try {
    yield* stream as AsyncIterable<Uint8Array>;
  } catch (error) {
    throw fileError(path, error);
  } finally {
    stream.destroy();
  }
}

function chunksOf(source: ByteSource): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (typeof source === 'string') return fileChunks(source);
  return source instanceof Uint8Array ? [source] : source;
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  return pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces);
}

/** The pieces already taken from `iterator`, then the rest of it. */
async function* resumed(
  head: Uint8Array,
  iterator: AsyncIterator<Uint8Array> | Iterator<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    if (head.length > 0) yield head;
    for (;;) {
      throwIfAborted(signal);
      const next = await iterator.next();
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    await iterator.return?.();
  }
}

/**
 * Opens a source: looks at its first bytes and decompresses it when they say so.
 * @throws DatabentoError `unsupported` (legacy DBZ), `file`, `aborted`; errors of decompression come with the chunks
 */
export async function openBytes(
  source: ByteSource,
  signal?: AbortSignal,
): Promise<OpenedSource<AsyncGenerator<Uint8Array, void, undefined>>> {
  const chunks = chunksOf(source);
  const iterator =
    Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]();
  const pieces: Uint8Array[] = [];
  let length = 0;
  while (length < SNIFF_BYTES) {
    throwIfAborted(signal);
    const next = await iterator.next();
    if (next.done === true) break;
    pieces.push(next.value);
    length += next.value.length;
  }
  const head = joined(pieces);
  try {
    const container = sniffContainer(head);
    const plain = resumed(head, iterator, signal);
    return { container, chunks: container === 'zstd' ? decompressFrames(plain, signal) : plain };
  } catch (error) {
    await iterator.return?.();
    throw error;
  }
}

/**
 * The same for a file or bytes that are whole in memory.
 * @throws DatabentoError `unsupported` (legacy DBZ), `file`
 */
export function openBytesSync(source: string | Uint8Array): OpenedSource<Iterable<Uint8Array>> {
  let bytes: Uint8Array;
  if (typeof source === 'string') {
    try {
      bytes = readFileSync(source);
    } catch (error) {
      throw fileError(source, error);
    }
  } else {
    bytes = source;
  }
  const container = sniffContainer(bytes);
  return { container, chunks: container === 'zstd' ? decompressFramesSync(bytes) : [bytes] };
}

/** Refuses a source that looks like nothing known, unless it is said to be a fragment. */
export function refuseUnknown(container: Container, isFragment: boolean): void {
  if (container !== 'fragment' || isFragment) return;
  throw new DatabentoError('corrupt', 'not a DBN stream: it begins neither with "DBN" nor with zstd', {
    byteOffset: 0,
    goodRecords: 0,
  });
}
