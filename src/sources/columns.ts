import { z } from 'zod';

/** A column by its name, or counted from 1 in a CSV without a header. */
export type ColumnName = string | number;

/**
 * How the columns of a CSV or Parquet file become bars. Everything is optional: what is not said is recognised from usual
 * column names and from the first rows, and what cannot be recognised without guessing is refused.
 */
export interface ColumnMapping {
  /** Column of the time stamp; with `date`, of the time of day. */
  readonly time?: ColumnName;
  /** Column of the date, when it stands apart from the time of day. */
  readonly date?: ColumnName;
  readonly open?: ColumnName;
  readonly high?: ColumnName;
  readonly low?: ColumnName;
  readonly close?: ColumnName;
  readonly volume?: ColumnName;
  /** Column of the contract symbol. Without one, the dataset has one fixed symbol. */
  readonly symbol?: ColumnName;
  /** iso, epoch-s, epoch-ms, epoch-us, epoch-ns, or a pattern such as MM/dd/yyyy HH:mm. */
  readonly timeFormat?: string;
  /** IANA zone of stamps that carry no offset, e.g. America/Chicago. */
  readonly timeZone?: string;
  /** Whether a stamp is the open or the close of its bar. */
  readonly stamps?: 'open' | 'close';
  /** Length of a bar, e.g. 1m; recognised from the stamps when not said. */
  readonly interval?: string;
  /** Decimal numbers, or integers in units of 1e-9. */
  readonly prices?: 'decimal' | 'nano';
  readonly delimiter?: ',' | ';' | '\t' | '|';
  readonly decimal?: '.' | ',';
  readonly thousands?: ',' | '.' | ' ' | "'" | '_';
  /** false when the first line is already a bar. */
  readonly header?: boolean;
}

const columnName = z.union([z.string().min(1), z.int().min(1)]).exactOptional();
const text = z.string().min(1).exactOptional();

const SHAPE = {
  time: columnName,
  date: columnName,
  open: columnName,
  high: columnName,
  low: columnName,
  close: columnName,
  volume: columnName,
  symbol: columnName,
  timeFormat: text,
  timeZone: text,
  stamps: z.enum(['open', 'close']).exactOptional(),
  interval: text,
  prices: z.enum(['decimal', 'nano']).exactOptional(),
  delimiter: z.enum([',', ';', '\t', '|']).exactOptional(),
  decimal: z.enum(['.', ',']).exactOptional(),
  thousands: z.enum([',', '.', ' ', "'", '_']).exactOptional(),
  header: z.boolean().exactOptional(),
};

export const columnMappingSchema: z.ZodType<ColumnMapping> = z.strictObject(SHAPE).readonly();

export const COLUMN_MAPPING_KEYS: readonly string[] = Object.keys(SHAPE);

export type ColumnRole = 'time' | 'date' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'symbol';

/** Names under which files in the wild keep each role, compared in lower case. More than one present: ambiguous. */
export const USUAL_NAMES: Readonly<Record<Exclude<ColumnRole, 'date'>, readonly string[]>> = {
  time: [
    'ts_event',
    'timestamp',
    'timestamp_utc',
    'ts_utc',
    'time_utc',
    'datetime',
    'datetime_utc',
    'date_time',
    'ts',
    'time',
  ],
  open: ['open', 'o'],
  high: ['high', 'h'],
  low: ['low', 'l'],
  close: ['close', 'c', 'last'],
  volume: ['volume', 'vol', 'v'],
  symbol: ['symbol', 'raw_symbol', 'ticker', 'contract'],
};
