import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parse, stringify, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { suggestion, TapebenchError } from '../../errors.ts';
import { type ColumnMapping, columnMappingSchema } from '../columns.ts';
import { fileError } from '../fileBytes.ts';
import { parseInterval } from '../intervals.ts';
import { type DefectCount, ROW_DEFECTS } from '../rowDefects.ts';
import { ROW_ORDERS, type SyntheticOptions } from '../synthetic/options.ts';

/** `datasets/<name>.yaml`: what a dataset is, where its rows are, and the digest that they must have. */
export interface Manifest {
  readonly name: string;
  /** Said on the first screen of every report on this data. */
  readonly about: string;
  /** Where the bars come from, in words. */
  readonly source: string;
  readonly format: 'dbn' | 'csv' | 'parquet' | 'synthetic';
  /** Relative to the manifest, in time order. */
  readonly files: readonly string[];
  /** Columns of CSV and Parquet files. */
  readonly mapping?: ColumnMapping;
  /** Root of the instrument, e.g. ES. */
  readonly instrument: string;
  /** What the one contract of the files is called, where they do not say. */
  readonly symbol?: string;
  /** Takes these contracts only. */
  readonly symbols?: readonly string[];
  /** Takes calendar spreads too. */
  readonly withSpreads?: boolean;
  /** Takes one publisher where several report the same bar. */
  readonly publisher?: number;
  /** Takes the good part of a file that ends early. */
  readonly acceptTruncated?: boolean;
  /** Length of a bar, e.g. 1m. */
  readonly interval: string;
  /** Raw symbols of the contracts that have rows, by their first row. */
  readonly contracts: readonly string[];
  /** Opens of the first and the last bar, ISO 8601 in UTC. */
  readonly period: { readonly from: string; readonly to: string };
  readonly rows: number;
  /** SHA-256 of the rows: see `tapeDigest`. */
  readonly digest: string;
  readonly isSynthetic: boolean;
  /** Checks that may fail, each with the reason. */
  readonly waivers: Readonly<Record<string, string>>;
  /** Rows with a waived defect that were left out when the data was imported. */
  readonly leftOut: readonly DefectCount[];
  /** What a synthetic market is made from. */
  readonly generator?: SyntheticOptions;
  /** Shorter bars of the same contracts, for `intrabar: finer`. */
  readonly finer?: FinerFiles;
  /** The vendor's own word on days that are not whole: degraded, pending, missing. */
  readonly vendorConditions?: Readonly<Record<string, string>>;
}

export interface FinerFiles {
  readonly files: readonly string[];
  readonly interval: string;
  readonly rows: number;
  readonly digest: string;
}

export const DATASET_NAME: RegExp = /^[a-z0-9][a-z0-9._-]*$/;

const word = z.string().min(1);
const moment = z.iso.datetime({ offset: false });
const date = z.iso.date();
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const count = z.int().min(0);
const files = z.array(word).min(1);
const interval = z
  .string()
  .refine((text) => parseInterval(text) !== undefined, 'must be an interval such as 1m');

const SHAPE = {
  name: z.string().regex(DATASET_NAME, 'must be lower-case letters, digits, dot, dash and underscore'),
  about: z.string().default(''),
  source: word,
  format: z.enum(['dbn', 'csv', 'parquet', 'synthetic']),
  files,
  mapping: columnMappingSchema.exactOptional(),
  instrument: word,
  symbol: word.exactOptional(),
  symbols: z.array(word).exactOptional(),
  withSpreads: z.boolean().exactOptional(),
  publisher: count.exactOptional(),
  acceptTruncated: z.boolean().exactOptional(),
  interval,
  contracts: z.array(word),
  period: z.strictObject({ from: moment, to: moment }),
  rows: count,
  digest,
  isSynthetic: z.boolean(),
  waivers: z.record(z.string(), word).default({}),
  leftOut: z
    .array(z.strictObject({ defect: z.enum(ROW_DEFECTS), count, places: z.array(z.string()) }))
    .default([]),
  generator: z
    .strictObject({
      seed: z.int(),
      from: date,
      to: date,
      edge: z.number().exactOptional(),
      order: z.enum(ROW_ORDERS).exactOptional(),
      listedQuarterlies: z.int().exactOptional(),
      startPoints: z.number().exactOptional(),
      carryRate: z.number().exactOptional(),
    })
    .exactOptional(),
  finer: z.strictObject({ files, interval, rows: count, digest }).exactOptional(),
  vendorConditions: z.record(date, z.string()).exactOptional(),
};

const manifestSchema: z.ZodType<Manifest> = z
  .strictObject(SHAPE)
  .refine(({ format, generator }) => (format === 'synthetic') === (generator !== undefined), {
    path: ['generator'],
    message: 'a synthetic dataset has one, and no other has',
  });

/** The keys of a manifest. */
export const MANIFEST_KEYS: readonly string[] = Object.keys(SHAPE);

/**
 * Reads and checks a manifest.
 * @throws TapebenchError TB_CONFIG_INVALID naming the key, with a suggestion for one that is unknown; those of the file
 */
export async function readManifest(path: string): Promise<Manifest> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (cause) {
    throw fileError(cause, path);
  }
  let content: unknown;
  try {
    content = parse(text);
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? cause.linePos?.[0].line : undefined;
    throw new TapebenchError(
      'TB_CONFIG_INVALID',
      `${path} is no YAML: ${(cause as Error).message.split('\n')[0]}`,
      {
        where: line === undefined ? path : `${path}, line ${line}`,
        cause,
      },
    );
  }
  const result = manifestSchema.safeParse(content);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const place = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    const [key] = issue.keys;
    const near = suggestion(key!, MANIFEST_KEYS);
    throw new TapebenchError(
      'TB_CONFIG_INVALID',
      `there is no key ${[place, key].filter(Boolean).join('.')}`,
      {
        where: path,
        ...(near === undefined || place !== '' ? {} : { next: `Did you mean ${near}?` }),
      },
    );
  }
  throw new TapebenchError(
    'TB_CONFIG_INVALID',
    `${place === '' ? 'the manifest' : place}: ${issue.message}`,
    { where: path },
  );
}

/**
 * Writes a manifest beside its final place and renames it when it is whole.
 * @throws TapebenchError TB_FILE_UNREADABLE when the place cannot be written
 */
export async function writeManifest(path: string, manifest: Manifest): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    await writeFile(temporary, stringify(manifest, { lineWidth: 110 }));
    await rename(temporary, path);
  } catch (cause) {
    // The first failure is the one to tell.
    await rm(temporary, { force: true }).catch(() => {});
    throw fileError(cause, path);
  }
}
