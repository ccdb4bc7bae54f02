import type { Argv } from 'yargs';
import type { ApiKey } from '../databento/apiKey.ts';
import { SCHEMAS, type Schema, STYPES, type SType } from '../databento/codec/enums.ts';
import type { Historical } from '../databento/historical/client.ts';
import { TapebenchError } from '../errors.ts';
import { requireDatabentoKey } from '../sources/databentoKey.ts';
import {
  historicalClient,
  LOOPBACK_KEY,
  type LoopbackAddress,
  loopbackAddress,
} from '../sources/fetch/endpoint.ts';
import { translateDatabento } from '../sources/fetch/failure.ts';
import { note } from './terminal.ts';

export interface VendorArgs {
  readonly gateway?: string;
  readonly json: boolean;
}

/** Options of every command that talks to Databento. The key is none of them: it would end up in histories and logs. */
export function withVendor<T>(yargs: Argv<T>): Argv<T & VendorArgs> {
  return yargs
    .option('gateway', {
      type: 'string',
      describe: 'Talk to a loopback gateway: where `tapebench gateway` listens, or host:httpPort:livePort',
    })
    .option('json', {
      type: 'boolean',
      default: false,
      describe: 'Print one JSON document on standard output',
    }) as unknown as Argv<T & VendorArgs>;
}

export interface QueryArgs {
  readonly dataset: string;
  readonly symbols: readonly string[];
  readonly stype?: SType;
  readonly schema: Schema;
  readonly start: string;
  readonly end: string;
}

/** What data: dataset, symbols, schema. */
export function withQuery<T>(yargs: Argv<T>): Argv<T & Omit<QueryArgs, 'start' | 'end'>> {
  return yargs
    .option('dataset', { type: 'string', default: 'GLBX.MDP3', describe: 'Dataset of Databento' })
    .option('symbols', {
      type: 'string',
      array: true,
      default: ['ES.FUT'],
      describe: 'What to ask for; ALL_SYMBOLS is everything',
    })
    .option('stype', {
      type: 'string',
      choices: STYPES,
      describe: 'What kind of symbols these are; seen from their form when not given',
    })
    .option('schema', {
      type: 'string',
      choices: SCHEMAS,
      default: 'ohlcv-1m' as const,
      describe: 'What kind of records',
    }) as unknown as Argv<T & Omit<QueryArgs, 'start' | 'end'>>;
}

/** The range of a historical query. */
export function withRange<T>(yargs: Argv<T>): Argv<T & Pick<QueryArgs, 'start' | 'end'>> {
  return yargs
    .option('start', { type: 'string', demandOption: true, describe: 'First day or moment, UTC: 2024-01-02' })
    .option('end', {
      type: 'string',
      demandOption: true,
      describe: 'Day or moment after the last, UTC',
    }) as unknown as Argv<T & Pick<QueryArgs, 'start' | 'end'>>;
}

/** Words given as one text with commas and as several words are the same. */
export function symbolWords(symbols: readonly string[]): string[] {
  return symbols.flatMap((symbol) => symbol.split(',')).filter((symbol) => symbol !== '');
}

/** `ES.FUT` is a parent, `ES.v.0` continuous, digits are an instrument id, anything else is the venue's own symbol. */
export function stypeOf(symbols: readonly string[], given: SType | undefined): SType {
  if (given !== undefined) return given;
  const kinds = new Set(
    symbols.map((symbol): SType => {
      if (/\.(FUT|OPT|SPOT)$/.test(symbol)) return 'parent';
      if (/\.[cvn]\.\d+$/.test(symbol)) return 'continuous';
      return /^\d+$/.test(symbol) ? 'instrument_id' : 'raw_symbol';
    }),
  );
  const [kind] = kinds;
  if (kinds.size === 1 && kind !== undefined) return kind;
  throw new TapebenchError('TB_USAGE', `${symbols.join(', ')} are symbols of several kinds`, {
    next: 'Ask for one kind at a time, or say --stype.',
  });
}

export interface Vendor {
  readonly key: ApiKey | string;
  readonly gateway: LoopbackAddress | undefined;
}

/**
 * With `--gateway` the loopback gateway and, when the user has no key, the key that such a gateway has then; else
 * Databento itself with the user's key.
 */
export function vendorOf(args: VendorArgs): Vendor {
  const gateway = args.gateway === undefined ? undefined : loopbackAddress(args.gateway);
  return { gateway, key: gateway === undefined ? requireDatabentoKey(process.env, '.') : loopbackKey() };
}

/** The user's key, or the public one of a gateway whose user has none. */
export function loopbackKey(): ApiKey | string {
  try {
    return requireDatabentoKey(process.env, '.');
  } catch {
    return LOOPBACK_KEY;
  }
}

/** Runs with a Historical client that is closed afterwards; its failures become the workbench's errors. */
export async function withHistorical<T>(
  args: VendorArgs,
  run: (client: Historical) => Promise<T>,
): Promise<T> {
  const { key, gateway } = vendorOf(args);
  const client = historicalClient(key, gateway, (warning) => note(`Databento: ${warning}`));
  try {
    return await run(client);
  } catch (error) {
    throw translateDatabento(error, { isLoopback: gateway !== undefined });
  } finally {
    client.close();
  }
}

/** A signal that fires at the first Ctrl-C; the second one ends the process as usual. */
export function interruption(): { readonly signal: AbortSignal; readonly release: () => void } {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
    },
  };
}
