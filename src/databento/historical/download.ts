import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { backoffDelayMs } from '../backoff.ts';
import { delay } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import { writeAll } from '../partialFile.ts';
import type { BatchFile } from './batch.ts';
import type { Transport } from './transport.ts';

export interface DownloadCall {
  readonly signal?: AbortSignal;
  /** Called with the name of the file, the bytes of it that are here, and its size. */
  readonly onProgress?: (filename: string, bytes: number, size: number) => void;
}

/**
 * Fetches one file of a batch job into a directory. What is missing of it is asked for by `Range`; the partial file
 * stays when the fetch fails, so that a later call goes on from there.
 * @returns the path of the whole, verified file
 */
export async function downloadFile(
  transport: Transport,
  file: BatchFile,
  directory: string,
  call: DownloadCall,
): Promise<string> {
  const { filename } = file;
  if (filename !== basename(filename) || filename === '' || filename.startsWith('.')) {
    throw new DatabentoError(
      'protocol',
      `the job names a file ${JSON.stringify(filename)}, which is no plain file name`,
    );
  }
  const url = file.urls?.https ?? file.urls?.http;
  if (url === undefined || file.hash === null) {
    throw new DatabentoError('usage', `${filename} is not ready to be fetched`, { isRetryable: true });
  }
  const path = join(directory, filename);
  if ((await sizeOf(path)) === file.size && (await sha256Of(path)) === file.hash) return path;
  await mkdir(directory, { recursive: true });
  const partial = `${path}.part`;
  await fetchInto(transport, url, partial, file, call);
  const hash = await sha256Of(partial);
  if (hash !== file.hash) {
    await rm(partial, { force: true });
    throw new DatabentoError('checksum', `${filename} came with ${hash}, not ${file.hash}; it was removed`, {
      isRetryable: true,
    });
  }
  await rename(partial, path);
  return path;
}

async function fetchInto(
  transport: Transport,
  url: string,
  partial: string,
  file: BatchFile,
  call: DownloadCall,
): Promise<void> {
  const { clock, backoff, random, maximumAttempts } = transport.options;
  for (let attempt = 1; ; attempt++) {
    let here = await sizeOf(partial);
    if (here > file.size) {
      await rm(partial);
      here = 0;
    }
    if (here === file.size) return;
    try {
      await fetchRest(transport, url, partial, here, file, call);
      if ((await sizeOf(partial)) >= file.size) return;
      throw new DatabentoError('network', `${file.filename} ended early`, { isRetryable: true });
    } catch (error) {
      if (!(error instanceof DatabentoError) || !error.isRetryable || attempt >= maximumAttempts) throw error;
      await delay(clock, backoffDelayMs(backoff, attempt, random), call.signal);
    }
  }
}

async function fetchRest(
  transport: Transport,
  url: string,
  partial: string,
  here: number,
  file: BatchFile,
  call: DownloadCall,
): Promise<void> {
  const answer = await transport.send({
    method: 'GET',
    path: url,
    accept: 'application/octet-stream',
    headers: here === 0 ? {} : { range: `bytes=${here}-` },
    policy: 'idempotent',
    signal: call.signal,
  });
  // A server that ignores the range sends the whole file again.
  const isContinued = here > 0 && answer.status === 206;
  let bytes = isContinued ? here : 0;
  const target = await open(partial, isContinued ? 'a' : 'w');
  try {
    for await (const chunk of answer.body) {
      await writeAll(target, chunk);
      bytes += chunk.length;
      call.onProgress?.(file.filename, bytes, file.size);
    }
  } finally {
    await target.close();
  }
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  return `sha256:${hash.digest('hex')}`;
}
