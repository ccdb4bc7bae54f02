import {
  type DuckDBDateValue,
  type DuckDBDecimalValue,
  type DuckDBListValue,
  type DuckDBTimestampMillisecondsValue,
  type DuckDBTimestampNanosecondsValue,
  type DuckDBTimestampSecondsValue,
  type DuckDBTimestampTZValue,
  type DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBVector,
} from '@duckdb/node-api';
import {
  Bool,
  type Data,
  type DataType,
  DateDay,
  Field,
  Float32,
  Float64,
  Int8,
  Int16,
  Int32,
  List,
  makeBuilder,
  makeData,
  TimestampMicrosecond,
  TimestampMillisecond,
  TimestampNanosecond,
  TimestampSecond,
  Uint8,
  Uint16,
  Uint32,
  Utf8,
} from 'apache-arrow';
import { TapebenchError } from '../errors.ts';

/** A column of a DuckDB result as it came: one vector a chunk. */
export interface StoredColumn {
  readonly name: string;
  readonly type: DuckDBType;
  readonly vectors: readonly DuckDBVector[];
  /** Rows of all vectors together. */
  readonly rows: number;
  /** Zone of a timestamp without one of its own; null leaves it without. */
  readonly zone: string | null;
}

/** How the values of a type of DuckDB go into the array that Arrow keeps them in. */
interface NumberKind {
  type(zone: string | null): DataType;
  array(rows: number): { [row: number]: number | bigint };
  read(value: DuckDBValue, column: StoredColumn): number | bigint;
}

function plain(type: () => DataType, array: NumberKind['array']): NumberKind {
  return { type, array, read: (value) => value as number };
}

function moment(type: NumberKind['type'], read: (value: DuckDBValue) => bigint): NumberKind {
  return { type, array: (rows) => new BigInt64Array(rows), read };
}

/** Whole numbers of 64 bits and more. */
const WHOLE: NumberKind = {
  type: () => new Float64(),
  array: (rows) => new Float64Array(rows),
  read: (value, { name }) => wholeNumber(value as bigint, name),
};

const NUMBER_KINDS: ReadonlyMap<DuckDBTypeId, NumberKind> = new Map([
  [
    DuckDBTypeId.TINYINT,
    plain(
      () => new Int8(),
      (rows) => new Int8Array(rows),
    ),
  ],
  [
    DuckDBTypeId.SMALLINT,
    plain(
      () => new Int16(),
      (rows) => new Int16Array(rows),
    ),
  ],
  [
    DuckDBTypeId.INTEGER,
    plain(
      () => new Int32(),
      (rows) => new Int32Array(rows),
    ),
  ],
  [
    DuckDBTypeId.UTINYINT,
    plain(
      () => new Uint8(),
      (rows) => new Uint8Array(rows),
    ),
  ],
  [
    DuckDBTypeId.USMALLINT,
    plain(
      () => new Uint16(),
      (rows) => new Uint16Array(rows),
    ),
  ],
  [
    DuckDBTypeId.UINTEGER,
    plain(
      () => new Uint32(),
      (rows) => new Uint32Array(rows),
    ),
  ],
  [
    DuckDBTypeId.FLOAT,
    plain(
      () => new Float32(),
      (rows) => new Float32Array(rows),
    ),
  ],
  [
    DuckDBTypeId.DOUBLE,
    plain(
      () => new Float64(),
      (rows) => new Float64Array(rows),
    ),
  ],
  [DuckDBTypeId.BIGINT, WHOLE],
  [DuckDBTypeId.UBIGINT, WHOLE],
  [DuckDBTypeId.HUGEINT, WHOLE],
  [DuckDBTypeId.UHUGEINT, WHOLE],
  [
    DuckDBTypeId.DECIMAL,
    {
      type: () => new Float64(),
      array: (rows) => new Float64Array(rows),
      read: (value) => Number((value as DuckDBDecimalValue).toString()),
    },
  ],
  [
    DuckDBTypeId.DATE,
    {
      type: () => new DateDay(),
      array: (rows) => new Int32Array(rows),
      read: (value) => (value as DuckDBDateValue).days,
    },
  ],
  [
    DuckDBTypeId.TIMESTAMP_S,
    moment(
      (zone) => new TimestampSecond(zone),
      (value) => (value as DuckDBTimestampSecondsValue).seconds,
    ),
  ],
  [
    DuckDBTypeId.TIMESTAMP_MS,
    moment(
      (zone) => new TimestampMillisecond(zone),
      (value) => (value as DuckDBTimestampMillisecondsValue).millis,
    ),
  ],
  [
    DuckDBTypeId.TIMESTAMP,
    moment(
      (zone) => new TimestampMicrosecond(zone),
      (value) => (value as DuckDBTimestampValue).micros,
    ),
  ],
  [
    DuckDBTypeId.TIMESTAMP_NS,
    moment(
      (zone) => new TimestampNanosecond(zone),
      (value) => (value as DuckDBTimestampNanosecondsValue).nanos,
    ),
  ],
  [
    DuckDBTypeId.TIMESTAMP_TZ,
    moment(
      () => new TimestampMicrosecond('UTC'),
      (value) => (value as DuckDBTimestampTZValue).micros,
    ),
  ],
]);

