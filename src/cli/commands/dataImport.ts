import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { parse } from 'yaml';
import type { Argv } from 'yargs';
import { suggestion, TapebenchError } from '../../errors.ts';
import { importDataset } from '../../sources/catalogue/importDataset.ts';
import { COLUMN_MAPPING_KEYS, type ColumnMapping, columnMappingSchema } from '../../sources/columns.ts';
import type { ReadOptions } from '../../sources/source.ts';
import { count } from '../figures.ts';
import { note, print, printJson } from '../terminal.ts';
import { waiversOf } from '../waivers.ts';

interface Args {
  readonly file: string;
  readonly more?: readonly string[];
  readonly name?: string;
  readonly instrument?: string;
  readonly symbol?: string;
  readonly symbols?: readonly string[];
  readonly spreads: boolean;
  readonly publisher?: number;
  readonly map?: readonly string[];
  readonly mapping?: string;
  readonly finer?: readonly string[];
  readonly waive?: readonly string[];
  readonly about?: string;
  readonly inPlace: boolean;
  readonly acceptTruncated: boolean;
  readonly force: boolean;
  readonly datasets: string;
  readonly json: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'DBN, CSV or Parquet file, plain or compressed',
    })
    .option('more', { type: 'string', array: true, describe: 'Files that follow it in time' })
    .option('name', {
      type: 'string',
      describe: 'Name in the catalogue; made from the file name when not given',
    })
    .option('instrument', {
      type: 'string',
      describe: 'Root, e.g. ES; recognised from the symbols when not given',
    })
    .option('symbol', {
      type: 'string',
      describe: 'The one symbol of a file without a symbol column, e.g. 6EH4 or ES.v.0',
    })
    .option('symbols', { type: 'string', array: true, describe: 'Take these contracts only' })
    .option('spreads', { type: 'boolean', default: false, describe: 'Take calendar spreads too' })
    .option('publisher', { type: 'number', describe: 'Take one publisher where several report the same bar' })
    .option('map', {
      type: 'string',
      array: true,
      describe: 'A part of the column mapping, as key=value: volume=volume_est',
    })
    .option('mapping', { type: 'string', describe: 'YAML file with the whole column mapping' })
    .option('finer', {
      type: 'string',
      array: true,
      describe: 'Files with shorter bars of the same contracts',
    })
    .option('waive', {
      type: 'string',
      array: true,
      describe: 'A data check that may fail, as name="the reason"',
    })
    .option('about', { type: 'string', describe: 'A sentence that every report on this data shows' })
    .option('in-place', {
      type: 'boolean',
      default: false,
      describe: 'Leave the file where it is instead of copying its rows',
    })
    .option('accept-truncated', {
      type: 'boolean',
      default: false,
      describe: 'Take the good part of a file that ends early',
    })
    .option('force', { type: 'boolean', default: false, describe: 'Replace a dataset of the same name' })
    .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 data import es-2024.dbn.zst', 'a file as Databento delivers it')
    .example(
      '$0 data import es.csv.gz --symbol ES.v.0 --map volume=volume_est --map timeZone=UTC',
      'any other layout',
    )
    .example('$0 data import 6e.csv.gz --symbol 6EH4 --name euro', 'another instrument, with its own tick');
}

