import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { writeReport } from '../../report/writeReport.ts';
import { listCatalogue } from '../../results/catalogue.ts';
import { openResults, type ResultsDatabase } from '../../results/database.ts';
import { exportParquet } from '../../results/parquet.ts';
import { listRuns } from '../../results/runs.ts';
import { findStudy, type Study } from '../../results/studies.ts';
import { catalogueText } from '../catalogueText.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { databaseIn } from '../outputFolder.ts';
import { drawReport, type PictureKind } from '../pages/chromium.ts';
import { renderIndexOf } from '../pages/indexPage.ts';
import { readStudy, writeStudyPage } from '../pages/studyPage.ts';
import { verifyPage } from '../pages/verifyPage.ts';
import { print, printJson } from '../terminal.ts';

interface Args extends OutputArgs {
  readonly run?: string;
  readonly parquet?: string;
  readonly pdf?: string;
  readonly png?: string;
  readonly force: boolean;
  readonly verify?: string;
}

export function builder(yargs: Argv): Argv {
  return withOutput(yargs)
    .positional('run', {
      type: 'string',
      describe:
        'Id of a run, audit, stress test, sweep or verification, or its first digits, or a page that is written (.html); without it everything stored is listed',
    })
    .option('parquet', {
      type: 'string',
      describe: 'Write the tables of the run as Parquet files into this folder',
    })
    .option('pdf', {
      type: 'string',
      describe: 'Write the page as PDF into this file, by the system’s Chromium',
    })
    .option('png', { type: 'string', describe: 'Write its first screen as PNG into this file, likewise' })
    .option('force', { type: 'boolean', default: false, describe: 'Replace a PDF or PNG that is there' })
    .option('verify', {
      type: 'string',
      describe: 'Compute a page’s numbers again from the database, and say whether they hold',
    })
    .conflicts('verify', ['run', 'parquet', 'pdf', 'png'])
    .example('$0 report', 'list everything that is stored, and write an index page over it')
    .example('$0 report 3f2a', 'write the page of a stored run or study again')
    .example('$0 report 3f2a --parquet run-3f2a', 'its tables, for Python or R')
    .example('$0 report 3f2a --pdf v6.pdf', 'on paper')
    .example('$0 report reports/compare-3f2a-91c0.html --png both.png', 'any page that is written')
    .example('$0 report --verify reports/v6-es-3f2a0c5d91e47b86.html', 'do the numbers of this page hold?');
}

interface Written {
  readonly page: string;
  readonly study: Study | null;
}

export async function run(args: Args): Promise<number | undefined> {
  if (args.verify !== undefined) return verifyPage(args.verify, args.out, args.json);
  if (args.run?.endsWith('.html') === true) return existing(args.run, args);
  const path = databaseIn(args.out);
  if (!existsSync(path)) {
    throw new TapebenchError('TB_RUN_UNKNOWN', 'there are no stored runs', {
      where: path,
      next: 'Run: tapebench start',
    });
  }
  const db = await openResults(path);
  try {
    if (args.run === undefined) return await index(db, args);
    const study = await findStudy(db, args.run);
    const page = await writeStudyPage(await readStudy(db, study), args.out);
    const tables = args.parquet === undefined ? [] : await tablesOf(db, study, args.parquet);
    await finish({ page, study }, tables, args);
    return undefined;
  } finally {
    await db.close();
  }
}

/** A page that is written already, of whatever kind: it is drawn as it is. */
async function existing(page: string, args: Args): Promise<undefined> {
  if ((args.pdf ?? args.png) === undefined || args.parquet !== undefined) {
    throw new TapebenchError('TB_USAGE', 'a page that is written can only be drawn', {
      where: page,
      next: 'Give --pdf or --png, or --verify PAGE to hold it against the database.',
    });
  }
  if (!existsSync(page))
    throw new TapebenchError('TB_FILE_NOT_FOUND', 'there is no such page', { where: page });
  await finish({ page, study: null }, [], args);
  return undefined;
}

async function index(db: ResultsDatabase, args: Args): Promise<undefined> {
  if (args.parquet !== undefined) {
    throw new TapebenchError('TB_USAGE', '--parquet wants the id of a run', {
      next: 'For example: tapebench report 3f2a --parquet run-3f2a',
    });
  }
  const page = join(args.out, 'index.html');
  await writeReport(page, await renderIndexOf(db, args.out), true);
  const pictures = await drawn(page, args);
  const entries = await listCatalogue(db);
  if (args.json) printJson({ runs: await listRuns(db), entries, files: { index: page, ...pictures } });
  else {
    print(`${catalogueText(entries)}\n\nIndex    ${page}`);
    printPictures(pictures);
  }
  return undefined;
}

async function tablesOf(db: ResultsDatabase, { kind, id }: Study, folder: string): Promise<string[]> {
  if (kind === 'run') return exportParquet(db, id, folder);
  throw new TapebenchError(
    'TB_USAGE',
    `--parquet wants the id of a run, and ${id} is of another kind: ${kind}`,
    {
      kept: 'nothing was exported',
      next: 'Export its run, or read its tables from the database; docs/results-schema.md names them.',
    },
  );
}

async function finish({ page, study }: Written, tables: readonly string[], args: Args): Promise<void> {
  const pictures = await drawn(page, args);
  if (args.json) printJson({ ...study, files: { report: page, parquet: tables, ...pictures } });
  else {
    print(`Report   ${page}`);
    for (const file of tables) print(`Parquet  ${file}`);
    printPictures(pictures);
  }
}

type Pictures = Partial<Record<PictureKind, string>>;

async function drawn(page: string, args: Args): Promise<Pictures> {
  const pictures: Pictures = {};
  for (const kind of ['pdf', 'png'] as const) {
    const target = args[kind];
    if (target === undefined) continue;
    await drawReport(kind, page, target, process.env['PATH'] ?? '', args.force);
    pictures[kind] = target;
  }
  return pictures;
}

function printPictures(pictures: Pictures): void {
  for (const [kind, file] of Object.entries(pictures)) print(`${kind.toUpperCase().padEnd(7)}  ${file}`);
}
