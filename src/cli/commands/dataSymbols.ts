import type { Argv } from 'yargs';
import { STYPES, type SType } from '../../databento/codec/enums.ts';
import { stypeOf, symbolWords, type VendorArgs, withHistorical, withVendor } from '../databento.ts';
import { EXIT } from '../failure.ts';
import { note, print, printJson, table } from '../terminal.ts';

interface Args extends VendorArgs {
  readonly symbols: readonly string[];
  readonly dataset: string;
  readonly stype?: SType;
  readonly to: SType;
  readonly start: string;
  readonly end?: string;
}

export function builder(yargs: Argv): Argv {
  return withVendor(
    yargs
      .positional('symbols', { type: 'string', array: true, demandOption: true, describe: 'What to resolve' })
      .option('dataset', { type: 'string', default: 'GLBX.MDP3', describe: 'Dataset of Databento' })
      .option('stype', {
        type: 'string',
        choices: STYPES,
        describe: 'What kind of symbols these are; seen from their form when not given',
      })
      .option('to', {
        type: 'string',
        choices: ['instrument_id', 'raw_symbol'] as const,
        default: 'raw_symbol' as const,
        describe: 'What to resolve them to',
      })
      .option('start', { type: 'string', demandOption: true, describe: 'First day, UTC' })
      .option('end', {
        type: 'string',
        describe: 'Day after the last; the day after the first when not given',
      }),
  )
    .example('$0 data symbols ES.v.0 --start 2024-01-01 --end 2025-01-01', 'which contract led, and when')
    .example('$0 data symbols ES.FUT --start 2024-01-02', 'what was listed on a day') as unknown as Argv;
}

export async function run(args: Args): Promise<number> {
  const symbols = symbolWords(args.symbols);
  const { result, partial, notFound } = await withHistorical(args, ({ symbology }) =>
    symbology.resolve({
      dataset: args.dataset,
      symbols,
      stypeIn: stypeOf(symbols, args.stype),
      stypeOut: args.to,
      startDate: args.start,
      ...(args.end === undefined ? {} : { endDate: args.end }),
    }),
  );
  if (args.json) {
    printJson({ result: Object.fromEntries(result), partial, notFound });
  } else {
    const rows = [...result].flatMap(([symbol, intervals]) =>
      intervals.map((interval) => [symbol, interval.symbol, interval.startDate, interval.endDate]),
    );
    print(
      table([{ title: 'Symbol' }, { title: 'Means' }, { title: 'From' }, { title: 'Until before' }], rows),
    );
    if (partial.length > 0) note(`On some of the days only: ${partial.join(', ')}`);
    if (notFound.length > 0) note(`Not found: ${notFound.join(', ')}`);
  }
  return notFound.length > 0 ? EXIT.negative : EXIT.done;
}
