import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { styleText } from 'node:util';
import { databaseIn } from './outputFolder.ts';
import { packageVersion } from './packageVersion.ts';

/** What a look at the folder shows, without opening any file: this page must come at once. */
export interface Whereabouts {
  readonly hasResults: boolean;
  /** Reports of runs in the order in which they were written, oldest first. */
  readonly reports: readonly string[];
  /** Datasets of the folder's own catalogue. */
  readonly datasets: readonly string[];
  /** A file for `tapebench run`. */
  readonly hasRunFile: boolean;
}

const SHIPPED = ['synthetic-es', 'synthetic-es-edge'];
const RUN_REPORT = /-[0-9a-f]{16}\.html$/;
const RUN_FILE = 'config.yaml';

/** Looks at a folder as a user would, who works in it. */
export function whereabouts(folder: string): Whereabouts {
  const reports = join(folder, 'reports');
  const names = namesIn(reports).filter((name) => RUN_REPORT.test(name));
  const written = new Map(names.map((name) => [name, statSync(join(reports, name)).mtimeMs]));
  return {
    hasResults: existsSync(databaseIn(reports)),
    reports: names.sort((a, b) => written.get(a)! - written.get(b)! || (a < b ? -1 : 1)),
    datasets: namesIn(join(folder, 'datasets'))
      .filter((name) => name.endsWith('.yaml'))
      .map((name) => name.slice(0, -'.yaml'.length))
      .filter((name) => !SHIPPED.includes(name)),
    hasRunFile: existsSync(join(folder, RUN_FILE)),
  };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    // A folder that is not there, or that one may not read, shows nothing.
    return [];
  }
}

/** The command that takes a user on from there, and why. */
export function nextCommand({ hasResults, reports, datasets, hasRunFile }: Whereabouts): {
  readonly command: string;
  readonly about: string;
} {
  if (!hasResults)
    return {
      command: 'tapebench start',
      about: 'backtest, audit and verdicts on the embedded year',
    };
  const fresh = datasets.find((name) => !reports.some((report) => report.includes(`-${name}-`)));
  if (fresh !== undefined)
    return { command: `tapebench run v6 --data ${fresh}`, about: 'nothing has been run on this dataset' };
  if (datasets.length === 0)
    return {
      command: 'tapebench data import FILE --instrument ES',
      about: 'bring your own bars: DBN, CSV or Parquet',
    };
  if (hasRunFile) return { command: `tapebench run ${RUN_FILE}`, about: 'the run that the file describes' };
  return {
    command: `tapebench verify v6 --data ${datasets[0]}`,
    about: 'hold the published claims against your data',
  };
}

/** What `tapebench` alone says in a terminal: where one is, what is there, and the next useful command. */
export function whereaboutsText(found: Whereabouts): string {
  const bold = (text: string): string => styleText('bold', text, { stream: process.stdout });
  const { hasResults, reports, datasets } = found;
  const { command, about } = nextCommand(found);
  const latest = reports.at(-1);
  const results = !hasResults
    ? 'none here yet'
    : `reports/tapebench.duckdb, ${reports.length} run report${reports.length === 1 ? '' : 's'}${latest === undefined ? '' : `; the last is reports/${latest}`}`;
  return [
    `${bold('tapebench')} ${packageVersion()}: replay market data through a strategy, and find out whether to believe the result.`,
    '',
    `Results   ${results}`,
    `Datasets  ${datasets.length === 0 ? 'none of your own' : datasets.join(', ')}; embedded are ${SHIPPED.join(' and ')}`,
    '',
    `${bold('Next')}      ${command}`,
    `          ${about}`,
    `${bold('All')}       tapebench --help`,
    '',
  ].join('\n');
}
