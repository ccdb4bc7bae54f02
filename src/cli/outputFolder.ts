import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TapebenchError } from '../errors.ts';

/**
 * Says before any work is done whether results can be written to a folder; nothing is made.
 * @throws TapebenchError TB_REPORT_FAILED when it, or what stands in its place, is no folder that can be written
 */
export function requireWritable(folder: string): void {
  let standing = resolve(folder);
  while (!existsSync(standing)) standing = dirname(standing);
  if (!statSync(standing).isDirectory()) throw refused(folder, `${standing} is a file, not a folder`);
  try {
    accessSync(standing, constants.W_OK);
  } catch (cause) {
    throw refused(folder, `${standing} cannot be written`, cause);
  }
}

/**
 * Makes a folder and those above it, one by one: the recursive call of Node never ends on some special file systems.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export function makeFolder(folder: string): void {
  const path = resolve(folder);
  if (existsSync(path)) {
    requireWritable(folder);
    return;
  }
  makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'EEXIST') return;
    throw refused(folder, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** The results database of an output folder. */
export function databaseIn(folder: string): string {
  return join(folder, 'tapebench.duckdb');
}

/** A file name made of names that people chose: what a shell or another system might stumble over becomes a hyphen. */
export function fileNameOf(text: string): string {
  return text.replace(/[^A-Za-z0-9_.-]+/g, '-');
}

function refused(folder: string, why: string, cause?: unknown): TapebenchError {
  return new TapebenchError('TB_REPORT_FAILED', `the output folder cannot be used: ${why}`, {
    where: folder,
    kept: 'nothing was written',
    next: 'Give another folder: --out FOLDER',
    ...(cause === undefined ? {} : { cause }),
  });
}
