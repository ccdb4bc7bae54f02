import { describe, expect, it } from 'vitest';
import { ContractTable } from '../../src/sources/contractTable.ts';
import { ROW_DEFECTS } from '../../src/sources/rowDefects.ts';
import { TapeBuilder } from '../../src/sources/tapeBuilder.ts';
import { plainRows, utc } from './fixtures.ts';

const TIME = utc('2025-03-10T13:30');
const POINT = 1e9;

function builderOf(tolerateAll = false) {
  const contracts = new ContractTable({});
  const tolerate = new Set(tolerateAll ? ROW_DEFECTS : []);
  const builder = new TapeBuilder({
    contracts,
    intervalMs: 60_000,
    tolerate,
    expectedRows: 2,
    placeOf: (row) => `row ${row}`,
  });
  return { builder, contract: contracts.indexOf('ESM5', TIME, 0) };
}

describe('a tape in the making', () => {
  it('grows beyond its first capacity without losing a row', () => {
    const { builder, contract } = builderOf();
    for (let i = 0; i < 100; i++) {
      builder.add(contract, TIME + i * 60_000, i * POINT, i * POINT, i * POINT, i * POINT, i, i);
    }
    const tape = builder.build('test');
    expect(plainRows(tape).map(({ open, volume }) => [open, volume])).toEqual(
      Array.from({ length: 100 }, (_, i) => [i * 4, i]),
    );
    expect(tape.byContract[0]).toBe(tape.rows);
  });

  it('says of an impossible bar what it is and where', () => {
    const { builder, contract } = builderOf();
    const add = () =>
      builder.add(contract, TIME, 5701 * POINT, 5700 * POINT, 5699 * POINT, 5700 * POINT, 1, 17);
    expect(add).toThrow(
      expect.objectContaining({
        code: 'TB_BAR_INVALID',
        message:
          'impossible-ohlc: ESM5 at 2025-03-10T13:30Z has open 5701.00, high 5700.00, low 5699.00, close 5700.00',
        where: 'row 17',
      }),
    );
  });

  it.each([0, 1, 2, 3])('refuses a bar whose price number %i alone is off the grid', (column) => {
    const { builder, contract } = builderOf();
    const prices = [5700, 5702, 5698, 5700].map(
      (points, i) => points * POINT + (i === column ? 100_000_000 : 0),
    );
    const [open, high, low, close] = prices as [number, number, number, number];
    expect(() => builder.add(contract, TIME, open, high, low, close, 1, 0)).toThrow(/off-grid-price/);
  });

  it('takes negative prices and refuses none at all and those beyond 32 bits', () => {
    const { builder, contract } = builderOf();
    builder.add(contract, TIME, -POINT, POINT, -2 * POINT, 0, 1, 0);
    const huge = 2 ** 31 * 250_000_000;
    expect(() => builder.add(contract, TIME + 60_000, huge, huge, huge, huge, 1, 1)).toThrow(
      /impossible-ohlc/,
    );
    const none = Number.NaN;
    expect(() => builder.add(contract, TIME + 60_000, none, none, none, none, 1, 1)).toThrow(/price NaN/);
    expect(plainRows(builder.build('test'))).toMatchObject([{ open: -4, high: 4, low: -8, close: 0 }]);
  });

  it('counts each tolerated defect and keeps the first five places', () => {
    const { builder, contract } = builderOf(true);
    builder.add(contract, TIME, POINT, POINT, POINT, POINT, 1, 0);
    for (let row = 1; row <= 7; row++) builder.add(contract, TIME, POINT, POINT, POINT, POINT, 1, row);
    builder.add(contract, TIME - 60_000, POINT, POINT, POINT, POINT, 1, 8);
    builder.add(contract, TIME + 60_000, POINT, 0, POINT, POINT, 1, 9);
    builder.add(contract, TIME + 60_000, POINT + 1, POINT, POINT, POINT, 1, 10);
    builder.add(contract, TIME + 60_000, POINT, POINT, POINT, POINT, 1, 11);
    expect(builder.defects.map(({ defect, count, places }) => [defect, count, places.length])).toEqual([
      ['off-grid-price', 1, 1],
      ['impossible-ohlc', 1, 1],
      ['disorder', 1, 1],
      ['duplicates', 7, 5],
    ]);
    expect(builder.defects[2]!.places[0]).toBe('row 8: 2025-03-10T13:29Z comes after 2025-03-10T13:30Z');
    expect(builder.build('test').rows.length).toBe(2);
  });

  it('without a row is none', () => {
    expect(() => builderOf().builder.build('nothing.csv')).toThrow(
      expect.objectContaining({ code: 'TB_DATA_EMPTY', where: 'nothing.csv' }),
    );
  });
});

describe('a table of contracts', () => {
  it('reads a one-digit year by the date of the row, also ten years on', () => {
    const contracts = new ContractTable({});
    const early = contracts.indexOf('ESM5', utc('2015-03-10T13:30'), 0);
    expect(contracts.indexOf('ESM5', utc('2015-06-18T13:30'), 0)).toBe(early);
    const late = contracts.indexOf('ESM5', utc('2025-03-10T13:30'), 0);
    expect(late).not.toBe(early);
    expect(contracts.all.map(({ month }) => month)).toEqual([2015 * 12 + 5, 2025 * 12 + 5]);
  });

  it('takes each instrument number of a continuous series for a contract, but not of an outright', () => {
    const contracts = new ContractTable({});
    expect([1, 2, 1].map((id) => contracts.indexOf('ES.v.0', TIME, id))).toEqual([0, 1, 0]);
    expect([1, 2].map((id) => contracts.indexOf('ESM5', TIME, id))).toEqual([2, 2]);
    expect(contracts.all.map(({ rawSymbol, instrumentId }) => [rawSymbol, instrumentId])).toEqual([
      ['ES.v.0', 1],
      ['ES.v.0', 2],
      ['ESM5', 1],
    ]);
  });

  it('takes spreads when they are asked for', () => {
    const without = new ContractTable({});
    for (const symbol of ['ESH5-ESM5', 'UD:1V: VT 123'])
      expect(without.indexOf(symbol, TIME, 0)).toBeLessThan(0);
    const wanting = new ContractTable({ withSpreads: true });
    expect(wanting.indexOf('ESH5-ESM5', TIME, 0)).toBe(0);
    expect(wanting.all[0]!.kind).toBe('spread');
  });
});
