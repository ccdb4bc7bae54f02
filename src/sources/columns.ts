import { z } from 'zod';

const columnName = z.union([z.string().min(1), z.int().min(1)]);

/**
 * How the columns of a CSV or Parquet file become bars. Columns are named, or counted from 1 in a CSV without a header.
 * Everything is optional: what is not said is recognised from usual column names and from the first rows, and what cannot
 * be recognised without guessing is refused.
 */
export const columnMappingSchema = z
  .strictObject({
    time: columnName.optional().describe('Column of the time stamp; with `date`, of the time of day.'),
    date: columnName.optional().describe('Column of the date, when it stands apart from the time of day.'),
    open: columnName.optional(),
    high: columnName.optional(),
    low: columnName.optional(),
    close: columnName.optional(),
    volume: columnName.optional(),
    symbol: columnName
      .optional()
      .describe('Column of the contract symbol. Without one, the dataset has one fixed symbol.'),
    timeFormat: z
      .string()
      .min(1)
      .optional()
      .describe('iso, epoch-s, epoch-ms, epoch-us, epoch-ns, or a pattern such as MM/dd/yyyy HH:mm.'),
    timeZone: z
      .string()
      .min(1)
      .optional()
      .describe('IANA zone of stamps that carry no offset, e.g. America/Chicago.'),
    stamps: z
      .enum(['open', 'close'])
      .optional()
      .describe('Whether a stamp is the open or the close of its bar.'),
    interval: z
      .string()
      .min(1)
      .optional()
      .describe('Length of a bar, e.g. 1m; recognised from the stamps when not said.'),
    prices: z.enum(['decimal', 'nano']).optional().describe('Decimal numbers, or integers in units of 1e-9.'),
    delimiter: z.enum([',', ';', '\t', '|']).optional(),
    decimal: z.enum(['.', ',']).optional(),
    thousands: z.enum([',', '.', ' ', "'", '_']).optional(),
    header: z.boolean().optional().describe('false when the first line is already a bar.'),
  })
  .readonly();

export type ColumnMapping = z.infer<typeof columnMappingSchema>;

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
