import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { createSyntheticDataset } from '../../sources/catalogue/importDataset.ts';
import { ROW_ORDERS, type RowOrder } from '../../sources/synthetic/index.ts';
import { count } from '../figures.ts';
import { print, printJson, stage } from '../terminal.ts';

interface Args {
  readonly name: string;
  readonly seed: number;
  readonly from: string;
  readonly to: string;
  readonly edge: number;
  readonly order: RowOrder;
  readonly listed: number;
  readonly start: number;
  readonly carry: number;
  readonly spreads: boolean;
  readonly force: boolean;
  readonly datasets: string;
  readonly json: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .positional('name', { type: 'string', demandOption: true, describe: 'Name in the catalogue' })
    .option('seed', {
      type: 'number',
      default: 1,
      describe: 'Whole number; the same options give the same rows on every machine',
    })
    .option('from', { type: 'string', default: '2024-06-03', describe: 'First trade date, YYYY-MM-DD' })
    .option('to', { type: 'string', default: '2025-05-30', describe: 'Last trade date' })
    .option('edge', {
      type: 'number',
      default: 0,
      describe: 'Planted truth: R an hour in the direction of a qualifying cluster; 0 is a martingale',
    })
    .option('order', {
      type: 'string',
      choices: ROW_ORDERS,
      default: 'front-first',
      describe: 'Order of the contracts within a minute',
    })
    .option('listed', { type: 'number', default: 5, describe: 'Quarterlies listed at a time, 4 or 5' })
    .option('start', { type: 'number', default: 5300, describe: 'Points of the front contract at the start' })
    .option('carry', { type: 'number', default: 0.037, describe: 'Interest less dividends, a year' })
    .option('spreads', {
      type: 'boolean',
      default: false,
      describe: 'Load calendar spreads too; the file always holds them',
    })
    .option('force', { type: 'boolean', default: false, describe: 'Replace a dataset of the same name' })
    .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    })
    .example('$0 data synth flat --seed 7', 'a year in which nothing can be earned')
    .example('$0 data synth truth --edge 0.5', 'the same with a truth to be found')
    .example('$0 data synth shuffled --order shuffled', 'the same rows in another order inside each minute');
}

export async function run(args: Args): Promise<undefined> {
  for (const [flag, value] of Object.entries({
    seed: args.seed,
    edge: args.edge,
    listed: args.listed,
    start: args.start,
    carry: args.carry,
  }))
    if (!Number.isFinite(value)) throw new TapebenchError('TB_USAGE', `--${flag} wants a number`);
  const done = stage(`Making a synthetic market from seed ${args.seed}`);
  const { path, manifest } = await createSyntheticDataset({
    name: args.name,
    directory: args.datasets,
    isOverwriting: args.force,
    about:
      args.edge === 0
        ? 'Synthetic market without an edge: nothing can be earned in it, and it says nothing about ES.'
        : `Synthetic market with a planted edge of ${args.edge} R: it shows what the tool finds, and says nothing about ES.`,
    withSpreads: args.spreads,
    generator: {
      seed: args.seed,
      from: args.from,
      to: args.to,
      edge: args.edge,
      order: args.order,
      listedQuarterlies: args.listed,
      startPoints: args.start,
      carryRate: args.carry,
    },
  });
  done();
  if (args.json) printJson({ name: args.name, path, manifest });
  else {
    print(`Made     ${args.name}: ${count(manifest.rows)} bars of ${manifest.contracts.join(', ')}`);
    print(`Digest   ${manifest.digest}`);
    print(`Manifest ${path}`);
    const folder = args.datasets === 'datasets' ? '' : ` --datasets ${args.datasets}`;
    print(`\nNext: tapebench run v6 --data ${args.name}${folder}`);
  }
  return undefined;
}
