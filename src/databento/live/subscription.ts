import type { Schema, SType } from '../codec/enums.ts';
import { DatabentoError } from '../errors.ts';
import { ALL_SYMBOLS, type Symbols, symbolList } from '../symbols.ts';
import { type Moment, nanosOf } from '../timestamps.ts';
import { writeFields } from './lines.ts';

/** The gateway takes no more symbols in one line. */
export const SYMBOLS_PER_LINE = 500;

export interface SubscribeQuery {
  readonly schema: Schema;
  /** `raw_symbol` when absent. */
  readonly stypeIn?: SType;
  /** Any number; `ALL_SYMBOLS` asks for everything. */
  readonly symbols: Symbols;
  /**
   * From when to replay: at most the last 24 hours, `0n` for all that the gateway has. Only for what is subscribed before
   * the start. Without it the data begin now.
   */
  readonly start?: Moment;
  /** `mbo` only: the book as it is, then its changes. Excludes `start`. */
  readonly snapshot?: boolean;
}

/** A subscription that has been checked. */
export interface Subscription {
  readonly id: number;
  readonly schema: Schema;
  readonly stypeIn: SType;
  readonly symbols: readonly string[];
  readonly start: bigint | undefined;
  readonly snapshot: boolean;
}

/** @throws DatabentoError `usage` for what the gateway would refuse */
export function checkedSubscription(query: SubscribeQuery, id: number): Subscription {
  const symbols = symbolList(query.symbols);
  const snapshot = query.snapshot ?? false;
  if (snapshot && query.start !== undefined) {
    throw new DatabentoError('usage', 'a snapshot and a start exclude each other');
  }
  if (snapshot && query.schema !== 'mbo') {
    throw new DatabentoError('usage', `there are snapshots of mbo only, not of ${query.schema}`);
  }
  const start = query.start === undefined ? undefined : nanosOf(query.start);
  return { id, schema: query.schema, stypeIn: query.stypeIn ?? 'raw_symbol', symbols, start, snapshot };
}

/**
 * The lines that ask for a subscription: at most 500 symbols each, every field repeated, `is_last` on the last alone.
 * @param start overrides the subscription's own, for a reconnect
 */
export function subscriptionLines(
  subscription: Subscription,
  start: bigint | undefined = subscription.start,
): string[] {
  const { symbols } = subscription;
  const chunks: (readonly string[])[] = [];
  if (symbols.includes(ALL_SYMBOLS)) chunks.push([ALL_SYMBOLS]);
  else
    for (let i = 0; i < symbols.length; i += SYMBOLS_PER_LINE)
      chunks.push(symbols.slice(i, i + SYMBOLS_PER_LINE));
  return chunks.map((chunk, i) =>
    writeFields({
      schema: subscription.schema,
      stype_in: subscription.stypeIn,
      symbols: chunk.join(','),
      snapshot: subscription.snapshot ? '1' : '0',
      is_last: i === chunks.length - 1 ? '1' : '0',
      start: start?.toString(),
      id: String(subscription.id),
    }),
  );
}
