import type * as Arrow from 'apache-arrow';
import { TWO_32 } from './columnFill.ts';
import { type Field, LEVEL_BYTES, type ScalarKind, wireName } from './layouts/fields.ts';
import { BID_ASK_PAIR, CONSOLIDATED_BID_ASK_PAIR } from './layouts/market.ts';
import type { RecordLayout } from './layouts/registry.ts';
import { HEADER_FIELDS, type Place } from './record.ts';

type ArrowModule = typeof Arrow;

/** How prices are given: the nearest double in units of currency, or exact integers in units of 1e-9. */
export type ArrowPrices = 'float' | 'fixed';

interface FlatField {
  readonly name: string;
  readonly kind: ScalarKind | 'cstr';
  /** From the record's first byte. */
  readonly offset: number;
  /** Of text. */
  readonly size: number;
}

/** The columns of a layout under the vendor's names: levels side by side as `bid_px_00`, reserved bytes left out. */
export function flatFields(layout: RecordLayout): FlatField[] {
  const flat: FlatField[] = [];
  const add = (property: string, field: Field, base: number, suffix: string): void => {
    const [kind, offset] = field;
    if (kind === 'bytes' || property.startsWith('_')) return;
    if (kind === 'levels' || kind === 'consolidatedLevels') {
      const table = kind === 'levels' ? BID_ASK_PAIR : CONSOLIDATED_BID_ASK_PAIR;
      for (let i = 0; i < field[2]; i++) {
        for (const [name, each] of Object.entries(table)) {
          add(name, each, offset + i * LEVEL_BYTES, `_${String(i).padStart(2, '0')}`);
        }
      }
      return;
    }
    flat.push({
      name: wireName(property) + suffix,
      kind,
      offset: base + offset,
      size: kind === 'cstr' ? field[2] : 1,
    });
  };
  for (const [name, field] of Object.entries(HEADER_FIELDS)) add(name, field, 0, '');
  for (const [name, field] of Object.entries(layout.fields)) add(name, field, 0, '');
  return flat;
}

/** A column being built from the bytes of records. */
export interface ArrowColumn {
  readonly field: Arrow.Field;
  /** The column of `rows`, to be used again for other rows afterwards. */
  build(rows: readonly Place[]): Arrow.Data;
}

/** Which rows have a value, as Arrow wants it; made only once a row has none. */
class Validity {
  readonly bits: Uint8Array;
  nullCount = 0;

  constructor(rows: number) {
    this.bits = new Uint8Array((rows + 7) >>> 3).fill(0xff);
  }

  setNull(row: number): void {
    this.bits[row >>> 3] = this.bits[row >>> 3]! & ~(1 << (row & 7));
    this.nullCount++;
  }

  get props(): { nullCount: number; nullBitmap?: Uint8Array } {
    return this.nullCount === 0 ? { nullCount: 0 } : { nullCount: this.nullCount, nullBitmap: this.bits };
  }
}

const U32_MAX = 0xffff_ffff;
const I32_MAX = 0x7fff_ffff;

/** 64-bit integers, copied as two words; `undefHigh` and all ones below mean null. */
function wideColumn(
  arrow: ArrowModule,
  name: string,
  type: Arrow.DataType,
  offset: number | 'end',
  undefHigh: number | undefined,
): ArrowColumn {
  return {
    field: new arrow.Field(name, type, undefHigh !== undefined),
    build(rows) {
      const pairs = new Uint32Array(rows.length * 2);
      const validity = new Validity(rows.length);
      for (let row = 0; row < rows.length; row++) {
        const { data, start, byteLength } = rows[row]!;
        const at = start + (offset === 'end' ? byteLength - 8 : offset);
        const low = data.getUint32(at, true);
        const high = data.getUint32(at + 4, true);
        pairs[row * 2] = low;
        pairs[row * 2 + 1] = high;
        if (low === U32_MAX && high === undefHigh) validity.setNull(row);
      }
      const signed = arrow.DataType.isInt(type) ? type.isSigned : true;
      const data = signed ? new BigInt64Array(pairs.buffer) : new BigUint64Array(pairs.buffer);
      return arrow.makeData({
        type: type as Arrow.Int64,
        data: data as BigInt64Array,
        length: rows.length,
        ...validity.props,
      });
    },
  };
}

