import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { TapebenchError } from '../../errors.ts';
import type { Tape } from '../../market/tape.ts';
import { hasDbnInterval, writeDbn } from '../dbn/writer.ts';
import { fileError, formatOf } from '../fileBytes.ts';
import { intervalText } from '../intervals.ts';
import { ROW_DEFECTS } from '../rowDefects.ts';
import type { ReadOptions, ReadResult } from '../source.ts';
import type { SyntheticOptions } from '../synthetic/options.ts';
import { tapeDigest } from '../tapeDigest.ts';
import { finerBarsOf } from './finerBars.ts';
import { DATASET_NAME, type FinerFiles, type Manifest, writeManifest } from './manifest.ts';
import { readFiles } from './readFiles.ts';
import { readSynthetic } from './syntheticCache.ts';

interface NewDataset {
  readonly name: string;
  /** Folder of the catalogue; made when it is not there. */
  readonly directory: string;
  /** Said on every report on this data. */
  readonly about?: string;
  /** Checks that may fail, each with the reason. A waived row defect leaves its rows out. */
  readonly waivers?: Readonly<Record<string, string>>;
  /** Replaces a dataset of the same name. */
  readonly isOverwriting?: boolean;
}

export interface ImportOptions extends NewDataset {
  /** Files that follow one another in time. */
  readonly files: readonly string[];
  /** How they are read. Waived defects are tolerated besides. */
  readonly read?: ReadOptions;
  /** Where the bars come from, in words; the files' names when not said. */
  readonly source?: string;
  readonly isSynthetic?: boolean;
  /**
   * `copy` (default) writes the rows as one `.dbn.zst` beside the manifest: fast to load, and independent of the files. `in-place`
   * leaves them where they are. Bars of a length that DBN does not have stay in place either way.
   */
  readonly keep?: 'copy' | 'in-place';
  /** Files with shorter bars of the same contracts, left in place. */
  readonly finerFiles?: readonly string[];
  /** The vendor's own word on days that are not whole, by date. */
  readonly vendorConditions?: Readonly<Record<string, string>>;
}

export interface ImportedDataset {
  readonly path: string;
  readonly manifest: Manifest;
  readonly result: ReadResult;
}

/**
 * Adds files of bars to the catalogue: reads and checks every row, writes a canonical copy and the manifest with the digest. Nothing
 * is written before all has been read, and each file is whole when it gets its name.
 * @throws TapebenchError TB_FILE_EXISTS, TB_USAGE for a name that cannot be, and those of the readers
 */
export async function importDataset(options: ImportOptions): Promise<ImportedDataset> {
  const path = manifestPath(options);
  const waivers = options.waivers ?? {};
  const tolerate = new Set([
    ...(options.read?.tolerate ?? []),
    ...ROW_DEFECTS.filter((defect) => defect in waivers),
  ]);
  const read: ReadOptions = { ...options.read, tolerate };
  const result = await readFiles(options.files, read);
  const finer =
    options.finerFiles === undefined ? null : await finerPart(options, options.finerFiles, read, result.tape);
  const isCopied = options.keep !== 'in-place' && hasDbnInterval(result.tape.intervalMs);
  const rows = isCopied ? await copied(options, result.tape) : await inPlace(options, read);
  const manifest: Manifest = {
    ...facts(options, result.tape),
    source: options.source ?? options.files.map((file) => file.split(/[\\/]/).at(-1)!).join(', '),
    isSynthetic: options.isSynthetic === true,
    ...rows,
    ...(read.withSpreads === undefined ? {} : { withSpreads: read.withSpreads }),
    leftOut: isCopied ? result.defects : [],
    ...(finer === null ? {} : { finer }),
    ...(options.vendorConditions === undefined ? {} : { vendorConditions: { ...options.vendorConditions } }),
  };
  await writeManifest(path, manifest);
  return { path, manifest, result };
}

/**
 * Makes a synthetic market from its seed and adds it to the catalogue. Its file can be deleted: it is made again when needed.
 * @throws TapebenchError TB_FILE_EXISTS, TB_USAGE, TB_PARAMETER_INVALID, TB_DATE_INVALID
 */
