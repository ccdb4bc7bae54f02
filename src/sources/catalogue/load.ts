import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import { utcText } from '../../market/dates.ts';
import type { Tape } from '../../market/tape.ts';
import type { DefectCount, RowDefect } from '../rowDefects.ts';
import type { ReadOptions, SkippedRows, Truncation } from '../source.ts';
import { tapeDigest } from '../tapeDigest.ts';
import { sliceTape } from '../tapeSlice.ts';
import { findDataset } from './catalogue.ts';
import { timeRange } from './dateRange.ts';
import { type Manifest, readManifest } from './manifest.ts';
import { readManifestRows } from './manifestRows.ts';
import { readFiles } from './readFiles.ts';

export interface LoadOptions {
  /** Folders of manifests, the first before the others. */
  readonly directories: string | readonly string[];
  /** First and last trade date, or moments: see `timeRange`. */
  readonly from?: string;
  readonly to?: string;
  /** Row defects to leave out and count beyond those that the manifest waives: what a data check does. */
  readonly tolerate?: ReadonlySet<RowDefect>;
  /** Loads the dataset's shorter bars too, when it has them. */
  readonly withFiner?: boolean;
  /** How a file is read that is named directly; a dataset of the catalogue says it in its manifest. */
  readonly read?: ReadOptions;
}

/** A dataset in memory, with what is to be said of it wherever it is used. */
export interface Dataset {
  readonly name: string;
  readonly tape: Tape;
  /** Of the rows in `tape`. */
  readonly digest: string;
  /** null for a file that was named directly. */
  readonly manifest: Manifest | null;
  /** Manifest or file that it was loaded from. */
  readonly path: string;
  readonly source: string;
  readonly about: string;
  readonly isSynthetic: boolean;
  /** Opens of the first and the last bar, UTC ms. */
  readonly from: number;
  readonly to: number;
  readonly waivers: Readonly<Record<string, string>>;
  /** Rows left out for a defect, now or when the data was imported. */
  readonly defects: readonly DefectCount[];
  readonly skipped: SkippedRows;
  readonly truncation: Truncation | null;
}

/**
 * Loads a dataset of the catalogue by name, or a file of bars (or a manifest) by path. The rows of a catalogue's dataset must have
 * the digest that its manifest pins; what the range leaves of them has a digest of its own.
 * @throws TapebenchError TB_DATASET_UNKNOWN, TB_DATA_DIGEST, TB_DATA_EMPTY, TB_DATE_INVALID, TB_CONFIG_INVALID, and those of the readers
 */
export async function loadDataset(nameOrPath: string, options: LoadOptions): Promise<Dataset> {
  const range = timeRange(options.from, options.to);
  const whole = await loadWhole(nameOrPath, options);
  const tape = sliceTape(whole.tape, range.from, range.to);
  if (tape.rows.length === 0) {
    throw new TapebenchError('TB_DATA_EMPTY', `${whole.name} has no bars in the range`, {
      where: `from ${options.from ?? 'the start'} to ${options.to ?? 'the end'}`,
      next: `It has bars from ${utcText(whole.from)} to ${utcText(whole.to)}.`,
    });
  }
  if (tape === whole.tape) return whole;
  return { ...whole, tape, digest: tapeDigest(tape), ...periodOf(tape) };
}

async function loadWhole(nameOrPath: string, options: LoadOptions): Promise<Dataset> {
  if (/[\\/]/.test(nameOrPath)) return loadPath(resolve(nameOrPath), options);
  try {
    const found = await findDataset(nameOrPath, options.directories);
    return await loadManifest(found.path, found.manifest, options);
  } catch (error) {
    // A name comes before a file here of the same name; the catalogue's own error is the one to tell when there is neither.
    const isUnknown = error instanceof TapebenchError && error.code === 'TB_DATASET_UNKNOWN';
    const isFile = statSync(nameOrPath, { throwIfNoEntry: false })?.isFile() === true;
    if (isUnknown && isFile) return loadPath(resolve(nameOrPath), options);
    throw error;
  }
}

async function loadPath(path: string, options: LoadOptions): Promise<Dataset> {
  return /\.ya?ml$/.test(path)
    ? loadManifest(path, await readManifest(path), options)
    : loadFile(path, options);
}

async function loadFile(path: string, options: LoadOptions): Promise<Dataset> {
  const read: ReadOptions = {
    ...options.read,
    ...(options.tolerate === undefined ? {} : { tolerate: options.tolerate }),
  };
  const result = await readFiles([path], read);
  const name = basename(path).replace(/(\.(dbn|csv|parquet|zst|gz|txt))+$/i, '');
  return {
    name,
    tape: result.tape,
    digest: tapeDigest(result.tape),
    manifest: null,
    path,
    source: basename(path),
    about: '',
    isSynthetic: false,
    ...periodOf(result.tape),
    waivers: {},
    defects: result.defects,
    skipped: result.skipped,
    truncation: result.truncation,
  };
}

async function loadManifest(path: string, manifest: Manifest, options: LoadOptions): Promise<Dataset> {
  const tolerate = options.tolerate ?? new Set();
  const { tape, defects, skipped, truncation } = await readManifestRows(
    path,
    manifest,
    tolerate,
    options.withFiner === true,
  );
  return {
    name: manifest.name,
    tape,
    digest: manifest.digest,
    manifest,
    path,
    source: manifest.source,
    about: manifest.about,
    isSynthetic: manifest.isSynthetic,
    ...periodOf(tape),
    waivers: manifest.waivers,
    defects: defects.length > 0 ? defects : manifest.leftOut,
    skipped,
    truncation,
  };
}

function periodOf({ rows }: Tape): { readonly from: number; readonly to: number } {
  return { from: rows.time[0]!, to: rows.time[rows.length - 1]! };
}
