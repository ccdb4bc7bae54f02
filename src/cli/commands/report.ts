import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { renderIndex } from '../../report/indexPage.ts';
import { readReport } from '../../report/readReport.ts';
import { renderRunReport } from '../../report/runReport.ts';
import { writeReport } from '../../report/writeReport.ts';
import { openResults } from '../../results/database.ts';
import { exportParquet } from '../../results/parquet.ts';
import { findRun, listRuns, type RunListing, readRun } from '../../results/runs.ts';
import { drawReport, type PictureKind } from '../chromium.ts';
import { EXIT } from '../failure.ts';
import { count, dollars, rateText } from '../figures.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { databaseIn } from '../outputFolder.ts';
import { checkReport, type ReportCheck } from '../reportCheck.ts';
import { readStoredRun } from '../storedRun.ts';
import { reportFileName } from '../storeRun.ts';
import { print, printJson, styled, table } from '../terminal.ts';

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
      describe: 'Id of a run, or its first digits; without it the runs are listed',
    })
    .option('parquet', {
      type: 'string',
      describe: 'Write the tables of the run as Parquet files into this folder',
    })
    .option('pdf', {
      type: 'string',
      describe: 'Write the report as PDF into this file, by the system’s Chromium',
    })
    .option('png', { type: 'string', describe: 'Write its first screen as PNG into this file, likewise' })
    .option('force', { type: 'boolean', default: false, describe: 'Replace a PDF or PNG that is there' })
    .option('verify', {
      type: 'string',
      describe: 'Compute a report’s numbers again from the database, and say whether they hold',
    })
    .conflicts('verify', ['run', 'parquet', 'pdf', 'png'])
    .example('$0 report', 'list the stored runs, and write an index page over them')
    .example('$0 report 3f2a', 'write the report of a stored run again')
    .example('$0 report 3f2a --parquet run-3f2a', 'its tables, for Python or R')
    .example('$0 report 3f2a --pdf v6.pdf', 'on paper')
    .example('$0 report --verify reports/v6-es-3f2a0c5d91e47b86.html', 'do the numbers of this page hold?');
}

export async function run(args: Args): Promise<number | undefined> {
  if (args.run === undefined && (args.parquet ?? args.pdf ?? args.png) !== undefined) {
    throw new TapebenchError('TB_USAGE', '--parquet, --pdf and --png want the id of a run', {
      next: 'For example: tapebench report 3f2a --pdf v6.pdf',
    });
  }
  if (args.verify !== undefined) return verify(args.verify, args);
  const path = databaseIn(args.out);
  if (!existsSync(path)) {
    throw new TapebenchError('TB_RUN_UNKNOWN', 'there are no stored runs', {
      where: path,
      next: 'Run: tapebench start',
    });
  }
  const db = await openResults(path);
  try {
    if (args.run === undefined) {
      const runs = await listRuns(db);
      const index = join(args.out, 'index.html');
      await writeReport(index, renderIndex(runs, { linkOf: linksIn(args.out, runs) }), true);
      if (args.json) printJson({ runs, files: { index } });
      else print(`${runTable(runs)}\n\nIndex    ${index}`);
      return undefined;
    }
    const id = await findRun(db, args.run);
    const result = await readRun(db, id);
    const report = join(args.out, reportFileName(result.header));
    await writeReport(report, renderRunReport(result), true);
    const tables = args.parquet === undefined ? [] : await exportParquet(db, id, args.parquet);
    const pictures: Partial<Record<PictureKind, string>> = {};
    for (const kind of ['pdf', 'png'] as const) {
      const target = args[kind];
      if (target === undefined) continue;
      await drawReport(kind, report, target, process.env['PATH'] ?? '', args.force);
      pictures[kind] = target;
    }
    if (args.json) printJson({ run: id, files: { report, parquet: tables, ...pictures } });
    else {
      print(`Report   ${report}`);
      for (const file of tables) print(`Parquet  ${file}`);
      for (const [kind, file] of Object.entries(pictures)) print(`${kind.toUpperCase().padEnd(7)}  ${file}`);
    }
    return undefined;
  } finally {
    await db.close();
  }
}

/** Says whether the numbers of a page hold; 1 when they do not. */
async function verify(path: string, { out, json }: Args): Promise<number> {
  const text = await pageText(path);
  const run = await readStoredRun(out, readReport(text, path).figures.run);
  const check = checkReport(text, path, run);
  if (json) printJson(check);
  else print(checkText(check));
  return check.holds ? EXIT.done : EXIT.negative;
}

async function pageText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw (cause as NodeJS.ErrnoException).code === 'ENOENT'
      ? new TapebenchError('TB_FILE_NOT_FOUND', 'there is no such report', { where: path, cause })
      : new TapebenchError('TB_FILE_UNREADABLE', 'the report cannot be read', { where: path, cause });
  }
}

function checkText({ run, figures, differences, parts, holds }: ReportCheck): string {
  const shown = (value: number | null): string => (value === null ? 'undefined' : String(value));
  const lines = [
    table(
      [
        { title: 'Figure' },
        { title: 'Page', isNumber: true },
        { title: 'Database', isNumber: true },
        { title: '' },
      ],
      figures.map((each) => [
        each.name,
        shown(each.page),
        shown(each.database),
        each.holds ? 'holds' : styled('red', 'differs'),
      ]),
    ),
    '',
  ];
  if (holds) {
    lines.push(
      `${styled('green', 'The report holds.')} Its figures follow from the stored trades of run ${run}, and so do all ${parts} parts of the page.`,
    );
    return lines.join('\n');
  }
  const wrong = figures.filter((each) => !each.holds).length;
  lines.push(
    `${styled('red', 'The report does not hold')} against run ${run}: ${wrong} figures and ${differences.length} parts of the page differ.`,
    ...differences.slice(0, 10).map((difference) => `  ${difference}`),
    'It was changed after it was written, or written by another version of tapebench, or scenarios were added to the run since.',
    `Write it again and compare: tapebench report ${run}`,
  );
  return lines.join('\n');
}

/** A run links to its report where that is written already. */
function linksIn(folder: string, runs: readonly RunListing[]): (runId: string) => string | null {
  const names = new Map(runs.map(({ header }) => [header.runId, reportFileName(header)]));
  return (runId) => {
    const name = names.get(runId)!;
    return existsSync(join(folder, name)) ? name : null;
  };
}

function runTable(runs: readonly RunListing[]): string {
  return table(
    [
      { title: 'Run' },
      { title: 'Strategy' },
      { title: 'Dataset' },
      { title: 'Trades', isNumber: true },
      { title: 'Win rate' },
      { title: 'Net', isNumber: true },
    ],
    runs.map(({ header, summary }) => [
      header.runId,
      header.preset === 'default' ? header.strategy : header.preset,
      header.dataset.name,
      count(summary.trades),
      rateText(summary.winRate),
      dollars(summary.netMilli),
    ]),
  );
}