function floatPriceColumn(arrow: ArrowModule, { name, offset }: FlatField): ArrowColumn {
  const type = new arrow.Float64();
  return {
    field: new arrow.Field(name, type, true),
    build(rows) {
      const values = new Float64Array(rows.length);
      const validity = new Validity(rows.length);
      for (let row = 0; row < rows.length; row++) {
        const { data, start } = rows[row]!;
        const low = data.getUint32(start + offset, true);
        const high = data.getInt32(start + offset + 4, true);
        if (low === U32_MAX && high === I32_MAX) validity.setNull(row);
        else values[row] = (high * TWO_32 + low) / 1e9;
      }
      return arrow.makeData({ type, data: values, length: rows.length, ...validity.props });
    },
  };
}

function textColumn(arrow: ArrowModule, { name, kind, offset, size }: FlatField): ArrowColumn {
  const type = new arrow.Utf8();
  return {
    field: new arrow.Field(name, type, kind === 'char'),
    build(rows) {
      // One byte of Latin-1 takes two of UTF-8 at most.
      const bytes = new Uint8Array(rows.length * size * 2);
      const valueOffsets = new Int32Array(rows.length + 1);
      const validity = new Validity(rows.length);
      let used = 0;
      for (let row = 0; row < rows.length; row++) {
        const { data, start } = rows[row]!;
        const from = used;
        for (let i = 0; i < size; i++) {
          const code = data.getUint8(start + offset + i);
          if (code === 0) break;
          if (code < 0x80) {
            bytes[used++] = code;
          } else {
            bytes[used++] = 0xc0 | (code >>> 6);
            bytes[used++] = 0x80 | (code & 0x3f);
          }
        }
        if (kind === 'char' && used === from) validity.setNull(row);
        valueOffsets[row + 1] = used;
      }
      return arrow.makeData({
        type,
        data: bytes.slice(0, used),
        valueOffsets,
        length: rows.length,
        ...validity.props,
      });
    },
  };
}

type Narrow = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array;

function narrowColumn<T extends Arrow.Int>(
  arrow: ArrowModule,
  { name, offset }: FlatField,
  type: T,
  create: (length: number) => Narrow,
  read: (data: DataView, at: number) => number,
): ArrowColumn {
  return {
    field: new arrow.Field(name, type, false),
    build(rows) {
      const values = create(rows.length);
      for (let row = 0; row < rows.length; row++) {
        const { data, start } = rows[row]!;
        values[row] = read(data, start + offset);
      }
      return arrow.makeData<Arrow.Int>({ type, data: values, length: rows.length, nullCount: 0 });
    },
  };
}

/** The column of one field. */
export function arrowColumn(arrow: ArrowModule, flat: FlatField, prices: ArrowPrices): ArrowColumn {
  switch (flat.kind) {
    case 'u8':
      return narrowColumn(
        arrow,
        flat,
        new arrow.Uint8(),
        (n) => new Uint8Array(n),
        (d, at) => d.getUint8(at),
      );
    case 'i8':
      return narrowColumn(
        arrow,
        flat,
        new arrow.Int8(),
        (n) => new Int8Array(n),
        (d, at) => d.getInt8(at),
      );
    case 'u16':
      return narrowColumn(
        arrow,
        flat,
        new arrow.Uint16(),
        (n) => new Uint16Array(n),
        (d, at) => d.getUint16(at, true),
      );
    case 'i16':
      return narrowColumn(
        arrow,
        flat,
        new arrow.Int16(),
        (n) => new Int16Array(n),
        (d, at) => d.getInt16(at, true),
      );
    case 'u32':
      return narrowColumn(
        arrow,
        flat,
        new arrow.Uint32(),
        (n) => new Uint32Array(n),
        (d, at) => d.getUint32(at, true),
      );
    case 'i32':
      return narrowColumn(
        arrow,
        flat,
        new arrow.Int32(),
        (n) => new Int32Array(n),
        (d, at) => d.getInt32(at, true),
      );
    case 'u64':
      return wideColumn(arrow, flat.name, new arrow.Uint64(), flat.offset, undefined);
    case 'i64':
      return wideColumn(arrow, flat.name, new arrow.Int64(), flat.offset, undefined);
    case 'time':
      return wideColumn(arrow, flat.name, new arrow.TimestampNanosecond('UTC'), flat.offset, U32_MAX);
    case 'price':
      return prices === 'float'
        ? floatPriceColumn(arrow, flat)
        : wideColumn(arrow, flat.name, new arrow.Int64(), flat.offset, I32_MAX);
    case 'char':
    case 'cstr':
      return textColumn(arrow, flat);
  }
}

/** The column of send times. */
export function sendTimeColumn(arrow: ArrowModule): ArrowColumn {
  return wideColumn(arrow, 'ts_out', new arrow.TimestampNanosecond('UTC'), 'end', U32_MAX);
}
