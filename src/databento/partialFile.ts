import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DatabentoError } from './errors.ts';

/** @throws DatabentoError `file` when something is at the path already */
export async function refuseExisting(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found !== undefined) throw new DatabentoError('file', `${path} exists already; nothing was fetched`);
}

/**
 * Writes chunks beside `path` and renames the file when it is whole, so that a file at `path` is always complete. On
 * any failure nothing stays behind.
 * @returns the bytes written
 */
export async function writeWhole(
  path: string,
  chunks: AsyncIterable<Uint8Array>,
  beforeRename: () => Promise<void> | void = () => {},
): Promise<number> {
  const partial = `${path}.part-${process.pid}`;
  let bytes = 0;
  await mkdir(dirname(path), { recursive: true });
  const file = await open(partial, 'w').catch((cause: unknown) => {
    throw new DatabentoError('file', `cannot write ${partial}`, { cause });
  });
  try {
    for await (const chunk of chunks) {
      await writeAll(file, chunk);
      bytes += chunk.length;
    }
    await beforeRename();
    await file.sync();
    await file.close();
    await rename(partial, path);
    return bytes;
  } catch (error) {
    await file.close().catch(() => {});
    await rm(partial, { force: true });
    throw error;
  }
}

/** Writes the whole chunk, which one `write` need not do. */
export async function writeAll(file: FileHandle, chunk: Uint8Array): Promise<void> {
  let written = 0;
  while (written < chunk.length) {
    written += (await file.write(chunk, written, chunk.length - written)).bytesWritten;
  }
}
