import { dirname, resolve } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import { ROW_DEFECTS, type RowDefect } from '../rowDefects.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import { tapeDigest } from '../tapeDigest.ts';
import { readFinerBars } from './finerBars.ts';
import type { Manifest } from './manifest.ts';
import { readFiles } from './readFiles.ts';
import { readSynthetic } from './syntheticCache.ts';

/**
 * The rows that a manifest describes.
 * @param path of the manifest, to which its files are relative
 * @param tolerate row defects to leave out beyond those that the manifest waives
 * @throws TapebenchError TB_DATA_DIGEST when they are other rows, and those of the readers
 */
export async function readManifestRows(
  path: string,
  manifest: Manifest,
  tolerate: ReadonlySet<RowDefect>,
  withFiner: boolean,
): Promise<ReadResult> {
  const folder = dirname(path);
  const read = readOptionsOf(manifest, tolerate);
  const files = manifest.files.map((file) => resolve(folder, file));
  const result = await rowsOf(manifest, files, read);
  const digest = tapeDigest(result.tape);
  if (digest !== manifest.digest) {
    throw new TapebenchError(
      'TB_DATA_DIGEST',
      `${manifest.name} has ${result.tape.rows.length} rows with the digest ${digest.slice(0, 12)}…; ` +
        `its manifest says ${manifest.rows} rows with ${manifest.digest.slice(0, 12)}…`,
      { where: path, next: 'Its files have changed since the import: put them back, or import them again.' },
    );
  }
  if (!withFiner || manifest.finer === undefined) return result;
  const finer = await readFinerBars(manifest.finer, folder, read, result.tape);
  return { ...result, tape: { ...result.tape, finer } };
}

function rowsOf(manifest: Manifest, files: readonly string[], read: ReadOptions): Promise<ReadResult> {
  if (manifest.format !== 'synthetic') return readFiles(files, read, manifest.format);
  // The schema asks for the generator of a synthetic dataset.
  return readSynthetic(files[0]!, manifest.generator!, read, manifest.digest);
}

function readOptionsOf(manifest: Manifest, tolerate: ReadonlySet<RowDefect>): ReadOptions {
  const { instrument, mapping, symbol, symbols, withSpreads, publisher, acceptTruncated } = manifest;
  const waived = ROW_DEFECTS.filter((defect) => defect in manifest.waivers || tolerate.has(defect));
  return {
    instrument,
    // What has more rows than the manifest says will fail by its digest; it need not be fast.
    expectedRows: manifest.rows,
    tolerate: new Set(waived),
    mapping: { interval: manifest.interval, ...mapping },
    ...(symbol === undefined ? {} : { symbol }),
    ...(symbols === undefined ? {} : { symbols }),
    ...(withSpreads === undefined ? {} : { withSpreads }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(acceptTruncated === undefined ? {} : { acceptTruncated }),
  };
}
