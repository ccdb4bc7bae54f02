import { expect, test } from 'vitest';
import { bars } from '../../src/api/index.ts';
import { loadDataset } from '../../src/sources/catalogue/load.ts';

const DAY = { from: '2025-03-10', to: '2025-03-11' };
const whole = await loadDataset('synthetic-es', { directories: 'datasets', ...DAY });

test('bars are the rows of the dataset as delivered, in points and ticks', async () => {
  const table = await bars('synthetic-es', DAY);
  const { rows, contracts } = whole.tape;
  expect(table.numRows).toBe(rows.length);
  expect([...table.getChild('time')!]).toEqual([...rows.time.subarray(0, rows.length)]);
  expect([...table.getChild('contract')!]).toEqual(
    [...rows.contract.subarray(0, rows.length)].map((place) => contracts[place]!.rawSymbol),
  );
  expect(table.getChild('high_ticks')!.toArray()).toEqual(rows.high.subarray(0, rows.length));
  // A tick of ES is a quarter of a point.
  expect(table.getChild('low')!.get(7)).toBe(rows.low[7]! / 4);
  expect(table.getChild('volume')!.get(7)).toBe(rows.volume[7]);
  expect(Object.fromEntries(table.schema.metadata)).toMatchObject({
    dataset: 'synthetic-es',
    digest: whole.digest,
    instrument: 'ES',
    tick: '0.25',
    isSynthetic: 'true',
  });
});

test('ticks and volume are the memory of the dataset itself', async () => {
  const table = await bars('synthetic-es', DAY);
  for (const name of ['open_ticks', 'close_ticks', 'volume', 'contract']) {
    expect(table.getChild(name)!.data[0]!.values.buffer, name).toBeInstanceOf(SharedArrayBuffer);
  }
});

test('one contract is its own bars', async () => {
  const table = await bars('synthetic-es', { ...DAY, contract: 'esh5' });
  const place = whole.tape.contracts.findIndex(({ rawSymbol }) => rawSymbol === 'ESH5');
  const own = whole.tape.byContract[place]!;
  expect(table.numRows).toBe(own.length);
  expect(new Set(table.getChild('contract')!)).toEqual(new Set(['ESH5']));
  expect(table.getChild('close_ticks')!.toArray()).toEqual(own.close.subarray(0, own.length));
});

test('an unknown contract, dataset or range is an error that says what there is', async () => {
  await expect(bars('synthetic-es', { ...DAY, contract: 'ESH6X' })).rejects.toMatchObject({
    code: 'TB_SYMBOL_INVALID',
    next: expect.stringContaining('ESH5'),
  });
  await expect(bars('synthetic-e')).rejects.toMatchObject({ code: 'TB_DATASET_UNKNOWN' });
  await expect(bars('synthetic-es', { from: '2030-01-02' })).rejects.toMatchObject({ code: 'TB_DATA_EMPTY' });
});
