import { DuckDBInstance } from '@duckdb/node-api';
import { type Table, tableFromIPC } from 'apache-arrow';
import { expect, test } from 'vitest';
import { fromArquero, toArquero, toDanfo, toPolars } from '../../src/api/index.ts';
import { queryArrow } from '../../src/api/query.ts';

const instance = await DuckDBInstance.create(':memory:');
const TABLE: Table = await queryArrow(
  await instance.connect(),
  `SELECT * FROM (VALUES
     (1, TIMESTAMP_MS '2025-01-06 14:30:00', DATE '2025-01-06', 'a', true, 0.5, ['x', 'y']),
     (NULL, NULL, NULL, NULL, NULL, NULL, NULL)) t(i, moment, day, text, flag, share, list)`,
  [],
);

test('danfojs gets columns of plain values: times as text in UTC, missing numbers as NaN', () => {
  class DataFrame {
    readonly columns: Record<string, unknown[]>;
    constructor(columns: Record<string, unknown[]>) {
      this.columns = columns;
    }
  }
  expect(toDanfo(TABLE, { DataFrame }).columns).toEqual({
    i: [1, Number.NaN],
    moment: ['2025-01-06T14:30:00.000Z', ''],
    day: ['2025-01-06', ''],
    text: ['a', ''],
    flag: [true, ''],
    share: [0.5, Number.NaN],
    list: ['x; y', ''],
  });
});

test('Polars gets a file of Arrow, Arquero a stream, both with all that the table has', () => {
  const asFile = toPolars(TABLE, {
    readIPC: (file) => ({ isFile: file.subarray(0, 6).toString() === 'ARROW1', file }),
  });
  expect(asFile.isFile).toBe(true);
  for (const bytes of [asFile.file, toArquero(TABLE, { fromArrow: (stream) => stream })]) {
    const back = tableFromIPC(bytes);
    expect(back.toString()).toBe(TABLE.toString());
    expect(String(back.schema)).toBe(String(TABLE.schema));
  }
});

test('what Arquero gives back is a table again', () => {
  const formats: string[] = [];
  const back = fromArquero({
    toArrowIPC: ({ format }) => {
      formats.push(format);
      return toArquero(TABLE, { fromArrow: (stream) => stream });
    },
  });
  expect(back.toString()).toBe(TABLE.toString());
  expect(formats).toEqual(['stream']);
});
