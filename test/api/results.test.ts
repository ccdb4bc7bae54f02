import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataType, type Table } from 'apache-arrow';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openResults, type Results, trades } from '../../src/api/index.ts';
import { STUDIES } from '../../src/api/studies.ts';
import { VIEWS } from '../../src/api/views.ts';
import { TapebenchError } from '../../src/errors.ts';
import { openResults as openDatabase } from '../../src/results/database.ts';
import { writeRun } from '../../src/results/runs.ts';
import { sampleRun } from '../support/runResult.ts';

const FIRST = sampleRun({ seed: 1, sessions: 60 });
const LAST = sampleRun({ seed: 2, sessions: 80 });
let folder: string;
let results: Results;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'research-'));
  const db = await openDatabase(join(folder, 'tapebench.duckdb'));
  await writeRun(db, FIRST);
  await writeRun(db, LAST);
  await db.close();
  results = await openResults(folder);
});

afterAll(async () => {
  await results.close();
  await rm(folder, { recursive: true });
});

function columnOf(table: Table, name: string): unknown[] {
  return [...table.getChild(name)!];
}

test('trades are those of the run written last, in points, ticks, dollars and UTC', async () => {
  const table = await results.trades();
  expect(table.numRows).toBe(LAST.trades.length);
  expect(columnOf(table, 'id')).toEqual(LAST.trades.map(({ id }) => id));
  expect(columnOf(table, 'entry_ticks')).toEqual(LAST.trades.map(({ entryTicks }) => entryTicks));
  // The sample's tick is a quarter of a point.
  expect(columnOf(table, 'entry_price')).toEqual(LAST.trades.map(({ entryTicks }) => entryTicks / 4));
  expect(columnOf(table, 'favourable_points')).toEqual(
    LAST.trades.map(({ favourableTicks }) => favourableTicks / 4),
  );
  expect(columnOf(table, 'net_usd')).toEqual(LAST.trades.map(({ netMilli }) => netMilli / 1000));
  expect(columnOf(table, 'net_usd_low')).toEqual(LAST.trades.map(({ netMilliLow }) => netMilliLow / 1000));
  expect(columnOf(table, 'entry_time')).toEqual(LAST.trades.map(({ entryTime }) => entryTime));
  expect(columnOf(table, 'exit_reason')).toEqual(LAST.trades.map(({ exitReason }) => exitReason));
  expect(columnOf(table, 'is_ambiguous')).toEqual(LAST.trades.map(({ isAmbiguous }) => isAmbiguous));
  expect(columnOf(table, 'trade_date').map(Number)).toEqual(
    LAST.trades.map(({ tradeDate }) => Date.parse(tradeDate)),
  );
  const field = table.schema.fields.find(({ name }) => name === 'entry_time')!;
  expect(DataType.isTimestamp(field.type) && field.type.timezone).toBe('UTC');
  expect(Object.fromEntries(table.schema.fields.find(({ name }) => name === 'net_usd')!.metadata)).toEqual({
    about: 'net profit',
    unit: 'USD',
  });
});

test('a run is named by the first characters of its id', async () => {
  const table = await results.trades(FIRST.header.runId);
  expect(table.numRows).toBe(FIRST.trades.length);
  await expect(results.trades('x')).rejects.toMatchObject({ code: 'TB_RUN_UNKNOWN' });
  // Ids of the samples differ in their last character only.
  await expect(results.trades(FIRST.header.runId.slice(0, 4))).rejects.toMatchObject({
    code: 'TB_RUN_UNKNOWN',
    next: expect.stringContaining(LAST.header.runId),
  });
});

