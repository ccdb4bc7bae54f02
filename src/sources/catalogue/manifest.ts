import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parse, stringify, YAMLParseError } from 'yaml';
import { z } from 'zod';
import { suggestion, TapebenchError } from '../../errors.ts';
import { columnMappingSchema } from '../columns.ts';
import { fileError } from '../fileBytes.ts';
import { ROW_DEFECTS } from '../rowDefects.ts';
import { ROW_ORDERS } from '../synthetic/options.ts';

const moment = z.iso.datetime({ offset: false });
const dateText = z.iso.date();
const digest = z.string().regex(/^[0-9a-f]{64}$/, 'must be 64 hexadecimal digits');
const count = z.int().min(0);
const files = z.array(z.string().min(1)).min(1);

const generatorSchema = z
  .strictObject({
    seed: z.int(),
    from: dateText,
    to: dateText,
    edge: z.number().exactOptional(),
    order: z.enum(ROW_ORDERS).exactOptional(),
    listedQuarterlies: z.int().exactOptional(),
    startPoints: z.number().exactOptional(),
    carryRate: z.number().exactOptional(),
  })
  .readonly();

export const DATASET_NAME: RegExp = /^[a-z0-9][a-z0-9._-]*$/;

/** `datasets/<name>.yaml`: what a dataset is, where its rows are, and the digest that they must have. */
export const manifestSchema = z
  .strictObject({
    name: z.string().regex(DATASET_NAME, 'must be lower-case letters, digits, dot, dash and underscore'),
    about: z.string().default('').describe('Said on the first screen of every report on this data.'),
    source: z.string().min(1).describe('Where the bars come from, in words.'),
    format: z.enum(['dbn', 'csv', 'parquet', 'synthetic']),
    files: files.describe('Relative to the manifest, in time order.'),
    mapping: columnMappingSchema.optional().describe('Columns of CSV and Parquet files.'),
    instrument: z.string().min(1).describe('Root of the instrument, e.g. ES.'),
    symbol: z.string().min(1).optional().describe('The one symbol of files without a symbol column.'),
    symbols: z.array(z.string()).optional().describe('Takes these contracts only.'),
    withSpreads: z.boolean().optional().describe('Takes calendar spreads too.'),
    publisher: z.int().optional().describe('Takes one publisher where several report the same bar.'),
    acceptTruncated: z.boolean().optional().describe('Takes the good part of a file that ends early.'),
    interval: z.string().describe('Length of a bar, e.g. 1m.'),
    contracts: z
      .array(z.string())
      .describe('Raw symbols of the contracts that have rows, by their first row.'),
    period: z.strictObject({ from: moment, to: moment }).describe('Opens of the first and the last bar.'),
    rows: count,
    digest: digest.describe('SHA-256 of the rows: see tapeDigest.'),
    isSynthetic: z.boolean(),
    waivers: z
      .record(z.string(), z.string().min(1))
      .default({})
      .describe('Checks that may fail, each with the reason.'),
    leftOut: z
      .array(z.strictObject({ defect: z.enum(ROW_DEFECTS), count, places: z.array(z.string()) }))
      .default([])
      .describe('Rows with a waived defect that were left out when the data was imported.'),
    generator: generatorSchema.optional().describe('What a synthetic market is made from.'),
    finer: z
      .strictObject({ files, interval: z.string(), rows: count, digest })
      .optional()
      .describe('Shorter bars of the same contracts, for intrabar: finer.'),
    vendorConditions: z
      .record(dateText, z.string())
      .optional()
      .describe("The vendor's own word on days that are not whole: degraded, pending, missing."),
  })
  .readonly();

export type Manifest = z.infer<typeof manifestSchema>;

const KEYS: readonly string[] = Object.keys(manifestSchema.unwrap().shape);

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
    const near = suggestion(key!, KEYS);
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
    await rm(temporary, { force: true });
    throw fileError(cause, path);
  }
}
