import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import { fileError } from '../fileBytes.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import type { SyntheticOptions } from '../synthetic/options.ts';
import { tapeDigest } from '../tapeDigest.ts';
import { readFiles } from './readFiles.ts';

/**
 * The rows of a synthetic dataset, from its file when that is there and whole, else made from the seed and kept in the file.
 * @param digest that the rows must have; null when it is only now being found out
 * @throws TapebenchError TB_DATA_DIGEST when the generator no longer makes the rows that the manifest pins
 */
export async function readSynthetic(
  path: string,
  generator: SyntheticOptions,
  options: ReadOptions,
  digest: string | null,
): Promise<ReadResult> {
  const cached = existsSync(path) ? await readCached(path, options) : null;
  if (cached !== null && (digest === null || tapeDigest(cached.tape) === digest)) return cached;
  const made = await madeRows(path, generator, options);
  if (digest === null || tapeDigest(made.tape) === digest) return made;
  throw new TapebenchError('TB_DATA_DIGEST', 'the generator does not make the rows that the manifest pins', {
    where: path,
    next: 'The generator has changed since: make the dataset again under another name (data synth).',
  });
}

/** Where the file cannot be kept (an installation that is not ours to write in), the rows are made for this once. */
async function madeRows(
  path: string,
  generator: SyntheticOptions,
  options: ReadOptions,
): Promise<ReadResult> {
  try {
    await generate(path, generator);
    return await readFiles([path], options, 'dbn');
  } catch (error) {
    if (!(error instanceof TapebenchError) || error.code !== 'TB_FILE_UNREADABLE') throw error;
  }
  const folder = await mkdtemp(join(tmpdir(), 'tapebench-'));
  try {
    const once = join(folder, basename(path));
    await generate(once, generator);
    return await readFiles([once], options, 'dbn');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file that cannot be used is no loss: it is made again. */
async function readCached(path: string, options: ReadOptions): Promise<ReadResult | null> {
  try {
    return await readFiles([path], options, 'dbn');
  } catch (error) {
    if (error instanceof TapebenchError) return null;
    throw error;
  }
}

async function generate(path: string, generator: SyntheticOptions): Promise<void> {
  const { generateSyntheticMarket, writeSyntheticMarket } = await import('../synthetic/index.ts');
  // A name of this process: two that make the same file at once do not meet, and the last one whole stays.
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeSyntheticMarket(generateSyntheticMarket(generator), temporary, true);
    await rename(temporary, path);
  } catch (error) {
    throw error instanceof TapebenchError ? error : fileError(error, path);
  }
}
