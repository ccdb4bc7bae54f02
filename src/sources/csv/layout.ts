import { TapebenchError } from '../../errors.ts';
import { ColumnFinder } from '../columnFinder.ts';
import type { ColumnMapping } from '../columns.ts';
import { intervalOfRtypeText, recognisedInterval, saidInterval } from '../intervals.ts';
import { LocalClock } from './localTime.ts';
import type { NumberStyle } from './numbers.ts';
import { carriesOffset, recognisedFormat, type StampReader, stampReader } from './stamps.ts';

/** Where each thing stands in a line, and how it is written: all that the reader needs to know of a file. */
export interface CsvLayout {
  readonly delimiter: number;
  readonly fields: number;
  /** Text of the header line, to recognise it when it comes again; null without one. */
  readonly header: string | null;
  readonly time: number;
  /** -1 when the time column holds the date too. */
  readonly date: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  /** -1 when the dataset has one fixed symbol. */
  readonly symbol: number;
  /** Databento's columns; -1 where they are not. */
  readonly instrumentId: number;
  readonly rtype: number;
  readonly numbers: NumberStyle;
  readonly isNano: boolean;
  readonly readStamp: StampReader;
  readonly isStampedAtClose: boolean;
  readonly intervalMs: number;
}

const DELIMITERS: readonly string[] = [',', ';', '\t', '|'];

function fault(message: string, next: string, line?: number): TapebenchError {
  return new TapebenchError('TB_CSV_INVALID', message, {
    next,
    ...(line === undefined ? {} : { where: `line ${line}` }),
  });
}

/** The delimiter that a line shows: the one that splits it most often. */
export function recognisedDelimiter(line: string): string {
  let best = ',';
  for (const delimiter of DELIMITERS)
    if (line.split(delimiter).length > line.split(best).length) best = delimiter;
  return best;
}

/** Whether a first line is a header: none of its fields is a number. */
export function isHeader(fields: readonly string[]): boolean {
  return !fields.some((field) => /^[+-]?\d+([.,]\d*)?$/.test(field));
}

export interface LayoutSample {
  readonly delimiter: string;
  /** null when the file has no header. */
  readonly header: readonly string[] | null;
  readonly headerText: string | null;
  /** The first rows, split; at least one. */
  readonly rows: readonly (readonly string[])[];
  /** Line number of the first of them. */
  readonly firstLine: number;
}

/**
 * Settles a file's layout from its mapping, header and first rows.
 * @throws TapebenchError TB_CSV_INVALID, TB_CONFIG_INVALID saying what to add to the mapping
 */
export function settleLayout(sample: LayoutSample, mapping: ColumnMapping): CsvLayout {
  const first = sample.rows[0]!;
  const fields = sample.header?.length ?? first.length;
  const finder = new ColumnFinder('TB_CSV_INVALID', sample.header, fields, mapping);
  const time = finder.need('time');
  const date = finder.find('date');
  const columns = {
    open: finder.need('open'),
    high: finder.need('high'),
    low: finder.need('low'),
    close: finder.need('close'),
  };
  const isDatabento = finder.named('ts_event') === time && finder.named('rtype') !== -1;
  const stampOf = (row: readonly string[]): string => {
    const clock = row[time] ?? '';
    return date === -1 ? clock : `${row[date] ?? ''} ${clock}`;
  };
  const readStamp = stampReaderFor(stampOf(first), sample, time, mapping);
  const numbers: NumberStyle = {
    decimal: (mapping.decimal ?? '.').charCodeAt(0),
    thousands: mapping.thousands === undefined ? 0 : mapping.thousands.charCodeAt(0),
  };
  if (numbers.decimal === numbers.thousands) {
    throw new TapebenchError('TB_CONFIG_INVALID', 'the decimal and the thousands mark are the same');
  }
  const prices = Object.values(columns).map((column) => first[column] ?? '');
  return {
    delimiter: sample.delimiter.charCodeAt(0),
    fields,
    header: sample.headerText,
    time,
    date,
    ...columns,
    volume: finder.need('volume'),
    symbol: finder.find('symbol'),
    instrumentId: isDatabento ? finder.named('instrument_id') : -1,
    rtype: isDatabento ? finder.named('rtype') : -1,
    numbers,
    isNano: mapping.prices === 'nano' || (mapping.prices === undefined && isDatabento && lookFixed(prices)),
    readStamp,
    isStampedAtClose: mapping.stamps === 'close',
    intervalMs: intervalFor(
      mapping,
      sample,
      stampOf,
      readStamp,
      isDatabento ? (first[finder.named('rtype')] ?? '') : '',
    ),
  };
}

/** Databento's raw prices are integers of 1e-9: eight digits and more, no point. A real price of 1e8 is not traded here. */
function lookFixed(prices: readonly string[]): boolean {
  return prices.every((price) => /^-?\d{8,}$/.test(price));
}

function stampReaderFor(
  stamp: string,
  sample: LayoutSample,
  time: number,
  mapping: ColumnMapping,
): StampReader {
  const format = mapping.timeFormat ?? recognisedFormat(stamp);
  if (format === undefined) {
    throw fault(
      `the time ${JSON.stringify(stamp)} is of no format that is recognised safely`,
      'Say it: --map timeFormat=…: iso, epoch-s, epoch-ms, epoch-us, epoch-ns or a pattern such as MM/dd/yyyy HH:mm',
      sample.firstLine,
    );
  }
  const saysUtc = /(^|[_ ])utc$/i.test(sample.header?.[time] ?? '');
  const zone = mapping.timeZone ?? (saysUtc ? 'UTC' : undefined);
  if (zone === undefined && format === 'iso' && !carriesOffset(stamp)) {
    throw fault(
      `the time ${JSON.stringify(stamp)} does not say its zone`,
      'Say it: --map timeZone=UTC, or America/New_York, America/Chicago …',
      sample.firstLine,
    );
  }
  return stampReader(format, zone === undefined ? null : new LocalClock(zone));
}

function intervalFor(
  mapping: ColumnMapping,
  sample: LayoutSample,
  stampOf: (row: readonly string[]) => string,
  readStamp: StampReader,
  rtype: string,
): number {
  const known = saidInterval(mapping.interval) ?? intervalOfRtypeText(rtype);
  if (known !== undefined) return known;
  const times: number[] = [];
  for (const row of sample.rows) {
    const bytes = Buffer.from(stampOf(row));
    const time = readStamp(bytes, 0, bytes.length, times.at(-1) ?? Number.NEGATIVE_INFINITY);
    // A stamp that cannot be read is reported with its line when its row is.
    if (!Number.isNaN(time)) times.push(time);
  }
  const interval = recognisedInterval(times);
  if (interval !== undefined) return interval;
  throw fault("the bars' interval does not show in the first rows", 'Say it: --map interval=1m');
}
