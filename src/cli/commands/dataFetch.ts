import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { importDataset } from '../../sources/catalogue/importDataset.ts';
import { type CachedDay, DayCache } from '../../sources/fetch/dayCache.ts';
import { type FetchPlan, planFetch } from '../../sources/fetch/plan.ts';
import {
  interruption,
  type QueryArgs,
  stypeOf,
  symbolWords,
  type VendorArgs,
  withHistorical,
  withQuery,
  withRange,
  withVendor,
} from '../databento.ts';
import { EXIT } from '../failure.ts';
import { confirmCost, fetchPlanned, tellPlan } from '../fetching.ts';
import { count } from '../figures.ts';
import { note, print, printJson } from '../terminal.ts';

interface Args extends QueryArgs, VendorArgs {
  readonly name?: string;
  readonly maxCost: number;
  readonly yes: boolean;
  readonly spreads: boolean;
  readonly force: boolean;
  readonly datasets: string;
}

export function builder(yargs: Argv): Argv {
  return withVendor(
    withRange(withQuery(yargs))
      .option('name', {
        type: 'string',
        describe: 'Name in the catalogue; made from the query when not given',
      })
      .option('max-cost', { type: 'number', default: 5, describe: 'US dollars that need no confirmation' })
      .option('yes', { type: 'boolean', default: false, describe: 'Confirm the cost, whatever it is' })
      .option('spreads', {
        type: 'boolean',
        default: false,
        describe: 'Take calendar spreads into the dataset',
      })
      .option('force', { type: 'boolean', default: false, describe: 'Replace a dataset of the same name' })
      .option('datasets', { type: 'string', default: 'datasets', describe: 'Folder of the catalogue' }),
  )
    .example(
      '$0 data fetch --symbols ES.FUT --start 2024-01-01 --end 2025-01-01',
      'a year of one-minute bars; days that are here already are not paid for again',
    )
    .example(
      '$0 data fetch --gateway --symbols ES.FUT --start 2024-06-03 --end 2024-06-08',
      'the same against `tapebench gateway`, without an account',
    ) as unknown as Argv;
}

export async function run(args: Args): Promise<number | undefined> {
  const { dataset, schema, start, end } = args;
  const symbols = symbolWords(args.symbols);
  const stypeIn = stypeOf(symbols, args.stype);
  const query = { dataset, schema, symbols, stypeIn, start, end };
  const name =
    args.name ?? `${symbols[0]!.toLowerCase().replaceAll('.', '-')}-${start.slice(0, 10)}-${schema}`;
  refuseTaken(name, args);
  refuseNameless(symbols, args);
  const { signal, release } = interruption();
  try {
    const [plan, days] = await withHistorical(
      args,
      async (client): Promise<[FetchPlan, readonly CachedDay[]]> => {
        // A gateway's answers are not the vendor's: they must never pass for paid data.
        const cache = new DayCache(
          join(args.datasets, 'cache', args.gateway === undefined ? 'databento' : 'gateway'),
        );
        const made = await planFetch(client, cache, query, signal);
        tellPlan(made);
        await confirmCost(made.costUsd, args);
        return [made, await fetchPlanned(client, cache, made, args.gateway !== undefined, signal)];
      },
    );
    const filled = days.filter(({ records }) => records > 0);
    if (filled.length === 0) {
      throw new TapebenchError('TB_DATA_EMPTY', 'the range holds no records', {
        kept: 'the empty days are cached',
      });
    }
    if (!schema.startsWith('ohlcv')) {
      if (args.json) printJson({ files: filled, conditions: plan.conditions });
      else for (const { path, records } of filled) print(`${path}  ${count(records)} records`);
      return undefined;
    }
    const imported = await importDataset({
      name,
      directory: args.datasets,
      files: filled.map(({ path }) => path),
      read: { withSpreads: args.spreads },
      source: `Databento ${dataset} ${schema}, ${symbols.join(', ')} (${stypeIn}), ${start} to ${plan.clamped?.end ?? end}${args.gateway === undefined ? '' : ', from a loopback gateway'}`,
      isOverwriting: args.force,
      isSynthetic: args.gateway !== undefined,
      ...(Object.keys(plan.conditions).length === 0 ? {} : { vendorConditions: plan.conditions }),
    });
    if (args.json) {
      printJson({
        name,
        path: imported.path,
        manifest: imported.manifest,
        costUsd: plan.costUsd,
        clamped: plan.clamped,
      });
    } else {
      print(
        `Dataset  ${name}: ${count(imported.manifest.rows)} bars of ${imported.manifest.contracts.join(', ')}`,
      );
      print(`Manifest ${imported.path}`);
      print(`\nNext: tapebench data check ${name}`);
    }
    return undefined;
  } catch (error) {
    if (!signal.aborted) throw error;
    note('Stopped. The days that are whole are kept; the same command goes on from there.');
    return EXIT.interrupted;
  } finally {
    release();
  }
}

/** Before anything is paid for. */
function refuseTaken(name: string, args: Args): void {
  const path = join(args.datasets, `${name}.yaml`);
  if (args.force || !args.schema.startsWith('ohlcv') || !existsSync(path)) return;
  throw new TapebenchError('TB_FILE_EXISTS', `there is a dataset ${name} already`, {
    where: path,
    kept: 'it is as it was, and nothing was fetched',
    next: 'Choose another --name, or pass --force.',
  });
}

/** Databento answers ALL_SYMBOLS without saying which id is which symbol; bars without names are no dataset. */
function refuseNameless(symbols: readonly string[], args: Args): void {
  if (!args.schema.startsWith('ohlcv') || !symbols.includes('ALL_SYMBOLS')) return;
  throw new TapebenchError('TB_USAGE', 'bars of ALL_SYMBOLS come without the names of their symbols', {
    kept: 'nothing was fetched',
    next: 'Name the symbols or their parents: --symbols ES.FUT NQ.FUT',
  });
}
