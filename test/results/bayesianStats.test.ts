import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type BayesianStatsRow,
  type BayesianTerms,
  writeBayesianStats,
} from '../../src/results/bayesianStats.ts';

const DAY = 86_400_000;
const NOW = Date.parse('2024-12-04T22:00:00Z');
const TERMS: BayesianTerms = {
  asOf: NOW,
  alphaPrior: 1,
  betaPrior: 1,
  lookbackDays: 60,
  priorOutcomes: 0,
  isSynthetic: true,
};

let folder: string;
const path = (): string => join(folder, 'bayesian_stats.duckdb');

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-statistics-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function row(id: number, values: Partial<BayesianStatsRow> = {}): BayesianStatsRow {
  const win = values.win ?? true;
  return {
    contextType: 'modal_bin',
    contextValue: '5',
    time: NOW - DAY,
    entryTime: NOW - DAY - 600_000,
    contract: 'ESZ4',
    direction: 1,
    quantity: 2,
    entry: 6000.25,
    exit: 6010.5,
    netReturn: 0.001,
    netMilli: win ? 1_000 : -1_000,
    win,
    volumeRatio: 5,
    signalStrength: 0.5,
    source: 'paper',
    isLearned: true,
    orderId: id,
    signalId: id,
    tradeId: id,
    journalEvent: 10 * id,
    ...values,
  };
}

async function opened<Value>(
  work: (ask: (sql: string) => Promise<Record<string, unknown>[]>) => Promise<Value>,
): Promise<Value> {
  const instance = await DuckDBInstance.create(path(), { access_mode: 'READ_ONLY' });
  const connection = await instance.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}

const asked = (sql: string): Promise<Record<string, unknown>[]> => opened((ask) => ask(sql));

describe('the file', () => {
  test('holds each row as it was given, in order', async () => {
    const rows = [row(1), row(2, { tradeId: null, journalEvent: null, source: 'real', win: false })];
    await writeBayesianStats(path(), rows, TERMS);
    expect(await asked('SELECT * FROM bayesian_stats')).toMatchObject([
      { context_type: 'modal_bin', entry: 6000.25, exit: 6010.5, win: true, trade_id: 1, journal_event: 10 },
      { order_id: 2, source: 'real', win: false, trade_id: null, journal_event: null, net_milli: '-1000' },
    ]);
    const [comment] = await asked(
      "SELECT comment FROM duckdb_columns() WHERE table_name = 'bayesian_stats' AND column_name = 'is_learned'",
    );
    expect(comment!['comment']).toContain('whether the sizer stands on it');
    expect(readdirSync(folder)).toEqual(['bayesian_stats.duckdb']);
  });

  test('has the posterior by context, of what is learned and lies in the look-back', async () => {
    const rows = [
      ...[1, 2, 3].map((id) => row(id)),
      row(4, { source: 'real' }),
      row(5, { win: false }),
      // Superseded by a real result; before the look-back; at its very begin; in another context.
      row(6, { isLearned: false, win: false }),
      row(7, { time: NOW - 60 * DAY - 1, win: false }),
      row(8, { contextValue: '2', time: NOW - 60 * DAY, win: false }),
      row(9, { contextType: 'trend', contextValue: 'up' }),
    ];
    await writeBayesianStats(path(), rows, TERMS);
    const posteriors = await asked('SELECT * FROM bayesian_posterior');
    expect(posteriors.map((each) => [each['context_type'], each['context_value'], each['n']])).toEqual([
      ['modal_bin', '2', '1'],
      ['modal_bin', '5', '5'],
      ['trend', 'up', '1'],
    ]);
    const five = posteriors[1]!;
    expect(five).toMatchObject({
      wins: '4',
      real_results: '1',
      paper_results: '4',
      alpha: 5,
      beta: 2,
      win_rate: 0.8,
    });
    expect(five['posterior_mean']).toBeCloseTo(5 / 7, 12);
    // Wilson's interval of 4 of 5, worked with his formula and z = 1.959964.
    expect(five['win_rate_low']).toBeCloseTo(0.375535, 6);
    expect(five['win_rate_high']).toBeCloseTo(0.963776, 6);
  });

  test('keeps no posterior for a strategy without a prior', async () => {
    await writeBayesianStats(path(), [row(1)], {
      ...TERMS,
      alphaPrior: null,
      betaPrior: null,
      lookbackDays: null,
    });
    expect(await asked('SELECT n, posterior_mean FROM bayesian_posterior')).toEqual([
      { n: '1', posterior_mean: null },
    ]);
  });

  test('may be empty', async () => {
    await writeBayesianStats(path(), [], TERMS);
    expect(await asked('SELECT count(*) AS n FROM bayesian_posterior')).toEqual([{ n: '0' }]);
  });
});

test('who reads while another one is put in its place reads on in the one that he opened', async () => {
  await writeBayesianStats(path(), [row(1)], TERMS);
  const count = 'SELECT count(*) AS n FROM bayesian_stats';
  await opened(async (ask) => {
    expect(await ask(count)).toEqual([{ n: '1' }]);
    await writeBayesianStats(path(), [row(1), row(2)], TERMS);
    expect(await ask(count)).toEqual([{ n: '1' }]);
  });
  expect(await asked(count)).toEqual([{ n: '2' }]);
});

test('a write that fails leaves the file that was there, and no other', async () => {
  await writeBayesianStats(path(), [row(1)], TERMS);
  const before = readFileSync(path());
  await expect(writeBayesianStats(path(), [row(2, { quantity: 0.5 })], TERMS)).rejects.toMatchObject({
    code: 'TB_RESULTS_FAILED',
  });
  expect(readFileSync(path()).equals(before)).toBe(true);
  expect(readdirSync(folder)).toEqual(['bayesian_stats.duckdb']);
});

test('what a killed writer left behind is made anew', async () => {
  const left = `${path()}.${process.pid}.new`;
  writeFileSync(left, 'half a file');
  await writeBayesianStats(path(), [row(1)], TERMS);
  expect(existsSync(left)).toBe(false);
});
