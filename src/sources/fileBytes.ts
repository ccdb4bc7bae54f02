import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { pipeline, type Readable, type Transform } from 'node:stream';
import { createGunzip, createZstdDecompress } from 'node:zlib';
import { TapebenchError } from '../errors.ts';

type Container = 'plain' | 'gzip' | 'zstd';
export type FileFormat = 'dbn' | 'csv' | 'parquet';

const CHUNK_BYTES = 1 << 20;
const SNIFFED_BYTES = 1 << 16;

/** @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE */
export function fileError(cause: unknown, path: string): TapebenchError {
  const { code } = cause as NodeJS.ErrnoException;
  if (code === 'ENOENT') {
    return new TapebenchError('TB_FILE_NOT_FOUND', `there is no file ${path}`, { where: path, cause });
  }
  if (code === 'EISDIR') {
    return new TapebenchError('TB_FILE_UNREADABLE', `${path} is a folder`, {
      where: path,
      next: 'Name a file.',
      cause,
    });
  }
  const isDamaged = code?.startsWith('Z_') === true || code?.startsWith('ZSTD_') === true;
  if (isDamaged) {
    return new TapebenchError(
      'TB_FILE_UNREADABLE',
      `the compressed data of ${path} is damaged or ends early`,
      {
        where: path,
        next: 'Download or compress it again.',
        cause,
      },
    );
  }
  return new TapebenchError('TB_FILE_UNREADABLE', `${path} cannot be used: ${(cause as Error).message}`, {
    where: path,
    cause,
  });
}

async function firstBytes(path: string, count: number): Promise<Buffer> {
  try {
    await using file = await open(path);
    const { buffer, bytesRead } = await file.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } catch (cause) {
    throw fileError(cause, path);
  }
}

function containerOf(start: Buffer): Container {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  if (start.length >= 4 && start.readUInt32LE(0) === 0xfd2fb528) return 'zstd';
  return 'plain';
}

/**
 * The bytes of a file, unpacked when it is gzip or zstd (told by its content), in chunks of about a megabyte.
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE
 */
export async function* unpackedChunks(path: string): AsyncGenerator<Buffer, void, undefined> {
  const container = containerOf(await firstBytes(path, 4));
  const source = createReadStream(path, { highWaterMark: CHUNK_BYTES });
  let stream: Readable | Transform = source;
  if (container !== 'plain') {
    // A failure of either end reaches the loop below by way of the unpacker.
    stream = pipeline(source, unpackerOf(container), () => {});
  }
  try {
    for await (const chunk of stream) yield chunk as Buffer;
  } catch (cause) {
    throw cause instanceof TapebenchError ? cause : fileError(cause, path);
  }
}

/**
 * What a file is, by its content and never by its name.
 * @throws TapebenchError TB_FORMAT_UNKNOWN, TB_DATA_EMPTY, TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE
 */
export async function formatOf(path: string): Promise<FileFormat> {
  const start = await firstBytes(path, 4);
  if (start.length === 0) throw new TapebenchError('TB_DATA_EMPTY', `${path} is empty`, { where: path });
  if (start.toString('latin1') === 'PAR1') return 'parquet';
  const isSkippableFrame =
    start.length === 4 && start[0]! >= 0x50 && start[0]! <= 0x5f && start.readUIntLE(1, 3) === 0x184d2a;
  if (isSkippableFrame) return 'dbn';
  const container = containerOf(start);
  const content = container === 'plain' ? await firstBytes(path, 4096) : await firstUnpacked(path, container);
  if (content.subarray(0, 3).toString('latin1') === 'DBN') return 'dbn';
  if (content[0] === 0xff && content[1] === 0xfe) {
    throw new TapebenchError('TB_FORMAT_UNKNOWN', `${path} is text in UTF-16`, {
      where: path,
      next: 'Save it as UTF-8.',
    });
  }
  if (content.length === 0) {
    throw new TapebenchError(
      'TB_FILE_UNREADABLE',
      `the compressed data of ${path} ends before its content begins`,
      { where: path },
    );
  }
  const isText = !content.includes(0) && content.includes(0x0a);
  if (isText) return 'csv';
  throw new TapebenchError('TB_FORMAT_UNKNOWN', `${path} is neither DBN nor CSV nor Parquet`, {
    where: path,
  });
}

/** The first bytes of a packed file, unpacked; also of one that ends early, since the stream is not told of an end. */
async function firstUnpacked(path: string, container: Exclude<Container, 'plain'>): Promise<Buffer> {
  const packed = await firstBytes(path, SNIFFED_BYTES);
  const unpacker = unpackerOf(container);
  try {
    return await new Promise<Buffer>((resolve, reject) => {
      unpacker.once('data', resolve);
      unpacker.once('error', reject);
      // Without output by now, there is none in these bytes.
      unpacker.write(packed, () => setImmediate(resolve, Buffer.alloc(0)));
    });
  } catch (cause) {
    throw fileError(cause, path);
  } finally {
    unpacker.destroy();
  }
}

function unpackerOf(container: Exclude<Container, 'plain'>): Transform {
  const options = { chunkSize: CHUNK_BYTES };
  return container === 'gzip' ? createGunzip(options) : createZstdDecompress(options);
}