/**
 * A column of a DuckDB result as Arrow data. Numbers of up to 32 bits, doubles, dates and timestamps keep their type. Whole
 * numbers of 64 bits and more and decimals become doubles: a notebook's arithmetic cannot mix `bigint` with numbers.
 * @throws TapebenchError TB_RESULTS_FAILED on a whole number beyond 53 bits, and on a type without a place in a table of columns
 */
export function arrowColumn(column: StoredColumn): Data {
  const { type } = column;
  const kind = NUMBER_KINDS.get(type.typeId);
  if (kind !== undefined) return numbers(kind, column);
  switch (type.typeId) {
    case DuckDBTypeId.BOOLEAN:
      return built(new Bool(), column, (value) => value);
    case DuckDBTypeId.VARCHAR:
    case DuckDBTypeId.ENUM:
    case DuckDBTypeId.UUID:
      return built(new Utf8(), column, String);
    case DuckDBTypeId.LIST: {
      if (String(type) !== 'VARCHAR[]') throw withoutPlace(column);
      const texts = new List(new Field('item', new Utf8(), true));
      return built(texts, column, (value) => (value as DuckDBListValue).items);
    }
    default:
      throw withoutPlace(column);
  }
}

function numbers(kind: NumberKind, column: StoredColumn): Data {
  const { rows, zone } = column;
  const data = kind.array(rows);
  const isThere = new Uint8Array(Math.ceil(rows / 8)).fill(0xff);
  let nullCount = 0;
  let row = 0;
  for (const value of valuesOf(column)) {
    if (value === null) {
      isThere[row >> 3]! &= ~(1 << (row & 7));
      nullCount += 1;
    } else data[row] = kind.read(value, column);
    row += 1;
  }
  const nulls = nullCount === 0 ? { nullCount } : { nullCount, nullBitmap: isThere };
  return makeData({ type: kind.type(zone), length: rows, data, ...nulls } as never);
}

function built(type: DataType, column: StoredColumn, convert: (value: DuckDBValue) => unknown): Data {
  const builder = makeBuilder({ type, nullValues: [null] });
  for (const value of valuesOf(column)) builder.append(value === null ? null : convert(value));
  return builder.finish().flush();
}

function* valuesOf({ vectors }: StoredColumn): Generator<DuckDBValue> {
  for (const vector of vectors) {
    for (let i = 0; i < vector.itemCount; i++) yield vector.getItem(i);
  }
}

function wholeNumber(value: bigint, name: string): number {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new TapebenchError(
    'TB_RESULTS_FAILED',
    `${value} in the column ${name} is more than a double holds exactly`,
    { next: 'Take it as text: CAST(... AS VARCHAR).' },
  );
}

function withoutPlace({ name, type }: StoredColumn): TapebenchError {
  return new TapebenchError('TB_RESULTS_FAILED', `the column ${name} is of type ${String(type)}`, {
    next: 'Select its parts, or take it as text: CAST(... AS VARCHAR).',
  });
}
