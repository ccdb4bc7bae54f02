import { constants, createZstdDecompress, zstdDecompressSync } from 'node:zlib';
import { throwIfAborted } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import { isDbnMagic } from './metadata.ts';
import { isSkippableMagic, isZstdMagic, ZstdFrameScanner } from './zstdFrames.ts';

/** How the bytes of a DBN stream are packed. Found by content, never by a file's suffix. */
export type Container = 'dbn' | 'zstd' | 'fragment';

const FRAME_MAGIC_BYTES = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
/** A frame that lies whole in one chunk and cannot expand beyond this is decompressed in one call. */
const SMALL_FRAME_OUTPUT_BYTES = 1 << 20;
const OUTPUT_CHUNK_BYTES = 1 << 20;
/** Most that is set aside for a frame before any of it has come out. */
const MAX_OUTPUT_BUFFER_BYTES = 1 << 28;

/** First bytes of a stream that `sniffContainer` needs to see, when the stream has as many. */
export const SNIFF_BYTES = 11;

/**
 * What `bytes`, the first of a stream, begin: `fragment` when they are neither DBN's magic nor zstd's.
 * @throws DatabentoError `unsupported` for the legacy DBZ container
 */
export function sniffContainer(bytes: Uint8Array): Container {
  refuseDbz(bytes);
  if (isDbnMagic(bytes)) return 'dbn';
  if (isZstdMagic(bytes) || isSkippableMagic(bytes)) return 'zstd';
  return 'fragment';
}

/** The legacy container: its metadata sits in a skippable frame that begins with "DBZ". */
function refuseDbz(bytes: Uint8Array): void {
  if (
    isSkippableMagic(bytes) &&
    bytes.length >= SNIFF_BYTES &&
    bytes[8] === 0x44 &&
    bytes[9] === 0x42 &&
    bytes[10] === 0x5a
  ) {
    throw new DatabentoError(
      'unsupported',
      'this is a legacy DBZ file, older than DBN; ask Databento for the data again as DBN',
      { byteOffset: 0, goodRecords: 0 },
    );
  }
}

function zstdError(cause: unknown, byteOffset: number): DatabentoError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new DatabentoError(
    'corrupt',
    `zstd cannot decompress the frame that begins at byte ${byteOffset}: ${reason}`,
    {
      byteOffset,
      cause,
    },
  );
}

function truncatedError(byteOffset: number): DatabentoError {
  return new DatabentoError(
    'truncated',
    `the compressed input ends inside a zstd frame, at byte ${byteOffset}`,
    {
      byteOffset,
    },
  );
}

/**
 * Decompresses any number of concatenated zstd frames that are whole in memory, skipping skippable ones. Yields one
 * array a frame; of a last frame that is cut it yields what can be had, then throws.
 * @throws DatabentoError `corrupt` or `truncated`; `byteOffset` counts compressed bytes
 */
export function* decompressFramesSync(bytes: Uint8Array): Generator<Uint8Array, void, undefined> {
  const scanner = new ZstdFrameScanner();
  const frames: { start: number; end: number; outputBound: number }[] = [];
  let failure: unknown;
  try {
    scanner.scan(bytes, (segment) => frames.push(segment));
  } catch (error) {
    failure = error;
  }
  for (const { start, end, outputBound } of frames) {
    try {
      // One output buffer of the right size spares the decompressor from joining pieces.
      const wanted = Math.min(outputBound, frameContentSize(bytes, start) ?? outputBound) + 1;
      const chunkSize = Math.max(64, Math.min(wanted, MAX_OUTPUT_BUFFER_BYTES));
      yield zstdDecompressSync(bytes.subarray(start, end), {
        chunkSize,
        finishFlush: constants.ZSTD_e_continue,
      });
    } catch (error) {
      throw error instanceof DatabentoError ? error : zstdError(error, start);
    }
  }
  if (failure !== undefined) throw failure;
  if (!scanner.isAtBoundary) throw truncatedError(bytes.length);
}

/** The decompressed size that a frame's header declares, if it does. */
function frameContentSize(bytes: Uint8Array, frameStart: number): number | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const descriptor = bytes[frameStart + 4];
  if (descriptor === undefined) return undefined;
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const at = frameStart + 5 + (isSingleSegment ? 0 : 1) + [0, 1, 2, 4][descriptor & 0x03]!;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  if (sizeBytes === 0 || at + sizeBytes > bytes.length) return undefined;
  if (sizeBytes === 1) return view.getUint8(at);
  if (sizeBytes === 2) return view.getUint16(at, true) + 256;
  if (sizeBytes === 4) return view.getUint32(at, true);
  return view.getUint32(at, true) + view.getUint32(at + 4, true) * 2 ** 32;
}

