import { rtypeOfSchema, SCHEMAS, type Schema, STYPES, type SType } from '../../databento/codec/enums.ts';
import { DatabentoError } from '../../databento/errors.ts';
import { ALL_SYMBOLS, symbolList } from '../../databento/symbols.ts';
import { nanosOf } from '../../databento/timestamps.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import type { Listing } from '../store/listings.ts';

/** One subscription of a session, from one or several lines. */
export interface Subscription {
  readonly schema: Schema;
  readonly rtype: number;
  readonly stypeIn: SType;
  readonly symbols: readonly string[];
  /** Nanoseconds; undefined without replay. */
  readonly start: bigint | undefined;
  readonly id: string | undefined;
}

/** A line of a subscription, read; `problem` says why it is refused. */
export type SubscriptionLine =
  | { readonly subscription: Subscription; readonly isLast: boolean; readonly problem?: undefined }
  | { readonly problem: string };

export const MAXIMUM_SYMBOLS_A_LINE = 500;

export function readSubscription(fields: ReadonlyMap<string, string>, data: GatewayData): SubscriptionLine {
  const schema = SCHEMAS.find((known) => known === fields.get('schema'));
  if (schema === undefined) return { problem: `Unknown schema ${fields.get('schema') ?? ''}` };
  if (!data.schemas.includes(schema)) return { problem: `${data.dataset} has no ${schema} here` };
  const stypeIn = STYPES.find((known) => known === (fields.get('stype_in') ?? 'raw_symbol'));
  if (stypeIn === undefined) return { problem: `Unknown stype_in ${fields.get('stype_in') ?? ''}` };
  const startText = fields.get('start');
  if (fields.get('snapshot') === '1') {
    if (startText !== undefined) return { problem: 'A snapshot excludes a start' };
    if (schema !== 'mbo') return { problem: 'Only mbo has snapshots' };
  }
  try {
    const symbols = symbolList(fields.get('symbols') ?? '');
    if (symbols.length > MAXIMUM_SYMBOLS_A_LINE) return { problem: `${symbols.length} symbols in one line` };
    const subscription = {
      schema,
      rtype: rtypeOfSchema(schema),
      stypeIn,
      symbols,
      start:
        startText === undefined
          ? undefined
          : /^\d+$/.test(startText)
            ? BigInt(startText)
            : nanosOf(startText),
      id: fields.get('id'),
    };
    return { subscription, isLast: (fields.get('is_last') ?? '1') === '1' };
  } catch (error) {
    if (error instanceof DatabentoError) return { problem: error.message };
    throw error;
  }
}

/** One meaning of one symbol of a subscription on one day. */
export interface Meaning {
  readonly symbol: string;
  readonly listing: Listing;
}

/** What the symbols of a subscription mean on a day (days since 1970 UTC). */
export function meaningsOn(subscription: Subscription, data: GatewayData, day: number): readonly Meaning[] {
  if (subscription.symbols.includes(ALL_SYMBOLS)) {
    return data.symbology.listings
      .filter((listing) => listing.startDay <= day && day < listing.endDay)
      .map((listing) => ({ symbol: listing.rawSymbol, listing }));
  }
  return subscription.symbols.flatMap((symbol) =>
    data.symbology
      .resolve(symbol, subscription.stypeIn, day, day + 1)
      .map((listing) => ({ symbol, listing })),
  );
}

/** The symbols that mean nothing on any day that the gateway has. */
export function unknownSymbols(
  subscription: Subscription,
  data: GatewayData,
  firstDay: number,
  endDay: number,
): readonly string[] {
  return subscription.symbols.filter(
    (symbol) =>
      symbol !== ALL_SYMBOLS &&
      data.symbology.resolve(symbol, subscription.stypeIn, firstDay, endDay).length === 0,
  );
}
