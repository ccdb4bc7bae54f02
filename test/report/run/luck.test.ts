import { describe, expect, test } from 'vitest';
import { drawdownLuck, losingRunLuck } from '../../../src/report/run/luck.ts';
import type { EquityRow, TradeRow } from '../../../src/results/model.ts';
import { sampleRun } from '../../support/runResult.ts';

const { equity, trades } = sampleRun({ sessions: 60 });

function daysOf(nets: readonly number[]): { equity: EquityRow[] } {
  return { equity: nets.map((netMilli) => ({ ...equity[0]!, netMilli })) };
}

function tradesOf(nets: readonly number[]): { trades: TradeRow[] } {
  return { trades: nets.map((netMilli) => ({ ...trades[0]!, netMilli })) };
}

describe('what the order of results is worth', () => {
  test('losses in one row are a drawdown of all of them, which random order rarely gives', () => {
    const luck = drawdownLuck(daysOf([...Array<number>(20).fill(100), ...Array<number>(20).fill(-100)]))!;
    expect(luck).toMatchObject({ seen: 2000, n: 40 });
    expect(luck.high).toBeLessThan(2000);
    expect(luck.low).toBeLessThan(luck.median);
    expect(luck.median).toBeLessThan(luck.high);
  });

  test('gains and losses in turn are less of one than random order gives', () => {
    const luck = drawdownLuck(daysOf(Array.from({ length: 40 }, (_, day) => (day % 2 === 0 ? 100 : -100))))!;
    expect(luck.seen).toBe(100);
    expect(luck.low).toBeGreaterThan(100);
  });

  test('days without a result change nothing', () => {
    const nets = Array.from({ length: 12 }, (_, day) => (day % 3 === 0 ? -50 : 20));
    expect(drawdownLuck(daysOf(nets.flatMap((net) => [net, 0])))).toEqual(drawdownLuck(daysOf(nets)));
  });

  test('a run of losses is counted over trades, a trade that made nothing among them', () => {
    const luck = losingRunLuck(tradesOf([1, -1, 0, -1, 1, 1, -1, 1, 1, 1]))!;
    expect(luck).toMatchObject({ seen: 3, n: 10 });
  });

  test('of few results nothing is said', () => {
    expect(drawdownLuck(daysOf(Array<number>(9).fill(1)))).toBeNull();
    expect(losingRunLuck(tradesOf(Array<number>(9).fill(1)))).toBeNull();
  });

  test('is the same each time', () => {
    expect(drawdownLuck({ equity })).toEqual(drawdownLuck({ equity }));
  });
});