interface FramePiece {
  readonly bytes: Uint8Array;
  readonly isLast: boolean;
  readonly outputBound: number;
  /** Offset of the piece in the compressed input. */
  readonly byteOffset: number;
}

/** The pieces of all frames in order, pulled from the input as they are wanted. */
async function* framePieces(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<FramePiece, void, undefined> {
  const scanner = new ZstdFrameScanner();
  for await (const chunk of chunks) {
    throwIfAborted(signal);
    const base = scanner.byteOffset;
    const pieces: FramePiece[] = [];
    let failure: unknown;
    try {
      scanner.scan(chunk, ({ start, end, isLast, outputBound }, magicBytesBefore) => {
        if (magicBytesBefore > 0) {
          const bytes = FRAME_MAGIC_BYTES.subarray(0, magicBytesBefore);
          pieces.push({ bytes, isLast: false, outputBound: 0, byteOffset: base - magicBytesBefore });
        }
        pieces.push({ bytes: chunk.subarray(start, end), isLast, outputBound, byteOffset: base + start });
      });
    } catch (error) {
      failure = error;
    }
    yield* pieces;
    if (failure !== undefined) throw failure;
  }
  if (!scanner.isAtBoundary) throw truncatedError(scanner.byteOffset);
}

/** One frame that lies in several chunks, through the streaming decompressor, with back-pressure both ways. */
async function* decompressFrame(
  first: FramePiece,
  rest: AsyncGenerator<FramePiece, void, undefined>,
): AsyncGenerator<Uint8Array, void, undefined> {
  // With `continue` a frame that ends early is no error here: all it held comes out first, then the scanner reports.
  const stream = createZstdDecompress({
    chunkSize: OUTPUT_CHUNK_BYTES,
    finishFlush: constants.ZSTD_e_continue,
  });
  const outputs: Uint8Array[] = [];
  let wake: () => void = () => {};
  let written: () => void = () => {};
  let isDone = false;
  let failure: unknown;
  stream.on('data', (output: Uint8Array) => {
    outputs.push(output);
    stream.pause();
    wake();
  });
  stream.on('end', () => {
    isDone = true;
    wake();
  });
  stream.on('error', (error) => {
    failure ??= zstdError(error, first.byteOffset);
    isDone = true;
    wake();
  });
  // A write that fails, or is cut off by destroying the stream, never calls back.
  stream.on('close', () => written());
  // One piece is decompressed while the next one waits: the decompressor's thread starts on it without asking this one.
  let unwritten = 0;
  const write = async (bytes: Uint8Array): Promise<void> => {
    unwritten++;
    stream.write(bytes, () => {
      unwritten--;
      written();
    });
    while (unwritten > 1 && !stream.destroyed) {
      await new Promise<void>((resolve) => {
        written = resolve;
      });
    }
  };
  const pump = async (): Promise<void> => {
    try {
      let piece: FramePiece | undefined = first;
      while (piece !== undefined && !isDone) {
        await write(piece.bytes);
        if (piece.isLast) break;
        const next: IteratorResult<FramePiece, void> = await rest.next();
        piece = next.done === true ? undefined : next.value;
      }
    } catch (error) {
      failure ??= error;
    }
    stream.end();
  };
  const pumping = pump();
  try {
    for (;;) {
      const output = outputs.shift();
      if (output !== undefined) {
        yield output;
      } else if (isDone) {
        break;
      } else {
        await new Promise<void>((resolve) => {
          wake = resolve;
          stream.resume();
        });
        wake = () => {};
      }
    }
    await pumping;
    if (failure !== undefined) throw failure;
  } finally {
    stream.destroy();
  }
}

/**
 * Decompresses any number of concatenated zstd frames, in chunks cut anywhere, skipping skippable ones; what a sender
 * flushed comes out without waiting for the frame's end. Everything that can be had is yielded before an error.
 * @throws DatabentoError `corrupt`, `truncated` (`byteOffset` counts compressed bytes), `aborted`
 */
export async function* decompressFrames(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  signal?: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const pieces = framePieces(chunks, signal);
  let isWhole = true;
  try {
    for (;;) {
      const next = await pieces.next();
      if (next.done === true) return;
      const piece = next.value;
      isWhole = piece.isLast && piece.bytes.length > FRAME_MAGIC_BYTES.length;
      if (isWhole && piece.outputBound <= SMALL_FRAME_OUTPUT_BYTES) {
        let output: Uint8Array;
        try {
          output = zstdDecompressSync(piece.bytes, { chunkSize: Math.max(64, piece.outputBound + 1) });
        } catch (error) {
          throw zstdError(error, piece.byteOffset);
        }
        yield output;
      } else {
        yield* decompressFrame(piece, pieces);
      }
    }
  } finally {
    // Not awaited: a consumer that stops early must not wait for a source that is silent.
    pieces.return().catch(() => {});
  }
}
