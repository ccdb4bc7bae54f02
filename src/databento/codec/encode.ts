import { DatabentoError } from '../errors.ts';
import { writeCstr } from './cstr.ts';
import { UNDEF_PRICE } from './enums.ts';
import { type Field, type FieldsOf, type FieldTable, LEVEL_BYTES } from './layouts/fields.ts';
import { BID_ASK_PAIR, CONSOLIDATED_BID_ASK_PAIR } from './layouts/market.ts';
import { RECORD_LAYOUTS, type RecordName, type RecordTables } from './layouts/registry.ts';
import { type DbnMetadata, encodeMetadata } from './metadata.ts';
import { HEADER_FIELDS, type RecordHeader } from './record.ts';

/**
 * A record to encode. What is left out is written as 0, empty text, or "no price" for prices; `rtype` may be left out
 * where the record's layout has one only (bars are taken for one-minute bars, BBO and CBBO for one-second ones).
 */
export type RecordInput<N extends RecordName = RecordName> = {
  readonly [K in N]: { readonly type: K; readonly tsOut?: bigint | undefined } & Partial<RecordHeader> &
    Partial<FieldsOf<RecordTables[K]>>;
}[N];

const INTEGER_RANGES: Readonly<Record<string, readonly [number, number]>> = {
  u8: [0, 0xff],
  u16: [0, 0xffff],
  u32: [0, 0xffff_ffff],
  i8: [-0x80, 0x7f],
  i16: [-0x8000, 0x7fff],
  i32: [-0x8000_0000, 0x7fff_ffff],
};

function fail(name: string, value: unknown, wanted: string): never {
  throw new DatabentoError('usage', `${name} must be ${wanted}, not ${String(value)}`);
}

function integer(name: string, value: unknown, kind: string): number {
  const [low, high] = INTEGER_RANGES[kind]!;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
    fail(name, value, `a whole number from ${low} to ${high}`);
  }
  return value;
}

function bigInteger(name: string, value: unknown, isSigned: boolean): bigint {
  const fits =
    typeof value === 'bigint' && (isSigned ? BigInt.asIntN(64, value) : BigInt.asUintN(64, value)) === value;
  if (!fits) fail(name, value, `a bigint of ${isSigned ? '' : 'un'}signed 64 bits`);
  return value as bigint;
}

function character(name: string, value: unknown): number {
  if (typeof value !== 'string' || value.length !== 1 || value.charCodeAt(0) > 0xff) {
    fail(name, value, 'one character of one byte');
  }
  return (value as string).charCodeAt(0);
}

function defaultOf(field: Field): unknown {
  switch (field[0]) {
    case 'price':
      return UNDEF_PRICE;
    case 'u64':
    case 'i64':
    case 'time':
      return 0n;
    case 'char':
      return '\0';
    case 'cstr':
      return '';
    case 'bytes':
      return new Uint8Array(field[2]);
    case 'levels':
    case 'consolidatedLevels':
      return Array.from({ length: field[2] }, () => ({}));
    default:
      return 0;
  }
}

/** Writes one field of the record that begins at `start`. */
function writeField(
  view: DataView,
  start: number,
  name: string,
  field: Field,
  value: unknown,
  mayFillText: boolean,
): void {
  const offset = start + field[1];
  const given = value ?? defaultOf(field);
  switch (field[0]) {
    case 'u8':
      view.setUint8(offset, integer(name, given, 'u8'));
      break;
    case 'i8':
      view.setInt8(offset, integer(name, given, 'i8'));
      break;
    case 'u16':
      view.setUint16(offset, integer(name, given, 'u16'), true);
      break;
    case 'i16':
      view.setInt16(offset, integer(name, given, 'i16'), true);
      break;
    case 'u32':
      view.setUint32(offset, integer(name, given, 'u32'), true);
      break;
    case 'i32':
      view.setInt32(offset, integer(name, given, 'i32'), true);
      break;
    case 'u64':
    case 'time':
      view.setBigUint64(offset, bigInteger(name, given, false), true);
      break;
    case 'i64':
    case 'price':
      view.setBigInt64(offset, bigInteger(name, given, true), true);
      break;
    case 'char':
      view.setUint8(offset, character(name, given));
      break;
    case 'cstr': {
      if (typeof given !== 'string') fail(name, given, 'text');
      const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
      writeCstr(bytes, offset, field[2], given as string, name, mayFillText);
      break;
    }
    case 'bytes': {
      if (!(given instanceof Uint8Array) || given.length !== field[2]) fail(name, given, `${field[2]} bytes`);
      new Uint8Array(view.buffer, view.byteOffset + offset, field[2]).set(given as Uint8Array);
      break;
    }
    case 'levels':
      writeLevels(view, offset, name, field[2], BID_ASK_PAIR, given);
      break;
    case 'consolidatedLevels':
      writeLevels(view, offset, name, field[2], CONSOLIDATED_BID_ASK_PAIR, given);
      break;
  }
}

