import { tableFromIPC, tableToIPC, type Vector } from 'apache-arrow';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DbnEncoder, encodeRecord, type RecordInput } from '../../../src/databento/codec/encode.ts';
import { RECORD_LAYOUTS, type RecordName } from '../../../src/databento/codec/layouts/registry.ts';
import { createMetadata } from '../../../src/databento/codec/metadata.ts';
import { readDbnSync } from '../../../src/databento/codec/reader.ts';
import { toArrow } from '../../../src/databento/codec/toArrow.ts';
import { arbitraryRecord, namesOf } from './arbitraryRecords.ts';

const UNDEF_TIME = '18446744073709551615';
const UNDEF_PRICE = '9223372036854775807';
const TIMES = new Set(
  'ts_event ts_recv ts_ref ts_out expiration activation auction_time start_ts end_ts'.split(' '),
);

function streamOf(inputs: readonly RecordInput[], extra: object = {}): Uint8Array {
  const encoder = new DbnEncoder(createMetadata({ dataset: 'X', schema: null, ...extra }));
  return new Uint8Array(Buffer.concat([encoder.head(), ...inputs.map((input) => encoder.encode(input))]));
}

/** The exact value in a row: of times the integer, which the vector's own getter would round. */
function exact(vector: Vector, row: number): unknown {
  if (!vector.nullable || vector.isValid(row)) {
    const values = vector.data[0]!.values as ArrayLike<unknown> | undefined;
    return `${vector.type}`.startsWith('Timestamp') ? values![row] : vector.get(row);
  }
  return null;
}

/** What the column of a field must say, from the record's JSON. */
function wanted(json: Record<string, unknown>, column: string): unknown {
  const level = /^(.*)_(\d\d)$/.exec(column);
  const value =
    level === null ? json[column] : (json.levels as Record<string, unknown>[])[Number(level[2])]![level[1]!];
  if (value === '\0') return null;
  if (value === UNDEF_TIME && TIMES.has(column)) return null;
  if (value === UNDEF_PRICE && column !== 'quantity') return null;
  return value;
}

describe('an Arrow table', () => {
  it.each(namesOf(3))('of %s holds every field', async (name: RecordName) => {
    const inputs = fc.sample(arbitraryRecord(RECORD_LAYOUTS[name], true), { seed: 11, numRuns: 9 });
    const bytes = streamOf([...inputs, { type: name === 'TradeMsg' ? 'MboMsg' : 'TradeMsg', tsOut: 1n }], {
      tsOut: true,
    });
    const table = await toArrow(bytes, { type: name });
    // Through the format and back: what another program would see.
    const again = tableFromIPC(tableToIPC(table));
    const records = readDbnSync(bytes).records.slice(0, 9);
    expect(again.numRows).toBe(9);
    const names = again.schema.fields.map((field) => field.name);
    expect(names).toContain('ts_out');
    expect(names.some((each) => each.startsWith('_'))).toBe(false);
    for (const column of names) {
      const vector = again.getChild(column)!;
      for (const [row, record] of records.entries()) {
        const value = exact(vector, row);
        const json = typeof value === 'bigint' ? BigInt.asUintN(64, value) : value;
        const want = wanted(record.toJSON(), column);
        expect(json, `${column} ${row}`).toEqual(
          typeof value === 'bigint' ? BigInt.asUintN(64, BigInt(want as string)) : want,
        );
      }
    }
  });

  it('has nulls for no price, no time and no character', async () => {
    const none = 2n ** 64n - 1n;
    const table = await toArrow(
      streamOf(
        [
          { type: 'TradeMsg', tsEvent: none },
          { type: 'TradeMsg', price: 1_500_000_000n, action: 'T' },
        ],
        { schema: 'trades' },
      ),
      {
        prices: 'float',
      },
    );
    const [first, second] = table.toArray().map((row) => row.toJSON());
    expect(first).toMatchObject({ ts_event: null, price: null, action: null, size: 0 });
    expect(second).toMatchObject({ price: 1.5, action: 'T' });
    expect(JSON.parse(table.schema.metadata.get('dbn.metadata')!)).toMatchObject({
      dataset: 'X',
      schema: 'trades',
    });
  });

  it('comes in batches, is empty but typed without records, and upgrades old versions', async () => {
    const many = streamOf(
      Array.from({ length: 10 }, (_, i) => ({ type: 'MboMsg', sequence: i }) as const),
      { schema: 'mbo' },
    );
    const table = await toArrow(many, { batchRows: 4 });
    expect(table.batches.map((batch) => batch.numRows)).toEqual([4, 4, 2]);
    expect([...table.getChild('sequence')!]).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    const empty = await toArrow(streamOf([], { schema: 'statistics' }));
    expect([empty.numRows, empty.getChild('quantity')?.type.toString()]).toEqual([0, 'Int64']);
    const old = await toArrow(
      streamOf([{ type: 'StatMsgV1', quantity: 7 }], { version: 1, schema: 'statistics' }),
    );
    expect(old.getChild('quantity')?.get(0)).toBe(7n);
  });

  it('needs to know which records to take', async () => {
    await expect(toArrow(streamOf([]))).rejects.toMatchObject({ kind: 'usage' });
    const fragment = encodeRecord({ type: 'OhlcvMsg', open: 5n });
    const table = await toArrow(fragment, { fragment: {}, type: 'OhlcvMsg' });
    expect(table.getChild('open')?.get(0)).toBe(5n);
  });
});
