import {
  BIGINT,
  BOOLEAN,
  DATE,
  DOUBLE,
  type DuckDBDateValue,
  DuckDBListValue,
  type DuckDBTimestampMillisecondsValue,
  type DuckDBType,
  type DuckDBValue,
  dateValue,
  INTEGER,
  LIST,
  listValue,
  TIMESTAMP_MS,
  timestampMillisValue,
  VARCHAR,
} from '@duckdb/node-api';
import { TapebenchError } from '../errors.ts';
import type { Estimate, Interval } from './model.ts';

/**
 * How a property of the model becomes one or more columns, and comes back. A table is a record of such fields, one for
 * every property of its row, so that a property without a column does not compile.
 */
export interface Column {
  /** Appended to the name of the property; empty for a field of one column. */
  readonly suffix: string;
  readonly type: DuckDBType;
  readonly about: string;
  readonly isNullable: boolean;
}

export interface Field<Value> {
  readonly columns: readonly Column[];
  /** One stored value a column. Throws TapebenchError TB_RESULTS_FAILED on a value that would not come back the same. */
  encode(value: Value): readonly DuckDBValue[];
  /** The inverse of `encode`. */
  decode(stored: readonly DuckDBValue[]): Value;
}

function refuse(value: unknown, wanted: string): never {
  throw new TapebenchError('TB_RESULTS_FAILED', `${String(value)} is not ${wanted}`, {
    kept: 'nothing was written',
    next: 'This is a defect of what made the result; report it with the command.',
  });
}

function scalar<Value>(
  type: DuckDBType,
  about: string,
  encode: (value: Value) => DuckDBValue,
  decode: (stored: DuckDBValue) => Value,
): Field<Value> {
  return {
    columns: [{ suffix: '', type, about, isNullable: false }],
    encode: (value) => [encode(value)],
    decode: (stored) => decode(stored[0]!),
  };
}

/** A whole number of 32 bits: ticks, ids, small counts. */
export function integer<Value extends number = number>(about: string): Field<Value> {
  return scalar<Value>(
    INTEGER,
    about,
    // -0 would come back as 0, and means 0.
    (value) => ((value | 0) === value ? value | 0 : refuse(value, 'a whole number of 32 bits')),
    (stored) => stored as Value,
  );
}

/** A whole number of up to 53 bits: money in thousandths of a dollar, counts of bars. */
export function whole(about: string): Field<number> {
  return scalar<number>(
    BIGINT,
    about,
    (value) => (Number.isSafeInteger(value) ? BigInt(value) : refuse(value, 'a whole number of 53 bits')),
    Number,
  );
}

export function double(about: string): Field<number> {
  return scalar<number>(
    DOUBLE,
    about,
    (value) => value,
    (stored) => stored as number,
  );
}

export function text<Value extends string = string>(about: string): Field<Value> {
  return scalar<Value>(
    VARCHAR,
    about,
    (value) => (value.isWellFormed() ? value : refuse(JSON.stringify(value), 'well-formed text')),
    (stored) => stored as Value,
  );
}

export function flag(about: string): Field<boolean> {
  return scalar<boolean>(
    BOOLEAN,
    about,
    (value) => value,
    (stored) => stored as boolean,
  );
}

/** UTC milliseconds since 1970, stored as a timestamp without a zone. */
export function time(about: string): Field<number> {
  return scalar<number>(
    TIMESTAMP_MS,
    `${about} (UTC)`,
    (value) =>
      Number.isSafeInteger(value) ? timestampMillisValue(BigInt(value)) : refuse(value, 'a time in whole ms'),
    (stored) => Number((stored as DuckDBTimestampMillisecondsValue).millis),
  );
}

const DAY_MS = 86_400_000;

/** A date as `YYYY-MM-DD`. */
export function date(about: string): Field<string> {
  return scalar<string>(
    DATE,
    about,
    (value) => {
      const milliseconds = /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(milliseconds) || isoDate(milliseconds) !== value) return refuse(value, 'a date');
      return dateValue(milliseconds / DAY_MS);
    },
    (stored) => isoDate((stored as DuckDBDateValue).days * DAY_MS),
  );
}

function isoDate(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 10);
}

export function texts(about: string): Field<readonly string[]> {
  const item = text(about);
  return scalar<readonly string[]>(
    LIST(VARCHAR),
    about,
    (value) => listValue(value.map((each) => item.encode(each)[0]!)),
    (stored) => (stored instanceof DuckDBListValue ? (stored.items as string[]) : refuse(stored, 'a list')),
  );
}

/** Null in every column of `field`. */
export function nullable<Value>(field: Field<Value>): Field<Value | null> {
  const nothing = field.columns.map(() => null);
  return {
    columns: field.columns.map((column) => ({ ...column, isNullable: true })),
    encode: (value) => (value === null ? nothing : field.encode(value)),
    decode: (stored) => (stored.every((each) => each === null) ? null : field.decode(stored)),
  };
}

type FieldsOf<Row> = { readonly [Property in keyof Row]-?: Field<Row[Property]> };

export function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** A field for every property of `Row`; the columns are named by the properties. */
export function record<Row extends object>(fields: FieldsOf<Row>): Field<Row> {
  const entries = Object.entries(fields) as [keyof Row & string, Field<unknown>][];
  const columns = entries.flatMap(([property, field]) =>
    field.columns.map((column) => ({
      ...column,
      suffix: column.suffix === '' ? snakeCase(property) : `${snakeCase(property)}_${column.suffix}`,
    })),
  );
  return {
    columns,
    encode: (row) => entries.flatMap(([property, field]) => field.encode(row[property])),
    decode: (stored) => {
      const row: Partial<Record<keyof Row, unknown>> = {};
      let from = 0;
      for (const [property, field] of entries) {
        row[property] = field.decode(stored.slice(from, from + field.columns.length));
        from += field.columns.length;
      }
      return row as Row;
    },
  };
}

/** Two records side by side in one row; their columns must not share a name. */
export function joined<First, Second>(
  first: Field<First>,
  second: Field<Second>,
): Field<readonly [First, Second]> {
  return {
    columns: [...first.columns, ...second.columns],
    encode: ([a, b]) => [...first.encode(a), ...second.encode(b)],
    decode: (stored) => [
      first.decode(stored.slice(0, first.columns.length)),
      second.decode(stored.slice(first.columns.length)),
    ],
  };
}

export function interval(about: string): Field<Interval> {
  return record<Interval>({ low: double(`${about}: low end`), high: double(`${about}: high end`) });
}

/** A figure in a column of its own name, and beside it its n, interval, level and method. */
export function estimate(about: string): Field<Estimate> {
  const parts = record<Omit<Estimate, 'interval' | 'value'> & Interval>({
    n: whole(`${about}: what it was made from`),
    low: double(`${about}: low end of the interval`),
    high: double(`${about}: high end of the interval`),
    level: double(`${about}: confidence level of the interval`),
    method: text(`${about}: how the interval was made`),
  });
  return {
    columns: [{ suffix: '', type: DOUBLE, about, isNullable: false }, ...parts.columns],
    encode: ({ value, interval: ends, ...rest }) => [value, ...parts.encode({ ...rest, ...ends })],
    decode: ([value, ...rest]) => {
      const { low, high, ...others } = parts.decode(rest);
      return { value: value as number, interval: { low, high }, ...others };
    },
  };
}
