import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BarColumns, firstIndexAtOrAfter } from '../../src/market/bars.ts';

describe('bar columns', () => {
  test('keep every row while they grow, and earlier arrays keep the rows they had', () => {
    const bars = new BarColumns(2);
    bars.push(0, 1, 2, 3, 4, 5);
    const early = bars.close;
    for (let i = 1; i < 1000; i++) bars.push(i, i + 1, i + 2, i + 3, i + 4, i + 5);
    expect(bars.length).toBe(1000);
    expect(bars.capacity).toBe(1024);
    for (let i = 0; i < 1000; i++) {
      const row = [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume].map(
        (column) => column[i],
      );
      expect(row).toEqual([i, i + 1, i + 2, i + 3, i + 4, i + 5]);
    }
    expect(early[0]).toBe(4);
  });

  test('lie in shared memory, so that workers need no copy', () => {
    const bars = new BarColumns(4);
    for (const column of [bars.time, bars.open, bars.high, bars.low, bars.close, bars.volume]) {
      expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  test('never shrink', () => {
    const bars = new BarColumns(16);
    bars.reserve(3);
    expect(bars.capacity).toBe(16);
    expect(new BarColumns(0).capacity).toBe(1);
  });
});

test('the first index at or after a time is that of a plain search, unused rows left out', () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 0, max: 100 })),
      fc.integer({ min: -5, max: 105 }),
      fc.nat(20),
      (times, at, from) => {
        const bars = new BarColumns(256);
        for (const time of [...times].sort((a, b) => a - b)) bars.push(time, 0, 0, 0, 0, 0);
        const start = Math.min(from, bars.length);
        let expected = start;
        while (expected < bars.length && bars.time[expected]! < at) expected++;
        expect(firstIndexAtOrAfter(bars, at, start)).toBe(expected);
      },
    ),
  );
});
