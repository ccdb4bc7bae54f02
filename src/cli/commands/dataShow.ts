import type { Argv } from 'yargs';
import { dateText, tradeDateOf } from '../../market/calendar.ts';
import { datasetFolders } from '../../sources/catalogue/datasetFolders.ts';
import { loadDataset } from '../../sources/catalogue/load.ts';
import { count, utcMinute } from '../figures.ts';
import { type NamedDatasetArgs, withNamedDataset } from '../options.ts';
import { print, printJson, styled, table } from '../terminal.ts';

export function builder(yargs: Argv): Argv {
  return withNamedDataset(yargs).example('$0 data show synthetic-es', 'contracts, period, digest');
}

export async function run(args: NamedDatasetArgs): Promise<undefined> {
  const dataset = await loadDataset(args.dataset, { directories: datasetFolders(args.datasets) });
  const { tape, manifest, waivers, defects, skipped } = dataset;
  const contracts = tape.contracts.flatMap((contract, index) => {
    const bars = tape.byContract[index];
    if (bars === undefined || bars.length === 0) return [];
    let volume = 0;
    for (let i = 0; i < bars.length; i++) volume += bars.volume[i]!;
    const from = bars.time[0]!;
    const to = bars.time[bars.length - 1]!;
    const days = new Set<number>();
    for (let i = 0; i < bars.length; i++) days.add(tradeDateOf(bars.time[i]!));
    return [
      {
        symbol: contract.rawSymbol,
        kind: contract.kind,
        bars: bars.length,
        volume,
        from,
        to,
        tradeDates: days.size,
      },
    ];
  });
  if (args.json) {
    const { name, path, digest, source, about, isSynthetic, from, to } = dataset;
    printJson({
      name,
      path,
      digest,
      source,
      about,
      isSynthetic,
      from,
      to,
      rows: tape.rows.length,
      contracts,
      waivers,
      defects,
      skipped,
      manifest,
    });
    return undefined;
  }
  print(
    `${styled('bold', dataset.name)}  ${tape.instrument.name} (${tape.instrument.root}), bars of ${tape.intervalMs / 60_000} min`,
  );
  if (dataset.about !== '') print(dataset.about);
  print('');
  print(`Source   ${dataset.source}`);
  print(
    `Period   ${utcMinute(dataset.from)} to ${utcMinute(dataset.to)} UTC, trade dates ${dateText(tradeDateOf(dataset.from))} to ${dateText(tradeDateOf(dataset.to))}`,
  );
  print(`Rows     ${count(tape.rows.length)}, in the order of delivery`);
  print(`Digest   ${dataset.digest}`);
  for (const [check, reason] of Object.entries(waivers)) print(`Waived   ${check}: ${reason}`);
  print('');
  print(
    table(
      [
        { title: 'Contract' },
        { title: 'Kind' },
        { title: 'Bars', isNumber: true },
        { title: 'Volume', isNumber: true },
        { title: 'Days', isNumber: true },
        { title: 'First bar' },
        { title: 'Last bar' },
      ],
      contracts.map((row) => [
        row.symbol,
        row.kind,
        count(row.bars),
        count(row.volume),
        String(row.tradeDates),
        utcMinute(row.from),
        utcMinute(row.to),
      ]),
    ),
  );
  return undefined;
}
