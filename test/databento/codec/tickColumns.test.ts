import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeRecord, type RecordInput } from '../../../src/databento/codec/encode.ts';
import { RECORD_LAYOUTS } from '../../../src/databento/codec/layouts/registry.ts';
import { createMetadata, encodeMetadata } from '../../../src/databento/codec/metadata.ts';
import {
  readMboBatches,
  readMboBatchesSync,
  readMbp1Batches,
  readMbp1BatchesSync,
  readTradeBatches,
  readTradeBatchesSync,
} from '../../../src/databento/codec/tickColumns.ts';
import { arbitraryRecord } from './arbitraryRecords.ts';

type Columns = { length: number } & Record<string, ArrayLike<number | bigint> | number>;

const rawNumber = (price: bigint): number => (price === 2n ** 63n - 1n ? Number.NaN : Number(price));
const code = (char: string): number => char.charCodeAt(0);

/** What the columns must hold of a record, by the meaning of its fields. */
function expected(record: Record<string, unknown>): Record<string, unknown> {
  const level = (record.levels as Record<string, unknown>[] | undefined)?.[0];
  const row: Record<string, unknown> = { ...record, ...level };
  for (const name of ['price', 'bidPx', 'askPx']) if (name in row) row[name] = rawNumber(row[name] as bigint);
  row.action = code(row.action as string);
  row.side = code(row.side as string);
  for (const name of ['type', 'rtype', 'levels', 'tsOut']) delete row[name];
  return row;
}

function rowsOf(batch: Columns): Record<string, unknown>[] {
  return Array.from({ length: batch.length }, (_, row) =>
    Object.fromEntries(
      Object.entries(batch)
        .filter(([name]) => name !== 'length' && !name.endsWith('Pairs'))
        .map(([name, column]) => [name, (column as ArrayLike<number | bigint>)[row]]),
    ),
  );
}

describe.each([
  ['TradeMsg', readTradeBatchesSync, readTradeBatches],
  ['Mbp1Msg', readMbp1BatchesSync, readMbp1Batches],
  ['MboMsg', readMboBatchesSync, readMboBatches],
] as const)('the columns of %s', (name, readSync, read) => {
  const metadata = encodeMetadata(createMetadata({ dataset: 'X', schema: null }));
  const record = arbitraryRecord(RECORD_LAYOUTS[name], false);

  it('hold every field of every record, whole or streamed', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(record, { maxLength: 12 }),
        fc.integer({ min: 1, max: 200 }),
        async (inputs, cut) => {
          const other = encodeRecord({ type: 'StatusMsg' });
          const bytes = Buffer.concat([
            metadata,
            other,
            ...inputs.map((input) => encodeRecord(input as RecordInput)),
            other,
          ]);
          const want = inputs.map((input) => expected(input as unknown as Record<string, unknown>));
          const reader = readSync(bytes, { batchRows: 5 });
          const got: Record<string, unknown>[] = [];
          for (const batch of reader) got.push(...rowsOf(batch as unknown as Columns));
          expect(got).toEqual(want);
          expect(reader.skippedRecords).toBe(2);
          const streamed = await read([bytes.subarray(0, cut), bytes.subarray(cut)], { batchRows: 3 });
          const again: Record<string, unknown>[] = [];
          for await (const batch of streamed) again.push(...rowsOf(batch as unknown as Columns));
          expect(again).toEqual(want);
        },
      ),
      { numRuns: 40 },
    );
  });

  it('give NaN for no price', () => {
    const bytes = Buffer.concat([metadata, encodeRecord({ type: name } as RecordInput)]);
    for (const batch of readSync(bytes)) expect(batch.price[0]).toBeNaN();
  });
});
