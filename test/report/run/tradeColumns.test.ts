import { describe, expect, test } from 'vitest';
import { drawnBars, type TradeColumn, tradeColumns } from '../../../src/report/run/tradeColumns.ts';
import { sampleRun } from '../../support/runResult.ts';

const run = sampleRun({ sessions: 60 });
const columns = tradeColumns(run);

/** Unpacks as the page's script does. */
function unpacked(name: string): (number | string)[] {
  const { scale = 1, from, texts, numbers } = columns.find((column) => column.name === name) as TradeColumn;
  let before = 0;
  const base = from === undefined || from === 'before' ? [] : (unpacked(from) as number[]);
  return numbers.map((number, place) => {
    const value = from === 'before' ? number + before : number / scale + (base[place] ?? 0);
    before = value;
    return texts === undefined ? value : texts[value]!;
  });
}

describe('the columns of the trades', () => {
  test('are whole numbers, as many as there are trades', () => {
    for (const { numbers } of columns) {
      expect(numbers).toHaveLength(run.trades.length);
      expect(numbers.every(Number.isInteger)).toBe(true);
    }
  });

  test('come back as the trades', () => {
    const of = (pick: (trade: (typeof run.trades)[number]) => unknown): unknown[] => run.trades.map(pick);
    expect(unpacked('id')).toEqual(of((trade) => trade.id));
    expect(unpacked('date')).toEqual(of((trade) => trade.tradeDate));
    expect(unpacked('reason')).toEqual(of((trade) => trade.exitReason));
    expect(unpacked('entryTicks')).toEqual(of((trade) => trade.entryTicks));
    expect(unpacked('targetTicks')).toEqual(of((trade) => trade.targetTicks));
    expect(unpacked('net')).toEqual(of((trade) => trade.netMilli));
    // New York is five hours behind UTC in winter, when all of these are; the exit is counted from the entry, the entry from the signal.
    const wall = (time: number): number => time / 1000 - 5 * 3600;
    expect(unpacked('exitBarSecond').slice(0, 10)).toEqual(
      of((trade) => wall(trade.exitBarTime)).slice(0, 10),
    );
    unpacked('r').forEach((r, place) => {
      expect(r).toBeCloseTo(run.trades[place]!.rMultiple, 3);
    });
  });
});

describe('the bars that a page carries', () => {
  const bars = run.tradeBars[0]!;
  const long = { ...bars, time: Array.from({ length: 60_000 }, (_, minute) => minute) };

  test('are those of all trades while they are few', () => {
    expect(drawnBars(run.tradeBars)).toEqual(run.tradeBars);
  });

  test('are those of the newest trades when they are many', () => {
    const all = [1, 2, 3, 4].map((trade) => ({ ...long, trade }));
    expect(drawnBars(all).map(({ trade }) => trade)).toEqual([3, 4]);
  });
});
