import fc from 'fast-check';
import type { RecordInput } from '../../../src/databento/codec/encode.ts';
import type { Field, FieldTable } from '../../../src/databento/codec/layouts/fields.ts';
import { BID_ASK_PAIR, CONSOLIDATED_BID_ASK_PAIR } from '../../../src/databento/codec/layouts/market.ts';
import {
  RECORD_LAYOUTS,
  type RecordLayout,
  type RecordName,
} from '../../../src/databento/codec/layouts/registry.ts';

const character = fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code));
const letter = fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code));

function value(field: Field): fc.Arbitrary<unknown> {
  switch (field[0]) {
    case 'u8':
      return fc.nat(0xff);
    case 'i8':
      return fc.integer({ min: -0x80, max: 0x7f });
    case 'u16':
      return fc.nat(0xffff);
    case 'i16':
      return fc.integer({ min: -0x8000, max: 0x7fff });
    case 'u32':
      return fc.nat(0xffff_ffff);
    case 'i32':
      return fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
    case 'u64':
    case 'time':
      return fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    case 'i64':
    case 'price':
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    case 'char':
      return character;
    case 'cstr':
      return fc.string({ unit: letter, maxLength: field[2] - 1 });
    case 'bytes':
      return fc.uint8Array({ minLength: field[2], maxLength: field[2] });
    case 'levels':
      return fc.array(values(BID_ASK_PAIR), { minLength: field[2], maxLength: field[2] });
    case 'consolidatedLevels':
      return fc.array(values(CONSOLIDATED_BID_ASK_PAIR), { minLength: field[2], maxLength: field[2] });
  }
}

function values(fields: FieldTable): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, value(field)])));
}

/** Any record of a layout, every field set. */
export function arbitraryRecord(layout: RecordLayout, hasTsOut: boolean): fc.Arbitrary<RecordInput> {
  const header = fc.record({
    type: fc.constant(layout.name),
    rtype: fc.constantFrom(...layout.rtypes),
    publisherId: fc.nat(0xffff),
    instrumentId: fc.nat(0xffff_ffff),
    tsEvent: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
    tsOut: hasTsOut ? fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }) : fc.constant(undefined),
  });
  return fc.tuple(header, values(layout.fields)).map(([head, body]) => ({ ...head, ...body }) as RecordInput);
}

export const RECORD_NAMES: readonly RecordName[] = Object.keys(RECORD_LAYOUTS) as RecordName[];

/** The names of the layouts of one version. */
export function namesOf(version: 1 | 2 | 3): RecordName[] {
  return RECORD_NAMES.filter((name) => RECORD_LAYOUTS[name].versions.includes(version));
}
