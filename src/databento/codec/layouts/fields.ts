import type { BID_ASK_PAIR, CONSOLIDATED_BID_ASK_PAIR } from './market.ts';

/**
 * How the bytes of a field are read. `price` is an i64 in units of 1e-9, `time` a u64 of UNIX nanoseconds, `char` one
 * byte of ASCII, `cstr` text padded with NUL, `bytes` reserved space that is carried along.
 */
export type ScalarKind =
  | 'u8'
  | 'u16'
  | 'u32'
  | 'i8'
  | 'i16'
  | 'i32'
  | 'u64'
  | 'i64'
  | 'price'
  | 'time'
  | 'char';
export type SizedKind = 'cstr' | 'bytes' | 'levels' | 'consolidatedLevels';

/** Kind, offset from the first byte of the record, and for sized kinds the bytes (or for levels the count of them). */
export type Field = readonly [ScalarKind, number] | readonly [SizedKind, number, number];

/** The fields behind the header, by property name, in the order of their bytes. */
export type FieldTable = Readonly<Record<string, Field>>;

type ValueOf<F> = F extends readonly [infer K, ...unknown[]]
  ? K extends 'u64' | 'i64' | 'price' | 'time'
    ? bigint
    : K extends 'char' | 'cstr'
      ? string
      : K extends 'bytes'
        ? Uint8Array
        : K extends 'levels'
          ? readonly BidAskPair[]
          : K extends 'consolidatedLevels'
            ? readonly ConsolidatedBidAskPair[]
            : number
  : never;

/** What the fields of a table are in JavaScript. */
export type FieldsOf<T> = { readonly [K in keyof T]: ValueOf<T[K]> };

/** Prices in units of 1e-9. */
export type BidAskPair = FieldsOf<typeof BID_ASK_PAIR>;
/** Prices in units of 1e-9. */
export type ConsolidatedBidAskPair = FieldsOf<typeof CONSOLIDATED_BID_ASK_PAIR>;

export const LEVEL_BYTES = 32;

/** `stypeInSymbol` to `stype_in_symbol`: the name of a property in the vendor's documentation, JSON and CSV. */
export function wireName(property: string): string {
  return property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
