import type { Argv } from 'yargs';
import { checksOf } from '../../research/data.ts';
import { datasetFolders } from '../../sources/catalogue/datasetFolders.ts';
import { loadDataset } from '../../sources/catalogue/load.ts';
import { ROW_DEFECTS } from '../../sources/rowDefects.ts';
import { EXIT } from '../failure.ts';
import { count } from '../figures.ts';
import { type NamedDatasetArgs, withNamedDataset } from '../options.ts';
import { print, printJson, styled, table } from '../terminal.ts';

export function builder(yargs: Argv): Argv {
  return withNamedDataset(yargs)
    .example('$0 data check synthetic-es', 'exit code 1 when a check finds an error that is not waived')
    .epilogue(
      'A run refuses data with errors. Waive a check by name: for good in the manifest (data import --waive name=reason), or for one run with --waive name.',
    );
}

export async function run(args: NamedDatasetArgs): Promise<number> {
  const dataset = await loadDataset(args.dataset, {
    directories: datasetFolders(args.datasets),
    tolerate: new Set(ROW_DEFECTS),
  });
  const checks = checksOf(dataset, []);
  const failed = checks.filter((row) => row.severity === 'error' && row.count > 0 && !row.isWaived);
  if (args.json) {
    printJson({
      dataset: dataset.name,
      digest: dataset.digest,
      rows: dataset.tape.rows.length,
      isPassed: failed.length === 0,
      checks,
    });
    return failed.length === 0 ? EXIT.done : EXIT.negative;
  }
  print(`${styled('bold', dataset.name)}: ${count(dataset.tape.rows.length)} rows\n`);
  print(
    table(
      [
        { title: 'Check' },
        { title: 'Severity' },
        { title: 'Count', isNumber: true },
        { title: 'First place' },
      ],
      checks.map((row) => [
        row.check,
        severityText(row.severity, row.count, row.isWaived),
        count(row.count),
        row.places[0] ?? '',
      ]),
    ),
  );
  for (const row of checks) {
    if (row.count === 0) continue;
    print(`\n${styled('bold', row.check)}: ${row.about}`);
    for (const place of row.places) print(`  ${place}`);
  }
  print(
    failed.length === 0
      ? '\nNo errors: the data can be run.'
      : `\n${failed.length} check(s) with errors: a run refuses this data unless they are waived by name.`,
  );
  return failed.length === 0 ? EXIT.done : EXIT.negative;
}

function severityText(severity: string, found: number, isWaived: boolean): string {
  if (found === 0) return styled('green', 'none');
  if (isWaived) return styled('yellow', 'waived');
  return styled(severity === 'error' ? 'red' : severity === 'warning' ? 'yellow' : 'dim', severity);
}
