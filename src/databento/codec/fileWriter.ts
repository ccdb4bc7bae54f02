import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { constants, createZstdCompress, type ZstdCompress } from 'node:zlib';
import { throwIfAborted } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import { type DbnMetadata, encodeMetadata } from './metadata.ts';
import { encodeOhlcv, type OhlcvInput } from './ohlcvEncode.ts';

export interface DbnWriteOptions {
  readonly compression?: 'none' | 'zstd';
  /** zstd's level, 1 to 22; 3 unless told. */
  readonly compressionLevel?: number;
  /** Replace a file that is there. */
  readonly overwrite?: boolean;
  readonly signal?: AbortSignal;
}

const WRITE_ROWS = 16_384;

/**
 * Writes a DBN file beside its final place and renames it when it is whole, so that a reader never meets half a file.
 * Made by `createDbnFile`; ends with `close` or `abort`.
 */
export class DbnFileWriter {
  readonly #path: string;
  readonly #temporaryPath: string;
  readonly #file: FileHandle;
  readonly #compressor: ZstdCompress | undefined;
  readonly #compressed: Uint8Array[] = [];
  readonly #signal: AbortSignal | undefined;
  readonly #mayOverwrite: boolean;
  #failure: unknown;
  #isOpen = true;

  constructor(path: string, temporaryPath: string, file: FileHandle, options: DbnWriteOptions) {
    this.#path = path;
    this.#temporaryPath = temporaryPath;
    this.#file = file;
    this.#signal = options.signal;
    this.#mayOverwrite = options.overwrite === true;
    if (options.compression === 'zstd') {
      this.#compressor = createZstdCompress({
        chunkSize: 1 << 18,
        params: {
          [constants.ZSTD_c_compressionLevel]: options.compressionLevel ?? 3,
          [constants.ZSTD_c_checksumFlag]: 1,
        },
      });
      this.#compressor.on('data', (bytes: Uint8Array) => this.#compressed.push(bytes));
      this.#compressor.on('error', (error) => {
        this.#failure = error;
      });
    }
  }

  /** Appends encoded records (or anything else) as they are. Await it: that is the back-pressure. */
  async write(bytes: Uint8Array): Promise<void> {
    if (!this.#isOpen) throw new DatabentoError('usage', `${this.#path} is closed`);
    throwIfAborted(this.#signal);
    const compressor = this.#compressor;
    if (compressor === undefined) {
      await this.#file.writeFile(bytes);
      return;
    }
    await new Promise<void>((resolve) => compressor.write(bytes, () => resolve()));
    await this.#drain();
  }

  /** Appends rows `[from, to)` of bars. */
  async writeOhlcv(bars: OhlcvInput, from = 0, to: number = bars.tsEventMs.length): Promise<void> {
    for (let row = from; row < to; row += WRITE_ROWS) {
      await this.write(encodeOhlcv(bars, row, Math.min(row + WRITE_ROWS, to)));
    }
  }

  async #drain(): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    for (const bytes of this.#compressed.splice(0)) await this.#file.writeFile(bytes);
  }

  /** Makes the file whole and gives it its name. @throws DatabentoError `file` when another file has it by now */
  async close(): Promise<void> {
    if (!this.#isOpen) return;
    try {
      const compressor = this.#compressor;
      if (compressor !== undefined) {
        await new Promise<void>((resolve) => {
          compressor.once('end', resolve);
          compressor.once('error', () => resolve());
          compressor.end();
        });
        await this.#drain();
      }
      await this.#file.sync();
      await this.#file.close();
      this.#isOpen = false;
      if (!this.#mayOverwrite) await refuseExisting(this.#path);
      await rename(this.#temporaryPath, this.#path);
    } catch (error) {
      await this.abort();
      throw error;
    }
  }

  /** Throws what was written away. */
  async abort(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#compressor?.destroy();
      await this.#file.close();
    }
    await rm(this.#temporaryPath, { force: true });
  }
}

async function refuseExisting(path: string): Promise<void> {
  let existing: FileHandle;
  try {
    existing = await open(path, 'r');
  } catch {
    return;
  }
  await existing.close();
  throw new DatabentoError('file', `${path} exists already`);
}

/**
 * Begins a DBN file with its metadata (none for a fragment).
 * @throws DatabentoError `file` when the path exists (unless `overwrite`) or cannot be written, `usage` for bad metadata
 */
export async function createDbnFile(
  path: string,
  metadata: DbnMetadata | undefined,
  options: DbnWriteOptions = {},
): Promise<DbnFileWriter> {
  const head = metadata === undefined ? undefined : encodeMetadata(metadata);
  if (options.overwrite !== true) await refuseExisting(path);
  const temporaryPath = `${path}.partial`;
  let file: FileHandle;
  try {
    file = await open(temporaryPath, 'w');
  } catch (error) {
    throw new DatabentoError('file', `${path} cannot be written: ${(error as Error).message}`, {
      cause: error,
    });
  }
  const writer = new DbnFileWriter(path, temporaryPath, file, options);
  if (head !== undefined) await writer.write(head);
  return writer;
}
