import { readCstr } from './cstr.ts';
import {
  type BidAskPair,
  type Field,
  type FieldsOf,
  type FieldTable,
  LEVEL_BYTES,
  wireName,
} from './layouts/fields.ts';
import { BID_ASK_PAIR, CONSOLIDATED_BID_ASK_PAIR } from './layouts/market.ts';
import { RECORD_LAYOUTS, type RecordLayout, type RecordName, type RecordTables } from './layouts/registry.ts';

/** What every record begins with. */
export interface RecordHeader {
  /** Record type: see `RTYPE`. */
  readonly rtype: number;
  readonly publisherId: number;
  readonly instrumentId: number;
  /** UNIX nanoseconds. For a bar its open; for most other records the venue's time. */
  readonly tsEvent: bigint;
}

/** The values of a record, as a plain object. Prices are raw, in units of 1e-9; times are UNIX nanoseconds. */
export type RecordValues<N extends RecordName> = RecordHeader &
  FieldsOf<RecordTables[N]> & { readonly type: N; readonly tsOut: bigint | undefined };

/**
 * A record where it lies in the received bytes. Every property is read from them when it is asked for, so a view costs
 * nothing for what is not looked at, and is only as good as the bytes: who reuses a buffer must take `toObject()` first.
 */
export interface RecordView<N extends RecordName> {
  /** Tells the union of records apart. */
  readonly type: N;
  /** When the gateway sent it, UNIX nanoseconds; undefined unless the stream carries send times. */
  readonly tsOut: bigint | undefined;
  /** Bytes in the stream, send time included. */
  readonly byteLength: number;
  /** The record's bytes, not copied. */
  bytes(): Uint8Array;
  /** A copy of all values, independent of the bytes. */
  toObject(): RecordValues<N>;
  /** All values under the vendor's names; integers beyond 2^53 as strings, reserved bytes as hex. */
  toJSON(): Record<string, unknown>;
}

export type RecordOf<N extends RecordName> = RecordView<N> & RecordHeader & FieldsOf<RecordTables[N]>;

export type OhlcvMsg = RecordOf<'OhlcvMsg'>;
export type TradeMsg = RecordOf<'TradeMsg'>;
export type MboMsg = RecordOf<'MboMsg'>;
export type Mbp1Msg = RecordOf<'Mbp1Msg'>;
export type Mbp10Msg = RecordOf<'Mbp10Msg'>;
export type BboMsg = RecordOf<'BboMsg'>;
export type Cmbp1Msg = RecordOf<'Cmbp1Msg'>;
export type CbboMsg = RecordOf<'CbboMsg'>;
export type StatusMsg = RecordOf<'StatusMsg'>;
export type ImbalanceMsg = RecordOf<'ImbalanceMsg'>;
export type StatMsg = RecordOf<'StatMsg'>;
export type StatMsgV1 = RecordOf<'StatMsgV1'>;
export type InstrumentDefMsg = RecordOf<'InstrumentDefMsg'>;
export type InstrumentDefMsgV1 = RecordOf<'InstrumentDefMsgV1'>;
export type InstrumentDefMsgV2 = RecordOf<'InstrumentDefMsgV2'>;
export type ErrorMsg = RecordOf<'ErrorMsg'>;
export type ErrorMsgV1 = RecordOf<'ErrorMsgV1'>;
export type SystemMsg = RecordOf<'SystemMsg'>;
export type SystemMsgV1 = RecordOf<'SystemMsgV1'>;
export type SymbolMappingMsg = RecordOf<'SymbolMappingMsg'>;
export type SymbolMappingMsgV1 = RecordOf<'SymbolMappingMsgV1'>;

/** Any record, told apart by `type`. */
export type DbnRecord = { [N in RecordName]: RecordOf<N> }[RecordName];

/** The fields of the header, read like all others. */
export const HEADER_FIELDS = {
  rtype: ['u8', 1],
  publisherId: ['u16', 2],
  instrumentId: ['u32', 4],
  tsEvent: ['time', 8],
} as const;

/** Reads one field of the record that begins at `start`. */
export function readField(data: DataView, start: number, field: Field): unknown {
  const offset = start + field[1];
  switch (field[0]) {
    case 'u8':
      return data.getUint8(offset);
    case 'i8':
      return data.getInt8(offset);
    case 'u16':
      return data.getUint16(offset, true);
    case 'i16':
      return data.getInt16(offset, true);
    case 'u32':
      return data.getUint32(offset, true);
    case 'i32':
      return data.getInt32(offset, true);
    case 'u64':
    case 'time':
      return data.getBigUint64(offset, true);
    case 'i64':
    case 'price':
      return data.getBigInt64(offset, true);
    case 'char':
      return String.fromCharCode(data.getUint8(offset));
    case 'cstr':
      return readCstr(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), offset, field[2]);
    case 'bytes':
      return new Uint8Array(data.buffer, data.byteOffset + offset, field[2]).slice();
    case 'levels':
      return readLevels(data, offset, field[2], BID_ASK_PAIR);
    case 'consolidatedLevels':
      return readLevels(data, offset, field[2], CONSOLIDATED_BID_ASK_PAIR);
  }
}