test('signals, fills, equity, posterior and the bars of trades have their prices and nulls', async () => {
  const signals = await results.signals();
  expect(columnOf(signals, 'price')).toEqual(LAST.signals.map(({ priceTicks }) => priceTicks / 4));
  expect(columnOf(signals, 'modal_price')).toEqual(LAST.signals.map(({ modalTicks }) => modalTicks / 4));
  const fills = await results.fills();
  expect(columnOf(fills, 'price')).toEqual(LAST.fills.map(({ priceTicks }) => priceTicks / 4));
  const equity = await results.equity();
  expect(columnOf(equity, 'equity_usd')).toEqual(LAST.equity.map(({ equityMilli }) => equityMilli / 1000));
  expect(columnOf(equity, 'bars')).toEqual(LAST.equity.map(({ bars }) => bars));
  const bars = await results.tradeBars();
  expect(columnOf(bars, 'close')).toEqual(
    LAST.tradeBars.flatMap(({ close }) => close.map((each) => each / 4)),
  );
  expect(columnOf(bars, 'close_ticks')).toEqual(LAST.tradeBars.flatMap(({ close }) => close));
  const funnel = await results.funnel();
  expect(columnOf(funnel, 'reason').filter((each) => each === null).length).toBeGreaterThan(5);
  expect(funnel.getChild('reason')!.nullCount).toBe(
    columnOf(funnel, 'reason').filter((each) => each === null).length,
  );
  const refusals = await results.refusals();
  expect(columnOf(refusals, 'rule')).toEqual(LAST.refusals.map(({ rule }) => rule));
  expect((await results.posterior()).numRows).toBe(LAST.posterior.length);
  expect((await results.scenarios()).numRows).toBe(LAST.scenarios.length);
});

test('runs come one a row in the order in which they were written', async () => {
  const runs = await results.runs();
  expect(columnOf(runs, 'run_id')).toEqual([FIRST.header.runId, LAST.header.runId]);
  expect(columnOf(runs, 'net_usd')).toEqual([FIRST.summary.netMilli / 1000, LAST.summary.netMilli / 1000]);
  expect([...(columnOf(runs, 'assumptions')[1] as Iterable<unknown>)]).toEqual(LAST.summary.assumptions);
  expect((await results.audits()).numRows).toBe(0);
  await expect(results.table('audit_subsets')).rejects.toMatchObject({
    code: 'TB_RUN_UNKNOWN',
    next: 'Make one: tapebench audit v6-published',
  });
});

test('every table can be read, and every owner of rows has a command that makes it', async () => {
  for (const { name } of results.tables()) {
    const { owner } = VIEWS.get(name)!;
    if (owner === null || owner === 'run_id') expect((await results.table(name)).numCols).toBeGreaterThan(1);
    else expect([...STUDIES.keys()]).toContain(owner);
  }
  await expect(results.table('trade')).rejects.toMatchObject({
    code: 'TB_USAGE',
    next: 'Did you mean trades?',
  });
});

test('a query gives a table; whole numbers come as doubles, exactly or not at all', async () => {
  const table = await results.sql(
    'SELECT exit_reason, count(*) AS n, sum(net_milli) AS milli FROM trades WHERE run_id = $1 GROUP BY 1 ORDER BY 1',
    [LAST.header.runId],
  );
  const byReason = Object.groupBy(LAST.trades, ({ exitReason }) => exitReason);
  const reasons = Object.keys(byReason).sort() as (keyof typeof byReason)[];
  expect(columnOf(table, 'exit_reason')).toEqual(reasons);
  expect(columnOf(table, 'n')).toEqual(reasons.map((reason) => byReason[reason]!.length));
  expect(columnOf(table, 'milli')).toEqual(
    reasons.map((reason) => byReason[reason]!.reduce((sum, { netMilli }) => sum + netMilli, 0)),
  );
  await expect(results.sql('SELECT 9007199254740993 AS big')).rejects.toMatchObject({
    code: 'TB_RESULTS_FAILED',
    message: expect.stringContaining('9007199254740993 in the column big'),
  });
});

