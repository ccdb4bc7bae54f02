import { describe, expect, test } from 'vitest';
import { renderComparison } from '../../src/report/comparison.ts';
import { renderStressReport } from '../../src/report/stressReport.ts';
import { sampleCostGrid } from '../support/costScenarios.ts';
import { contentOf, textOf } from '../support/reportPage.ts';
import { sampleRun } from '../support/runResult.ts';

const run = sampleRun({ seed: 3 });

describe('the report of a stress test', () => {
  // The grid's profit is 4 000 USD less 150 x (2 x commission + 12.50 x slippage), zero at commission 2.50 and
  // (4000 - 750) / 1875 = 1.733 ticks.
  const grid = sampleCostGrid([0, 2.5, 5], [0, 1, 2, 3]);
  const page = renderStressReport(run, grid, { command: 'tapebench stress v6' });
  const text = textOf(page);

  test('says at which slippage the profit is gone, at the run\u2019s own commission', () => {
    expect(text).toContain(
      'At a commission of $2.50 a side the profit is gone at 1.73 ticks of slippage a side.',
    );
    expect(text).toContain('$0.00 2.13 ticks');
    expect(text).toContain('$5.00 1.33 ticks');
  });

  test('counts the cells with a profit, and says what that is worth', () => {
    const profitable = grid.filter((cell) => cell.netMilli > 0).length;
    expect(profitable).toBe(7);
    expect(text).toContain('7 of 12 cells of this grid (58%) end with a profit.');
    expect(text).toContain('no probability');
  });

  test('names the six scenarios and the command that rebuilds the grid', () => {
    for (const name of [
      'low-cost',
      'base',
      'higher-cost',
      'market-stress',
      'extreme-stress',
      'poor-execution',
    ]) {
      expect(JSON.stringify(contentOf(page).charts['cost-scenarios'])).toContain(name);
    }
    expect(text).toContain('tapebench stress v6');
  });

  test('has one surface for each rule of limit fills', () => {
    const touch = grid.map((cell) => ({ ...cell, limitFill: 'touch', name: `touch/${cell.name}` }));
    expect(Object.keys(contentOf(renderStressReport(run, [...grid, ...touch])).charts)).toEqual(
      expect.arrayContaining(['surface-1', 'surface-2']),
    );
  });

  test('says where the grid holds no turn of the profit', () => {
    const gains = grid.map((cell) => ({ ...cell, netMilli: 1000 }));
    const losses = grid.map((cell) => ({ ...cell, netMilli: -1000 }));
    expect(textOf(renderStressReport(run, gains))).toContain(
      'makes money in the whole grid, up to 3.00 ticks',
    );
    expect(textOf(renderStressReport(run, losses))).toContain('makes no money even at 0.00 ticks');
    expect(textOf(renderStressReport(run, []))).toContain('No grid was run.');
  });
});

describe('the comparison of two runs', () => {
  test('puts figures with their intervals side by side, and names every parameter that differs and no other', () => {
    const other = sampleRun({ seed: 4 });
    const parameters = { ...other.header.parameters, volumeThreshold: 6, extra: true };
    const text = textOf(
      renderComparison(run, { ...other, header: { ...other.header, preset: 'strict', parameters } }),
    );
    expect(text).toContain('v6 against strict');
    expect(text).toContain('volumeThreshold 4 6');
    expect(text).toContain('extra none true');
    expect(text.slice(text.indexOf('Parameters that differ'))).not.toContain('clusterMinutes');
    expect(text).toContain(`n = ${other.summary.winRate!.n}, 95% interval`);
    expect(text).toContain('not independent');
  });

  test('counts the trades that both made, and what each made of them', () => {
    const kept = run.trades.slice(0, 10).map((trade) => ({ ...trade, netMilli: trade.netMilli - 1_000_000 }));
    const net = kept.reduce((sum, trade) => sum + trade.netMilli, 0);
    const other = {
      ...run,
      header: { ...run.header, preset: 'costly' },
      trades: kept,
      summary: { ...run.summary, netMilli: net },
    };
    const text = textOf(renderComparison(run, other));
    const dollars = (milli: number): string =>
      `${milli < 0 ? '\u2212' : '+'}$${Math.round(Math.abs(milli) / 1000).toLocaleString('en-US')}`;
    expect(text).toContain(`in both 10 ${dollars(net + 10_000_000)} ${dollars(net)}`);
    expect(text).toContain(`in v6 alone ${run.trades.length - 10}`);
    expect(text).toContain('in costly alone 0');
  });

  test('of a run with itself says that nothing differs', () => {
    const text = textOf(renderComparison(run, run));
    expect(text).toContain('All parameters are equal.');
    expect(text).toContain('Both end at');
  });
});
