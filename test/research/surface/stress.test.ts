import { describe, expect, test } from 'vitest';
import { renderStressReport } from '../../../src/report/stressReport.ts';
import { finishRun, prepareRun } from '../../../src/research/run.ts';
import { loadStrategy } from '../../../src/research/strategies.ts';
import { namedRegion } from '../../../src/research/surface/region.ts';
import { stress } from '../../../src/research/surface/stress.ts';
import { openResults } from '../../../src/results/database.ts';
import { readRun } from '../../../src/results/runs.ts';
import { writeStress } from '../../../src/results/stresses.ts';
import { contentOf, textOf } from '../../support/reportPage.ts';
import { LIVELY_GIVEN, livelyData } from '../support/livelyData.ts';

const strategy = await loadStrategy('v6');
const data = livelyData(5);
const prepare = (given: Readonly<Record<string, unknown>>) =>
  prepareRun({ strategy, data, given: { ...LIVELY_GIVEN, ...given }, command: 'tapebench run v6' });
const result = stress(prepare({}), {
  commissions: [0, 2.5],
  slippages: [0, 0.75, 3],
  limitFills: ['through', 'touch'],
  region: namedRegion(),
  command: 'tapebench stress v6',
});

describe('a stress test', () => {
  test('makes the whole run again in each cell', () => {
    expect(result.grid).toHaveLength(12);
    const cell = result.grid.find(({ name }) => name === 'touch/2.5/3')!;
    const run = finishRun(prepare({ slippageTicks: 3, limitFill: 'touch' }));
    expect(cell.trades).toBe(run.trades.length);
    expect(cell.netMilli).toBe(run.summary.netMilli);
    expect(cell.meanNetReturn!.value).toBeCloseTo(run.summary.meanNetReturn!.value, 15);
    expect(cell.maxDrawdownMilli).toBe(run.summary.maxDrawdownMilli);
  });

  test('has one break-even for each commission and rule, and one region for each rule', () => {
    expect(result.breakEvens.map((row) => [row.limitFill, row.commissionPerContract])).toEqual([
      ['through', 0],
      ['through', 2.5],
      ['touch', 0],
      ['touch', 2.5],
    ]);
    expect(result.regions.map((row) => row.limitFill)).toEqual(['through', 'touch']);
  });

  test('shows the published 5 of 6 over 5 000 dollars and 6 of 6 over the notional', () => {
    const { rows, claimedGross } = result.published;
    expect(claimedGross).toBeCloseTo(0.00409 + 0.002375, 9);
    expect(rows.filter((row) => row.claimedOnBasis > 0).map((row) => row.name)).toEqual([
      'low-cost',
      'base',
      'higher-cost',
      'market-stress',
      'extreme-stress',
    ]);
    // Base by hand: 0.6465% - (2.50 + 9.375) / 5 000 = 0.409%.
    expect(rows.find((row) => row.name === 'base')!.claimedOnBasis).toBeCloseTo(0.00409, 9);
    expect(rows.every((row) => row.claimedOnNotional > 0)).toBe(true);
    expect(rows.find((row) => row.name === 'base')!.here).toEqual(
      result.run.scenarios.find((row) => row.name === 'base')!.meanNetReturn,
    );
  });

  test('runs other models of execution as runs of their own would', () => {
    const late = result.executions.find((row) => row.name === 'latency 2 bars')!;
    const run = finishRun(prepare({ latencyBars: 2 }));
    expect([late.trades, late.netMilli]).toEqual([run.trades.length, run.summary.netMilli]);
    const byVolume = result.executions.find((row) => row.name === 'volume slippage')!;
    expect(byVolume.netMilli).toBe(finishRun(prepare({ slippageModel: 'volume' })).summary.netMilli);
    expect(byVolume.netMilli).toBeLessThan(result.run.summary.netMilli);
    expect(run.summary.assumptions.join(' ')).toContain('2 bar(s) after the signal at the earliest');
  });

  test('is written once, its grid under the run, and other figures under the same id are refused', async () => {
    const db = await openResults(':memory:');
    expect(await writeStress(db, result)).toBe('written');
    expect(await writeStress(db, { ...result, command: 'typed otherwise' })).toBe('reproduced');
    const stored = await readRun(db, result.run.header.runId);
    expect(stored.scenarios).toHaveLength(6 + 12);
    const counts = await db.connection.runAndReadAll(
      'SELECT (SELECT count(*) FROM stress_break_evens), (SELECT count(*) FROM stress_executions), (SELECT count(*) FROM trials)',
    );
    // The run is a trial, its cells are none.
    expect(counts.getRows()[0]!.map(Number)).toEqual([4, 10, 1]);
    await expect(writeStress(db, { ...result, fixedTradesBreakEven: null })).rejects.toMatchObject({
      code: 'TB_RUN_NOT_REPRODUCED',
    });
    await db.close();
  });

  test('its report has the figures with what they stand on', () => {
    const page = renderStressReport(result.run, result.grid, { figures: result });
    const text = textOf(page);
    expect(text).toContain('Share of the stated region that earns');
    expect(text).toContain('The published claim is that 5 of 6 scenarios earn, 83%.');
    expect(text).toContain('6 of 6 earn');
    expect(text).toContain('With the run’s own trades held fixed');
    expect(Object.keys(contentOf(page).charts)).toContain('executions');
  });
});

test('a run without trades has a break-even below the grid, and nothing is said of it', () => {
  const none = stress(prepare({ minSignalStrength: 1, shortMinSignalStrength: 1 }), {
    commissions: [0, 1],
    slippages: [0, 1],
    limitFills: ['through'],
    region: namedRegion(),
    command: '',
  });
  expect(none.breakEvens[0]).toMatchObject({ place: 'below-grid', trades: 0, days: 0 });
  expect(none.fixedTradesBreakEven).toBeNull();
  expect(none.published).toMatchObject({ isNotionalOfRun: false, grossHere: null });
  expect(textOf(renderStressReport(none.run, none.grid, { figures: none }))).toContain('too few trades');
});
