import { DuckDBInstance } from '@duckdb/node-api';
import { expect, test } from 'vitest';
import { chart, show } from '../../src/api/index.ts';
import { queryArrow } from '../../src/api/query.ts';

const instance = await DuckDBInstance.create(':memory:');
const DISPLAY = Symbol.for('Jupyter.display');
const TABLE = await queryArrow(
  await instance.connect(),
  `SELECT * FROM (VALUES
     ('<b>&"', TIMESTAMP_MS '2025-01-06 14:30:00', DATE '2025-01-06', 1234.5, 0.123456789, 5192.25, 7),
     ('two', TIMESTAMP_MS '2025-01-06 14:30:01.5', NULL, -0.004, 1.0, 5192.0, NULL),
     ('three', NULL, NULL, 0, 2.0, 1.0, 3)) t(name, moment, day, usd, share, price, n)`,
  [],
  new Map([
    ['usd', { about: 'net', unit: 'USD' }],
    ['price', { about: 'price', unit: 'points' }],
  ]),
);

function bundleOf(shown: object): Promise<Record<string, unknown>> | Record<string, unknown> {
  return (shown as Record<symbol, () => Record<string, unknown>>)[DISPLAY]!();
}

test('a table is shown in columns of text, numbers to the right, money in cents', () => {
  expect(show(TABLE, { rows: 2 }).toString()).toBe(
    [
      'name   moment                   day             usd    share    price  n',
      '<b>&"  2025-01-06 14:30         2025-01-06  1234.50  0.12346  5192.25  7',
      'two    2025-01-06 14:30:01.500                 0.00        1     5192',
      '(1 more row)',
    ].join('\n'),
  );
});

test('a table on a page shows the same, and no text of the data becomes markup', async () => {
  const html = String((await bundleOf(show(TABLE, { rows: 1, columns: ['name', 'usd'] })))['text/html']);
  expect(html).toBe(
    '<table><thead><tr><th title="">name</th><th title="net, USD">usd</th></tr></thead><tbody><tr>' +
      '<td>&lt;b&gt;&amp;&quot;</td><td style="text-align: right">1234.50</td></tr></tbody></table><p>2 more rows</p>',
  );
  expect(() => show(TABLE, { columns: ['nam'] })).toThrow('the table has no column "nam"');
});

const SPEC = {
  title: 'Shares',
  mark: 'bar',
  encoding: {
    x: { field: 'moment', type: 'temporal', scale: { type: 'utc' } },
    y: { field: 'share', type: 'quantitative' },
  },
};

test('a chart carries its data, times in milliseconds, and no column that it does not name', async () => {
  const drawn = await chart(SPEC, TABLE);
  expect(drawn.spec['data']).toEqual({
    values: [
      { moment: Date.UTC(2025, 0, 6, 14, 30), share: 0.123456789 },
      { moment: Date.UTC(2025, 0, 6, 14, 30, 1, 500), share: 1 },
      { moment: null, share: 2 },
    ],
  });
  const bundle = await bundleOf(drawn);
  expect(bundle['application/vnd.vegalite.v5+json']).toBe(drawn.spec);
  expect(bundle['image/svg+xml']).toContain('>Shares</text>');
  expect(bundle['text/plain']).toBe('[Shares; 3 rows]');
});

test('a chart that Vega-Lite refuses, or of too many rows, is an error', async () => {
  await expect(chart({ mark: 'none' }, TABLE)).rejects.toMatchObject({ code: 'TB_REPORT_FAILED' });
  const many = { numRows: 20_001 } as typeof TABLE;
  await expect(chart(SPEC, many)).rejects.toThrow('20001 rows are too many to draw');
});