function writeLevels(
  view: DataView,
  start: number,
  name: string,
  count: number,
  fields: FieldTable,
  value: unknown,
): void {
  if (!Array.isArray(value) || value.length !== count) fail(name, value, `${count} levels`);
  for (const [i, level] of (value as Record<string, unknown>[]).entries()) {
    for (const [property, field] of Object.entries(fields)) {
      writeField(view, start + i * LEVEL_BYTES, `${name}[${i}].${property}`, field, level[property], false);
    }
  }
}

/**
 * Encodes one record of any type and version; with `tsOut` the send time follows it.
 * @throws DatabentoError `usage` for a value that its field cannot hold, or a record type of another layout
 */
export function encodeRecord(record: RecordInput): Uint8Array {
  return encodeReceived(record, false);
}

/** The same for values that were received: text that fills its field, without room for the NUL, is passed on as it is. */
export function encodeReceived(record: RecordInput, mayFillText = true): Uint8Array {
  const layout = RECORD_LAYOUTS[record.type];
  if (layout === undefined) throw new DatabentoError('usage', `there is no record '${String(record.type)}'`);
  const { tsOut } = record;
  const byteLength = layout.size + (tsOut === undefined ? 0 : 8);
  const bytes = new Uint8Array(byteLength);
  const view = new DataView(bytes.buffer);
  const rtype = record.rtype ?? layout.rtypes[0]!;
  if (!layout.rtypes.includes(rtype)) {
    throw new DatabentoError('usage', `a ${layout.name} cannot have the record type ${rtype}`);
  }
  bytes[0] = byteLength / 4;
  const values = record as unknown as Record<string, unknown>;
  for (const [name, field] of Object.entries(HEADER_FIELDS)) {
    writeField(view, 0, name, field, name === 'rtype' ? rtype : values[name], mayFillText);
  }
  for (const [name, field] of Object.entries(layout.fields)) {
    writeField(view, 0, `${layout.name}.${name}`, field, values[name], mayFillText);
  }
  if (tsOut !== undefined) view.setBigUint64(layout.size, bigInteger('tsOut', tsOut, false), true);
  return bytes;
}

/** Encodes a stream: its metadata first, then records that fit its version. */
export class DbnEncoder {
  readonly metadata: DbnMetadata;

  constructor(metadata: DbnMetadata) {
    this.metadata = metadata;
  }

  /** The bytes that the stream begins with. */
  head(): Uint8Array {
    return encodeMetadata(this.metadata);
  }

  /** @throws DatabentoError `usage` for a record of another version, or a send time where none or one is due */
  encode(record: RecordInput): Uint8Array {
    const { version, tsOut } = this.metadata;
    if (RECORD_LAYOUTS[record.type]?.versions.includes(version) === false) {
      throw new DatabentoError('usage', `a ${record.type} is no record of DBN version ${version}`);
    }
    if ((record.tsOut !== undefined) !== tsOut) {
      throw new DatabentoError(
        'usage',
        `the stream carries ${tsOut ? 'a' : 'no'} send time with each record`,
      );
    }
    return encodeRecord(record);
  }
}
