import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { closeMode, volumeProfileMode } from '../../../strategies/v6/modalPrice.ts';
import { type BarRow, columns } from '../../engine/support/tapes.ts';

/** A bar from low to high that closes at `close`. */
function bar(minute: number, low: number, high: number, close: number, volume: number): BarRow {
  return [minute, low, high, low, close, volume];
}

function modeOf(rows: readonly BarRow[]): number {
  return volumeProfileMode(columns(0, rows), 0, rows.length).modalTicks;
}

/** The definition word for word, with every tick and whole numbers over one common denominator. */
function literalMode(rows: readonly BarRow[]): number {
  const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? a : gcd(b, a % b));
  let common = 1n;
  for (const [, , high, low] of rows) {
    const spread = BigInt(high - low + 1);
    common = (common / gcd(common, spread)) * spread;
  }
  const profile = new Map<number, bigint>();
  let volume = 0n;
  let moment = 0n;
  for (const [, , high, low, , traded = 0] of rows) {
    volume += BigInt(traded);
    moment += BigInt(traded) * BigInt(high + low);
    for (let tick = low; tick <= high; tick++) {
      const share = (BigInt(traded) * common) / BigInt(high - low + 1);
      profile.set(tick, (profile.get(tick) ?? 0n) + share);
    }
  }
  const last = rows.at(-1)![4];
  const distance = (tick: number): bigint => {
    const difference = 2n * BigInt(tick) * volume - moment;
    return difference < 0n ? -difference : difference;
  };
  const ticks = [...profile.keys()].sort((a, b) => {
    const byVolume = profile.get(b)! - profile.get(a)!;
    if (byVolume !== 0n) return byVolume > 0n ? 1 : -1;
    const byMean = distance(a) - distance(b);
    if (byMean !== 0n) return byMean > 0n ? 1 : -1;
    return Math.abs(a - last) - Math.abs(b - last) || a - b;
  });
  return ticks[0]!;
}

describe('volumeProfileMode', () => {
  test('is the tick that most volume covers', () => {
    // 100..103 gets 10 each, 103..104 gets 15 each: 103 has 25.
    expect(modeOf([bar(0, 100, 103, 101, 40), bar(1, 103, 104, 104, 30)])).toBe(103);
  });

  test('a tie goes to the tick nearest the mean of the profile', () => {
    // Two plateaus of 10 a tick, 100..101 and 110..113: the mean is (20 * 100.5 + 40 * 111.5) / 60 = 107.83, 110 is nearest.
    expect(modeOf([bar(0, 100, 101, 100, 20), bar(1, 110, 113, 113, 40)])).toBe(110);
  });

  test('then to the tick nearest the last close, then to the lower', () => {
    // Mean 101.5: 101 and 102 are equally near.
    expect(modeOf([bar(0, 100, 103, 103, 40)])).toBe(102);
    expect(modeOf([bar(0, 100, 103, 100, 40)])).toBe(101);
    // One bar of two ticks around a close that is equally far from neither: 100 and 103 tie at 20 each, mean and close in the middle.
    expect(modeOf([bar(0, 100, 100, 100, 20), bar(1, 102, 102, 102, 20), bar(2, 101, 101, 101, 1)])).toBe(
      100,
    );
  });

  test('thirds and sevenths that add up to the same are a tie, though doubles differ', () => {
    // 1/3 + 1/6 against 1/2, the classic: ticks 100 and 110 carry exactly the same.
    const rows = [
      bar(0, 98, 100, 100, 1),
      bar(1, 100, 105, 100, 1),
      bar(2, 110, 111, 111, 1),
      bar(3, 105, 105, 105, 0),
    ];
    expect(modeOf(rows)).toBe(literalMode(rows));
  });

  test('what differs by less than doubles can tell is no tie', () => {
    // 59/101 + 90/103 exceeds 156/107 by 1 / (101 * 103 * 107), a ten-thousand-billionth of the base of ten million a tick. Taken for a
    // tie it would go to 200, which is nearer the mean.
    const rows = [
      bar(0, 0, 306, 150, 307e7),
      bar(1, 0, 100, 0, 59),
      bar(2, 0, 102, 0, 90),
      bar(3, 200, 306, 150, 156),
    ];
    expect(modeOf(rows)).toBe(100);
    expect(literalMode(rows)).toBe(100);
    expect(modeOf([...rows.slice(0, 3), bar(3, 200, 306, 150, 157)])).toBe(200);
  });

  test('bars without volume have no weight, and a window of them no mode', () => {
    expect(modeOf([bar(0, 100, 100, 100, 5), bar(1, 90, 120, 91, 0)])).toBe(100);
    expect(modeOf([bar(0, 100, 100, 100, 0)])).toBeNaN();
  });

  test('equals the literal definition, ties included', () => {
    const rows = fc.array(
      fc
        .record({
          low: fc.integer({ min: 19_990, max: 20_010 }),
          spread: fc.integer({ min: 0, max: 12 }),
          close: fc.integer({ min: 0, max: 12 }),
          volume: fc.oneof(fc.constantFrom(1, 2, 3, 6, 12, 60), fc.integer({ min: 1, max: 5_000 })),
        })
        .map(({ low, spread, close, volume }) =>
          bar(0, low, low + spread, low + Math.min(close, spread), volume),
        ),
      { minLength: 1, maxLength: 15 },
    );
    fc.assert(
      fc.property(rows, (each) => {
        expect(modeOf(each)).toBe(literalMode(each));
      }),
      { numRuns: 3_000 },
    );
  });

  test('gives the range of the window as well, weightless bars included', () => {
    const rows = [bar(0, 100, 103, 101, 40), bar(1, 95, 101, 96, 0)];
    expect(volumeProfileMode(columns(0, rows), 0, 2)).toEqual({
      modalTicks: 101,
      lowTicks: 95,
      highTicks: 103,
    });
  });
});

describe('closeMode', () => {
  test('is the most frequent close, the lowest of those that tie', () => {
    const closes = [105, 101, 103, 101, 103, 104];
    const rows = closes.map((close, minute) => bar(minute, 100, 106, close, 1));
    expect(closeMode(columns(0, rows), 0, 6)).toEqual({ modalTicks: 101, lowTicks: 100, highTicks: 106 });
    expect(closeMode(columns(0, rows), 4, 6).modalTicks).toBe(103);
  });
});
