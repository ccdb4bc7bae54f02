import type { Argv } from 'yargs';
import { listDatasets } from '../../sources/catalogue/catalogue.ts';
import { datasetFolders } from '../../sources/catalogue/datasetFolders.ts';
import { count } from '../figures.ts';
import { note, print, printJson, table } from '../terminal.ts';

interface Args {
  readonly datasets: string;
  readonly json: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 data list', 'what can be given to --data');
}

export async function run(args: Args): Promise<undefined> {
  const entries = await listDatasets(datasetFolders(args.datasets));
  if (args.json) {
    printJson(
      entries.map(({ name, path, manifest, problem }) => ({
        name,
        path,
        manifest,
        problem: problem === null ? null : { code: problem.code, message: problem.message },
      })),
    );
    return undefined;
  }
  const rows = entries.flatMap(({ name, manifest }) =>
    manifest === null
      ? []
      : [
          [
            name,
            manifest.instrument,
            manifest.interval,
            `${manifest.period.from.slice(0, 10)} to ${manifest.period.to.slice(0, 10)}`,
            count(manifest.rows),
            manifest.isSynthetic ? 'synthetic' : manifest.source,
          ],
        ],
  );
  print(
    table(
      [
        { title: 'Dataset' },
        { title: 'Instrument' },
        { title: 'Bars' },
        { title: 'Period' },
        { title: 'Rows', isNumber: true },
        { title: 'Source' },
      ],
      rows,
    ),
  );
  for (const { path, problem } of entries)
    if (problem !== null) note(`${path}: ${problem.code}: ${problem.message}`);
  return undefined;
}