function readLevels(data: DataView, start: number, count: number, fields: FieldTable): readonly BidAskPair[] {
  const levels: Record<string, unknown>[] = [];
  for (let i = 0; i < count; i++) {
    const level: Record<string, unknown> = {};
    for (const [name, field] of Object.entries(fields))
      level[name] = readField(data, start + i * LEVEL_BYTES, field);
    levels.push(level);
  }
  return levels as unknown as readonly BidAskPair[];
}

/** A value as JSON can carry it without loss. */
export function jsonValue(value: unknown): unknown {
  if (typeof value === 'bigint') {
    return value > Number.MAX_SAFE_INTEGER || value < Number.MIN_SAFE_INTEGER
      ? value.toString()
      : Number(value);
  }
  if (value instanceof Uint8Array)
    return Buffer.from(value.buffer, value.byteOffset, value.length).toString('hex');
  if (Array.isArray(value)) return value.map((level) => jsonObject(level as Record<string, unknown>));
  return value;
}

function jsonObject(values: Record<string, unknown>): Record<string, unknown> {
  const json: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) json[wireName(name)] = jsonValue(value);
  return json;
}

/** The one shape that all views have: where the record is. */
export interface Place {
  readonly data: DataView;
  readonly start: number;
  readonly byteLength: number;
}

type ViewClass = new (data: DataView, start: number, byteLength: number, hasTsOut: boolean) => DbnRecord;

/** A getter with the offset built in; one function per kind keeps each of them short enough to be inlined. */
function getterOf(field: Field): (this: Place) => unknown {
  const offset = field[1];
  switch (field[0]) {
    case 'u8':
      return function (this: Place): number {
        return this.data.getUint8(this.start + offset);
      };
    case 'u32':
      return function (this: Place): number {
        return this.data.getUint32(this.start + offset, true);
      };
    case 'price':
    case 'i64':
      return function (this: Place): bigint {
        return this.data.getBigInt64(this.start + offset, true);
      };
    case 'time':
    case 'u64':
      return function (this: Place): bigint {
        return this.data.getBigUint64(this.start + offset, true);
      };
    case 'char':
      return function (this: Place): string {
        return String.fromCharCode(this.data.getUint8(this.start + offset));
      };
    default:
      return function (this: Place): unknown {
        return readField(this.data, this.start, field);
      };
  }
}

function createViewClass(layout: RecordLayout): ViewClass {
  const fields: readonly (readonly [string, Field])[] = [
    ...Object.entries(HEADER_FIELDS),
    ...Object.entries(layout.fields),
  ];
  const RecordClass = class implements Place {
    readonly data: DataView;
    readonly start: number;
    readonly byteLength: number;
    readonly hasTsOut: boolean;

    constructor(data: DataView, start: number, byteLength: number, hasTsOut: boolean) {
      this.data = data;
      this.start = start;
      this.byteLength = byteLength;
      this.hasTsOut = hasTsOut;
    }

    get tsOut(): bigint | undefined {
      return this.hasTsOut ? this.data.getBigUint64(this.start + this.byteLength - 8, true) : undefined;
    }

    bytes(): Uint8Array {
      return new Uint8Array(this.data.buffer, this.data.byteOffset + this.start, this.byteLength);
    }

    toObject(): Record<string, unknown> {
      const values: Record<string, unknown> = { type: layout.name };
      for (const [name, field] of fields) values[name] = readField(this.data, this.start, field);
      values.tsOut = this.tsOut;
      return values;
    }

    toJSON(): Record<string, unknown> {
      const json: Record<string, unknown> = { length: this.byteLength / 4 };
      for (const [name, field] of fields)
        json[wireName(name)] = jsonValue(readField(this.data, this.start, field));
      if (this.hasTsOut) json.ts_out = jsonValue(this.tsOut);
      return json;
    }
  };
  Object.defineProperty(RecordClass, 'name', { value: layout.name });
  Object.defineProperty(RecordClass.prototype, 'type', { value: layout.name });
  for (const [name, field] of fields) {
    Object.defineProperty(RecordClass.prototype, name, { get: getterOf(field), enumerable: true });
  }
  return RecordClass as unknown as ViewClass;
}

const VIEW_CLASSES: ReadonlyMap<RecordName, ViewClass> = new Map(
  Object.values(RECORD_LAYOUTS).map((layout) => [layout.name, createViewClass(layout)]),
);

/**
 * A view on the record of `layout` that begins at `start` of `data`. The bytes must hold `byteLength` of it, no fewer
 * than the layout's size and, with `hasTsOut`, eight more.
 */
export function viewRecord(
  layout: RecordLayout,
  data: DataView,
  start: number,
  byteLength: number,
  hasTsOut: boolean,
): DbnRecord {
  const RecordClass = VIEW_CLASSES.get(layout.name)!;
  return new RecordClass(data, start, byteLength, hasTsOut);
}

/** Where a record lies in its bytes. */
export function placeOf(record: DbnRecord): Place {
  return record as unknown as Place;
}

/** The time by which a record is ordered and looked up: when it was received, or for a bar its open. */
export function indexTime(record: DbnRecord): bigint {
  return 'tsRecv' in record ? record.tsRecv : record.tsEvent;
}
