import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { contractOf, displayName, MONTH_LETTERS, monthText } from '../../src/market/contracts.ts';
import { instrumentOf } from '../../src/market/instruments.ts';

const MAY_2025 = Date.UTC(2025, 4, 1);
const monthOf = (year: number, month: number): number => year * 12 + month - 1;

describe('outright symbols', () => {
  test.each([
    ['ESM5', MAY_2025, 'ES', 2025, 6],
    ['ESM5', Date.UTC(2015, 4, 1), 'ES', 2015, 6],
    ['ESH0', Date.UTC(2019, 11, 2), 'ES', 2020, 3],
    ['ESH0', Date.UTC(2020, 2, 20), 'ES', 2020, 3],
    ['ESH0', Date.UTC(2029, 11, 2), 'ES', 2030, 3],
    ['6EH4', Date.UTC(2024, 0, 2), '6E', 2024, 3],
    ['6EG4', Date.UTC(2024, 0, 2), '6E', 2024, 2],
    ['MNQZ25', MAY_2025, 'MNQ', 2025, 12],
    ['NQZ5', MAY_2025, 'NQ', 2025, 12],
    ['MESU2025', MAY_2025, 'MES', 2025, 9],
    ['esm5', MAY_2025, 'ES', 2025, 6],
  ])('%s', (symbol, asOf, root, year, month) => {
    const contract = contractOf(symbol, asOf, 7);
    expect(contract).toMatchObject({ rawSymbol: symbol, root, kind: 'outright', instrumentId: 7 });
    expect(contract.month).toBe(monthOf(year, month));
  });

  test('are read back for any month, at any bar of five and a half years before expiry and two after', () => {
    const root = fc.constantFrom('ES', 'MES', 'NQ', 'MNQ', '6E');
    fc.assert(
      fc.property(
        root,
        fc.integer({ min: 2010, max: 2034 }),
        fc.nat(11),
        fc.integer({ min: -66, max: 24 }),
        (name, year, index, away) => {
          const letters = instrumentOf(name).months;
          const letter = letters[index % letters.length]!;
          const month = year * 12 + MONTH_LETTERS.indexOf(letter);
          const asOf = Date.UTC(Math.floor((month + away) / 12), (month + away) % 12, 11);
          for (const digits of [String(year % 10), String(year % 100).padStart(2, '0'), String(year)]) {
            expect(contractOf(`${name}${letter}${digits}`, asOf).month).toBe(month);
          }
        },
      ),
    );
  });

  test('of one digit need a date', () => {
    expect(() => contractOf('ESM5', Number.NaN)).toThrow(
      expect.objectContaining({ code: 'TB_SYMBOL_INVALID' }),
    );
    expect(contractOf('ESM25', Number.NaN).month).toBe(monthOf(2025, 6));
  });
});

describe('spreads', () => {
  test.each(['ESM5-ESU5', 'ESU5-ESM5', 'ESM5-U5', 'ES:BF M5-U5-Z5', 'ESM25-ESU25'])(
    '%s has its near leg',
    (symbol) => {
      expect(contractOf(symbol, MAY_2025)).toEqual({
        rawSymbol: symbol,
        root: 'ES',
        kind: 'spread',
        instrumentId: 0,
        month: monthOf(2025, 6),
        expiry: Date.UTC(2025, 5, 20, 13, 30),
      });
    },
  );

  test('over the end of a decade keep their order', () => {
    expect(contractOf('ESZ9-ESH0', Date.UTC(2029, 10, 1)).month).toBe(monthOf(2029, 12));
  });
});

describe('continuous series', () => {
  test.each(['ES.v.0', 'ES.c.1', 'es.n.0', 'ES'])('%s never expires', (symbol) => {
    expect(contractOf(symbol, Number.NaN)).toEqual({
      rawSymbol: symbol,
      root: 'ES',
      kind: 'continuous',
      instrumentId: 0,
      month: Number.NaN,
      expiry: Infinity,
    });
  });
});

describe('what is no symbol', () => {
  test.each([
    '',
    '-',
    'ESM',
    'M5',
    'ESM555',
    'ES.x.0',
    'ES.v',
    'ESM5 C5000',
    'ESM5-NQU5',
    'ESM5-',
    'ESK5',
    'ESA5',
    'ES.FUT',
  ])('%j is refused', (symbol) => {
    expect(() => contractOf(symbol, MAY_2025)).toThrow(
      expect.objectContaining({ code: 'TB_SYMBOL_INVALID' }),
    );
  });

  test.each(['CLZ5', 'CL.v.0', 'CLZ5-CLF6'])('%s is of no known instrument', (symbol) => {
    expect(() => contractOf(symbol, MAY_2025)).toThrow(
      expect.objectContaining({ code: 'TB_INSTRUMENT_UNKNOWN' }),
    );
  });
});

test('names for people do not come again in ten years', () => {
  expect(displayName(contractOf('ESM5', MAY_2025))).toBe('ES JUN25');
  expect(displayName(contractOf('ESM5', Date.UTC(2015, 4, 1)))).toBe('ES JUN15');
  expect(displayName(contractOf('6EF0', Date.UTC(2009, 11, 1)))).toBe('6E JAN10');
  expect(displayName(contractOf('ESM5-ESU5', MAY_2025))).toBe('ESM5-ESU5');
  expect(displayName(contractOf('ES.v.0', MAY_2025))).toBe('ES.v.0');
  expect(monthText(monthOf(2009, 12))).toBe('DEC09');
});