test('types of a query keep their meaning in Arrow', async () => {
  const table = await results.sql(`SELECT
    CAST(-7 AS TINYINT) AS i8, CAST(300 AS SMALLINT) AS i16, CAST(4000000000 AS UINTEGER) AS u32, 1.25 AS decimal,
    CAST(0.5 AS FLOAT) AS f32, DATE '2025-03-04' AS day, TIMESTAMP_S '2025-03-04 05:06:07' AS s,
    TIMESTAMP '2025-03-04 05:06:07.000008' AS us, TIMESTAMPTZ '2025-03-04 05:06:07+00' AS tz, true AS flag,
    ['a', NULL] AS texts, CAST(NULL AS DOUBLE) AS nothing, CAST(NULL AS VARCHAR) AS no_text`);
  const row = Object.fromEntries(table.schema.fields.map(({ name }) => [name, table.getChild(name)!.get(0)]));
  expect(row).toMatchObject({ i8: -7, i16: 300, u32: 4_000_000_000, decimal: 1.25, f32: 0.5, flag: true });
  expect(Number(row['day'])).toBe(Date.UTC(2025, 2, 4));
  expect(row['s']).toBe(Date.UTC(2025, 2, 4, 5, 6, 7));
  expect(table.getChild('us')!.data[0]!.values[0]).toBe(BigInt(Date.UTC(2025, 2, 4, 5, 6, 7)) * 1000n + 8n);
  expect(row['tz']).toBe(Date.UTC(2025, 2, 4, 5, 6, 7));
  expect([...row['texts']]).toEqual(['a', null]);
  expect([row['nothing'], row['no_text']]).toEqual([null, null]);
  const zones = table.schema.fields.map(({ type }) =>
    DataType.isTimestamp(type) ? type.timezone : undefined,
  );
  expect(zones.filter((zone) => zone !== undefined)).toEqual([null, null, 'UTC']);
  await expect(results.sql('SELECT {a: 1} AS parts')).rejects.toMatchObject({
    code: 'TB_RESULTS_FAILED',
    message: 'the column parts is of type STRUCT("a" INTEGER)',
  });
});

test('rows beyond one chunk of the database stay in order, with nulls in their places', async () => {
  const table = await results.sql(
    'SELECT CAST(i AS INTEGER) AS i, CASE WHEN i % 3 = 0 THEN NULL ELSE i END AS n FROM range(5000) t(i) ORDER BY i',
  );
  expect(table.getChild('i')!.toArray()).toEqual(Int32Array.from({ length: 5000 }, (_, i) => i));
  expect(columnOf(table, 'n')).toEqual(Array.from({ length: 5000 }, (_, i) => (i % 3 === 0 ? null : i)));
  // What is null is 0 underneath, so that the same rows are the same bytes.
  expect(table.getChild('n')!.data[0]!.values[3]).toBe(0);
});

test('the file is open for reading only, and is let go of', async () => {
  await expect(results.sql('DELETE FROM trades')).rejects.toMatchObject({
    code: 'TB_RESULTS_FAILED',
    message: expect.stringContaining('read-only'),
  });
  await expect(results.sql('SELECT * FROM trade')).rejects.toMatchObject({ where: 'SELECT * FROM trade' });
  const other = await openResults(join(folder, 'tapebench.duckdb'));
  await other.close();
  await other.close();
  await expect(other.runs()).rejects.toMatchObject({ code: 'TB_USAGE', message: 'the results are closed' });
  let inside: Results;
  {
    await using scoped = await openResults(folder);
    inside = scoped;
    expect((await scoped.runs()).numRows).toBe(2);
  }
  await expect(inside.runs()).rejects.toBeInstanceOf(TapebenchError);
});

test('trades() opens, reads and closes', async () => {
  expect((await trades(FIRST.header.runId, folder)).numRows).toBe(FIRST.trades.length);
});

test('where there are no results, the error says how to make them', async () => {
  await expect(openResults(join(folder, 'none'))).rejects.toMatchObject({
    code: 'TB_FILE_NOT_FOUND',
    where: join(folder, 'none', 'tapebench.duckdb'),
    next: expect.stringContaining('tapebench run v6'),
  });
  await writeFile(join(folder, 'text.duckdb'), 'no database');
  await expect(openResults(join(folder, 'text.duckdb'))).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
});