export async function createSyntheticDataset(
  options: NewDataset & { readonly generator: SyntheticOptions; readonly withSpreads?: boolean },
): Promise<ImportedDataset> {
  const path = manifestPath(options);
  const { generator, withSpreads } = options;
  const file = `cache/${options.name}.dbn.zst`;
  const read: ReadOptions = withSpreads === undefined ? {} : { withSpreads };
  const target = join(options.directory, file);
  // A file of this name may be left from other options.
  await rm(target, { force: true });
  const result = await readSynthetic(target, generator, read, null);
  const manifest: Manifest = {
    ...facts(options, result.tape),
    source: `synthetic market from seed ${generator.seed}, edge ${generator.edge ?? 0}`,
    isSynthetic: true,
    format: 'synthetic',
    files: [file],
    ...(withSpreads === undefined ? {} : { withSpreads }),
    leftOut: [],
    generator,
  };
  await writeManifest(path, manifest);
  return { path, manifest, result };
}

function manifestPath({ name, directory, isOverwriting }: NewDataset): string {
  if (!DATASET_NAME.test(name)) {
    throw new TapebenchError('TB_USAGE', `${JSON.stringify(name)} cannot be the name of a dataset`, {
      next: 'Use lower-case letters, digits, dots, dashes and underscores.',
    });
  }
  const path = join(directory, `${name}.yaml`);
  if (isOverwriting === true || !existsSync(path)) return path;
  throw new TapebenchError('TB_FILE_EXISTS', `there is a dataset ${name} already`, {
    where: path,
    kept: 'it is as it was',
    next: 'Choose another name, or pass --force.',
  });
}

function facts(
  options: NewDataset,
  tape: Tape,
): Pick<
  Manifest,
  'name' | 'about' | 'instrument' | 'interval' | 'contracts' | 'period' | 'rows' | 'digest' | 'waivers'
> {
  const { rows, contracts, instrument, intervalMs } = tape;
  const moment = (time: number): string => new Date(time).toISOString();
  return {
    name: options.name,
    about: options.about ?? '',
    instrument: instrument.root,
    interval: intervalText(intervalMs),
    contracts: contracts.map(({ rawSymbol }) => rawSymbol),
    period: { from: moment(rows.time[0]!), to: moment(rows.time[rows.length - 1]!) },
    rows: rows.length,
    digest: tapeDigest(tape),
    waivers: { ...options.waivers },
  };
}

async function copied(options: ImportOptions, tape: Tape): Promise<Pick<Manifest, 'format' | 'files'>> {
  const file = `${options.name}.dbn.zst`;
  const path = join(options.directory, file);
  await makeFolder(options.directory);
  await writeDbn(tape, path, options.isOverwriting === true);
  return { format: 'dbn', files: [file] };
}

/** How the files are read must then be said in the manifest. */
async function inPlace(
  options: ImportOptions,
  read: ReadOptions,
): Promise<Pick<Manifest, 'format' | 'files'> & Partial<Manifest>> {
  await makeFolder(options.directory);
  const { mapping, symbol, symbols, publisher, acceptTruncated } = read;
  return {
    format: await formatOf(options.files[0]!),
    files: options.files.map((file) => relativeTo(options.directory, file)),
    ...(mapping === undefined ? {} : { mapping }),
    ...(symbol === undefined ? {} : { symbol }),
    ...(symbols === undefined ? {} : { symbols }),
    ...(publisher === undefined ? {} : { publisher }),
    ...(acceptTruncated === undefined ? {} : { acceptTruncated }),
  };
}

async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw fileError(cause, path);
  }
}

async function finerPart(
  options: ImportOptions,
  files: readonly string[],
  read: ReadOptions,
  tape: Tape,
): Promise<FinerFiles> {
  // The shorter bars have their own length, whatever was chosen for the others.
  const { interval: _, ...mapping } = read.mapping ?? {};
  const { tape: shorter } = await readFiles(files, { ...read, mapping });
  finerBarsOf(tape, shorter);
  return {
    files: files.map((file) => relativeTo(options.directory, file)),
    interval: intervalText(shorter.intervalMs),
    rows: shorter.rows.length,
    digest: tapeDigest(shorter),
  };
}

/** With forward slashes, so that a manifest means the same on every system. */
function relativeTo(directory: string, file: string): string {
  return relative(resolve(directory), resolve(file)).split(sep).join('/');
}
