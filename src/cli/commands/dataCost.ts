import type { Argv } from 'yargs';
import {
  type QueryArgs,
  stypeOf,
  symbolWords,
  type VendorArgs,
  withHistorical,
  withQuery,
  withRange,
  withVendor,
} from '../databento.ts';
import { count } from '../figures.ts';
import { print, printJson } from '../terminal.ts';

export function builder(yargs: Argv): Argv {
  return withVendor(withRange(withQuery(yargs))).example(
    '$0 data cost --symbols ES.FUT --start 2024-01-01 --end 2025-01-01',
    'what a year of one-minute bars costs',
  ) as unknown as Argv;
}

export async function run(args: QueryArgs & VendorArgs): Promise<undefined> {
  const { dataset, schema, start, end } = args;
  const symbols = symbolWords(args.symbols);
  const query = { dataset, schema, symbols, stypeIn: stypeOf(symbols, args.stype), start, end };
  const [costUsd, billableBytes, records] = await withHistorical(args, ({ metadata }) =>
    Promise.all([metadata.getCost(query), metadata.getBillableSize(query), metadata.getRecordCount(query)]),
  );
  if (args.json) printJson({ ...query, costUsd, billableBytes, records });
  else {
    print(`Cost     ${costUsd.toFixed(4)} USD`);
    print(`Size     ${count(billableBytes)} bytes, uncompressed: what is billed`);
    print(`Records  ${count(records)}`);
  }
  return undefined;
}
