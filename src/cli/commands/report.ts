import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { renderIndex } from '../../report/indexPage.ts';
import { renderRunReport } from '../../report/runReport.ts';
import { writeReport } from '../../report/writeReport.ts';
import { openResults } from '../../results/database.ts';
import { exportParquet } from '../../results/parquet.ts';
import { findRun, listRuns, type RunListing, readRun } from '../../results/runs.ts';
import { count, dollars, rateText } from '../figures.ts';
import { type OutputArgs, withOutput } from '../options.ts';
import { reportFileName } from '../storeRun.ts';
import { print, printJson, table } from '../terminal.ts';

interface Args extends OutputArgs {
  readonly run?: string;
  readonly parquet?: string;
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
    .example('$0 report', 'list the stored runs, and write an index page over them')
    .example('$0 report 3f2a', 'write the report of a stored run again')
    .example('$0 report 3f2a --parquet run-3f2a', 'its tables, for Python or R');
}

export async function run(args: Args): Promise<undefined> {
  const path = join(args.out, 'tapebench.duckdb');
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
    if (args.json) printJson({ run: id, files: { report, parquet: tables } });
    else {
      print(`Report   ${report}`);
      for (const file of tables) print(`Parquet  ${file}`);
    }
    return undefined;
  } finally {
    await db.close();
  }
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
