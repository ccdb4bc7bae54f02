import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, it } from 'vitest';
import { readFile } from '../../../src/sources/read.ts';
import type { ReadOptions } from '../../../src/sources/source.ts';
import { tapeDigest } from '../../../src/sources/tapeDigest.ts';
import { failureOf, MIXED_ROWS, plainRows, tapeOfRows, temporaryFolder } from '../fixtures.ts';

/** Writes the result of a query as Parquet. */
async function parquetOf(query: string): Promise<string> {
  const path = join(temporaryFolder(), "it's.parquet");
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`set timezone = 'UTC'`);
  await connection.run(`copy (${query}) to '${path.replaceAll("'", "''")}' (format parquet)`);
  connection.closeSync();
  instance.closeSync();
  return path;
}

/** `MIXED_ROWS` as SQL rows, the time of a type. */
function rowsAs(timeType: string, priceType = 'double', extra = ''): string {
  const rows = MIXED_ROWS.map(
    ({ time, open, high, low, close, volume, symbol }) =>
      `select ${timeType} '${time}:00${timeType === 'timestamptz' ? '+00' : ''}' as ts, ${open}::${priceType} as open, ` +
      `${high}::${priceType} as high, ${low}::${priceType} as low, ${close}::${priceType} as close, ` +
      `${volume}::ubigint as volume, '${symbol}' as symbol${extra}`,
  );
  return rows.join(' union all ');
}

const DIGEST = tapeDigest(tapeOfRows(MIXED_ROWS));
const UTC = { mapping: { timeZone: 'UTC' } } as const;

async function read(query: string, options: ReadOptions = {}) {
  return (await readFile(await parquetOf(query), options)).tape;
}

describe('a Parquet file of bars', () => {
  it('reads in the order of its rows, whatever the types of its columns', async () => {
    expect(tapeDigest(await read(rowsAs('timestamptz')))).toBe(DIGEST);
    for (const type of ['timestamp', 'timestamp_ns', 'timestamp_ms', 'timestamp_s']) {
      expect(tapeDigest(await read(rowsAs(type, 'decimal(18,4)'), UTC)), type).toBe(DIGEST);
    }
    expect(tapeDigest(await read(rowsAs('timestamp', 'float'), UTC))).toBe(DIGEST);
  });

  it('reads more rows than one chunk holds', async () => {
    const query =
      "select timestamptz '2025-01-06 00:00:00+00' + interval (r) minute as time, 5000 + (r % 40) / 4.0 as open, 5000 + (r % 40) / 4.0 as high, " +
      "5000 + (r % 40) / 4.0 as low, 5000 + (r % 40) / 4.0 as close, r::bigint as volume, 'ESH5' as symbol from range(10000) t(r)";
    const tape = await read(query);
    expect(tape.rows.length).toBe(10_000);
    expect(plainRows(tape)[9_999]).toMatchObject({
      time: Date.UTC(2025, 0, 6) + 9_999 * 60_000,
      open: 20_039,
      volume: 9_999,
    });
  });

  it('in the layout of Databento has its ids, interval and fixed prices', async () => {
    const query =
      "select timestamp_ns '2025-09-24 05:04:00' as ts_event, 33::utinyint as rtype, 1::usmallint as publisher_id, 294973::uinteger as instrument_id, " +
      "6720750000000 as open, 6721000000000 as high, 6720750000000 as low, 6720750000000 as close, 17::ubigint as volume, 'ESZ5' as symbol";
    const tape = await read(query);
    expect(tape.contracts[0]).toMatchObject({ rawSymbol: 'ESZ5', instrumentId: 294_973 });
    expect(plainRows(tape)).toMatchObject([
      { time: Date.UTC(2025, 8, 24, 5, 4), open: 26_883, high: 26_884, volume: 17 },
    ]);
  });

  it('reads stamps that are whole numbers, of a local clock, or of the bars’ closes', async () => {
    const nanos =
      "select 1758690240000000000 as ts_event, 5700 as open, 5700 as high, 5700 as low, 5700 as close, 1 as volume, 'ESZ5' as symbol";
    expect((await read(nanos, { mapping: { interval: '1m' } })).rows.time[0]).toBe(1_758_690_240_000);
    const local = rowsAs('timestamp');
    const chicago = await read(local, { mapping: { timeZone: 'America/Chicago', stamps: 'close' } });
    expect(chicago.rows.time[0]).toBe(Date.UTC(2025, 2, 10, 18, 29));
  });
});

describe('a bad Parquet file is refused', () => {
  const one = (part: Record<string, string>): string => {
    const columns = {
      ts: "timestamptz '2025-03-10 13:30:00+00'",
      open: '5700.0',
      high: '5700.0',
      low: '5700.0',
      close: '5700.0',
      volume: '1',
      symbol: "'ESM5'",
      ...part,
    };
    return `select ${Object.entries(columns)
      .filter(([, value]) => value !== '')
      .map(([name, value]) => `${value} as ${name}`)
      .join(', ')}`;
  };
  const mapping = { interval: '1m' };

  it('and the frame of these tests is good', async () => {
    expect((await read(one({}), { mapping })).rows.length).toBe(1);
  });

  it.each<[string, Record<string, string>, string, RegExp]>([
    ['text for a price', { open: "'5700'" }, 'TB_PARQUET_INVALID', /"open" is VARCHAR/],
    ['text for a time', { ts: "'2025-03-10 13:30'" }, 'TB_PARQUET_INVALID', /"ts" is VARCHAR/],
    ['a number for a symbol', { symbol: '7' }, 'TB_PARQUET_INVALID', /"symbol" is INTEGER/],
    ['no zone', { ts: "timestamp '2025-03-10 13:30:00'" }, 'TB_PARQUET_INVALID', /zone/],
    ['whole numbers of no known unit', { ts: '1741613400' }, 'TB_PARQUET_INVALID', /unit/],
    ['no volume', { volume: '' }, 'TB_PARQUET_INVALID', /volume/],
    ['a price that is missing', { high: 'null::double' }, 'TB_PARQUET_INVALID', /row 1: its high NaN/],
    ['a price that is not a number', { high: "'nan'::double" }, 'TB_PARQUET_INVALID', /row 1: its high NaN/],
    ['a time that is missing', { ts: 'null::timestamptz' }, 'TB_PARQUET_INVALID', /row 1: it has no time/],
    [
      'a time inside a minute',
      { ts: "timestamptz '2025-03-10 13:30:15+00'" },
      'TB_PARQUET_INVALID',
      /start of a bar/,
    ],
    ['a fraction of a contract', { volume: '1.5' }, 'TB_PARQUET_INVALID', /volume 1.5/],
    ['a symbol that is missing', { symbol: 'null::varchar' }, 'TB_PARQUET_INVALID', /no symbol/],
    ['a price off the tick grid', { close: '5699.9', low: '5699.9' }, 'TB_BAR_INVALID', /off-grid/],
    ['high below low', { low: '5701.0' }, 'TB_BAR_INVALID', /impossible/],
  ])('%s', async (_, part, code, message) => {
    const error = await failureOf(readFile(await parquetOf(one(part)), { mapping }));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(message);
    expect(error.where).toContain("it's.parquet");
  });

  it('without rows, or damaged', async () => {
    expect((await failureOf(readFile(await parquetOf(`${one({})} limit 0`)))).code).toBe('TB_DATA_EMPTY');
    const path = join(temporaryFolder(), 'x.parquet');
    writeFileSync(path, 'PAR1 and nothing else PAR1');
    expect(await failureOf(readFile(path))).toMatchObject({ code: 'TB_PARQUET_INVALID', where: path });
  });
});