export async function run(args: Args): Promise<undefined> {
  const name = args.name ?? nameOfFile(args.file);
  if (!/[a-z0-9]{2}/.test(name)) {
    throw new TapebenchError(
      'TB_USAGE',
      `no name for the dataset can be made of ${JSON.stringify(basename(args.file))}`,
      {
        next: 'Give one: --name NAME',
      },
    );
  }
  const mapping = await mappingOf(args);
  const read: ReadOptions = {
    withSpreads: args.spreads,
    acceptTruncated: args.acceptTruncated,
    ...(args.instrument === undefined ? {} : { instrument: args.instrument }),
    ...(args.symbol === undefined ? {} : { symbol: args.symbol }),
    ...(args.symbols === undefined ? {} : { symbols: args.symbols }),
    ...(args.publisher === undefined ? {} : { publisher: args.publisher }),
    ...(mapping === undefined ? {} : { mapping }),
  };
  const { path, manifest, result } = await importDataset({
    name,
    directory: args.datasets,
    files: [args.file, ...(args.more ?? [])],
    read,
    waivers: waiversOf(args.waive ?? []),
    keep: args.inPlace ? 'in-place' : 'copy',
    isOverwriting: args.force,
    ...(args.about === undefined ? {} : { about: args.about }),
    ...(args.finer === undefined ? {} : { finerFiles: args.finer }),
  });
  const { truncation, skipped, defects } = result;
  if (args.json) {
    printJson({ name, path, manifest, truncation, skipped, defects });
    return undefined;
  }
  print(`Imported ${name}: ${count(manifest.rows)} bars of ${manifest.contracts.join(', ')}`);
  print(`Period   ${manifest.period.from} to ${manifest.period.to}`);
  print(`Digest   ${manifest.digest}`);
  print(`Manifest ${path}`);
  if (truncation !== null)
    note(
      `The file ends early, at byte ${truncation.byteOffset}; ${count(truncation.goodRecords)} records were kept.`,
    );
  if (skipped.spreads > 0)
    note(`${count(skipped.spreads)} rows of calendar spreads were left out (--spreads takes them).`);
  if (skipped.otherContracts > 0)
    note(`${count(skipped.otherContracts)} rows of other contracts were left out.`);
  for (const { defect, count: rows, places } of defects)
    note(`${count(rows)} row${rows === 1 ? '' : 's'} left out: ${defect} (first: ${places[0]})`);
  const folder = args.datasets === 'datasets' ? '' : ` --datasets ${args.datasets}`;
  print(`\nNext: tapebench data check ${name}${folder}, then tapebench run v6 --data ${name}${folder}`);
  return undefined;
}

function nameOfFile(file: string): string {
  return basename(file)
    .replace(/(\.(dbn|csv|parquet|zst|gz|txt))+$/i, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+/, '');
}

async function mappingOf(args: Args): Promise<ColumnMapping | undefined> {
  if (args.map === undefined && args.mapping === undefined) return undefined;
  const fromFile =
    args.mapping === undefined
      ? {}
      : ((parse(await readFile(args.mapping, 'utf8')) as Record<string, unknown> | null) ?? {});
  const fromFlags = Object.fromEntries((args.map ?? []).map(assignmentOf));
  const keys = COLUMN_MAPPING_KEYS;
  const given = { ...fromFile, ...fromFlags };
  for (const key of Object.keys(given)) {
    if (keys.includes(key)) continue;
    const near = suggestion(key, keys);
    throw new TapebenchError('TB_CONFIG_INVALID', `the column mapping has no key ${JSON.stringify(key)}`, {
      where: args.mapping ?? '--map',
      next: near === undefined ? `Known are ${keys.join(', ')}.` : `Did you mean ${near}?`,
    });
  }
  const checked = columnMappingSchema.safeParse(given);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new TapebenchError(
    'TB_CONFIG_INVALID',
    `the column mapping is wrong: ${issue!.path.join('.')}: ${issue!.message}`,
    {
      where: args.mapping ?? '--map',
    },
  );
}

function assignmentOf(assignment: string): [string, string | number | boolean] {
  const at = assignment.indexOf('=');
  if (at < 1) {
    throw new TapebenchError('TB_USAGE', `--map wants key=value, not ${JSON.stringify(assignment)}`, {
      next: 'For example: --map volume=volume_est',
    });
  }
  const value = assignment.slice(at + 1);
  if (/^\d+$/.test(value)) return [assignment.slice(0, at), Number(value)];
  return [assignment.slice(0, at), value === 'true' ? true : value === 'false' ? false : value];
}
