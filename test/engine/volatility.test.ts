import { describe, expect, test } from 'vitest';
import { bracketOf } from '../../src/engine/bracket.ts';
import { shortfallOf, volatilityAt } from '../../src/engine/volatility.ts';
import { VolatilityWindow } from '../../src/engine/volatilityWindow.ts';
import { MINUTE_MS } from '../../src/market/bars.ts';
import { dayNumber, sessionAtOrAfter } from '../../src/market/calendar.ts';
import { plainParameters } from './support/scripted.ts';
import { type BarRow, columns } from './support/tapes.ts';

function flat(minute: number, close: number): BarRow {
  return [minute, close, close, close, close];
}

describe('volatilityAt', () => {
  const bars = columns(0, [
    flat(0, 100),
    flat(1, 102),
    flat(2, 101),
    flat(4, 99),
    flat(5, 100),
    flat(6, 103),
  ]);
  const all = { from: [0], to: [6] };

  test('is the sample deviation of the returns in the window, gaps left out', () => {
    // Window of 4 bars: 101, 99 (after a gap), 100, 103; the first has its predecessor outside. Returns -1/102, 1/99, 3/100.
    // python3: statistics.stdev([101/102-1, 100/99-1, 103/100-1]) = 0.019901960858227374
    const found = volatilityAt(bars, 6, all, 4, MINUTE_MS);
    expect(found.returns).toBe(3);
    expect(found.sigma1).toBeCloseTo(0.019901960858227374, 14);
    expect(found.isSufficient).toBe(true);
  });

  test('needs the full number of bars, and says how many there are', () => {
    const found = volatilityAt(bars, 3, all, 4, MINUTE_MS);
    expect(found).toEqual({ sigma1: Number.NaN, isSufficient: false, bars: 3, returns: 0 });
    expect(shortfallOf(found, 4)).toEqual({ value: 3, limit: 4 });
  });

  test('needs half of the returns', () => {
    const sparse = columns(
      0,
      [0, 2, 4, 6, 8, 9].map((minute) => flat(minute, 100 + minute)),
    );
    const found = volatilityAt(sparse, 6, all, 6, MINUTE_MS);
    expect(found.isSufficient).toBe(false);
    expect(shortfallOf(found, 6)).toEqual({ value: 1, limit: 3 });
  });

  test('the predecessor is the preceding bar within the scope', () => {
    // Two stretches that touch in time but not in scope: bar 3 follows bar 2 by a minute, bar 2 is out of scope.
    const touching = columns(
      0,
      [0, 1, 2, 3, 4].map((minute) => flat(minute, 100 + minute * minute)),
    );
    const found = volatilityAt(touching, 5, { from: [0, 3], to: [2, 5] }, 4, MINUTE_MS);
    // In scope: 0, 1, 3, 4; returns of 1 and of 4 alone. 101/100-1 = 0.01, 116/109-1 = 0.0642201834862385…
    // python3: statistics.stdev([101/100-1, 116/109-1]) = 0.038339459420298164
    expect(found.returns).toBe(2);
    expect(found.sigma1).toBeCloseTo(0.038339459420298164, 14);
  });

  test('bars after the end are not seen', () => {
    const window = volatilityAt(bars, 5, all, 4, MINUTE_MS);
    const wild = columns(0, [
      flat(0, 100),
      flat(1, 102),
      flat(2, 101),
      flat(4, 99),
      flat(5, 100),
      flat(6, 9_000),
    ]);
    expect(volatilityAt(wild, 5, all, 4, MINUTE_MS)).toEqual(window);
  });
});

describe('VolatilityWindow', () => {
  const session = sessionAtOrAfter(dayNumber(2024, 3, 5) * 86_400_000 + 15 * 3_600_000);
  const open = session.regularOpen;
  const rows: BarRow[] = Array.from({ length: 30 }, (_, k) => flat(k - 10, 20_000 + ((k * 7) % 11)));
  const bars = columns(open, rows);

  test('session scope leaves out the bars before the open, however the bars are shown', () => {
    const parameters = plainParameters({ volatilityScope: 'session', volatilityBars: 8 });
    const atOnce = new VolatilityWindow(bars, parameters, MINUTE_MS);
    atOnce.see(session, 0, 30);
    const oneByOne = new VolatilityWindow(bars, parameters, MINUTE_MS);
    for (let i = 0; i < 30; i++) {
      oneByOne.see(session, i, i + 1);
      expect(oneByOne.at(i + 1)).toEqual(atOnce.at(i + 1));
    }
    expect(atOnce.at(17).bars).toBe(7);
    expect(atOnce.at(18).isSufficient).toBe(true);
    expect(oneByOne.state(30)).toEqual(atOnce.state(30));
  });
});

describe('bracketOf', () => {
  test("is the original's sample: 62 ticks at 6010.75 with sigma1 0.000221", () => {
    const parameters = plainParameters({ stopSigmas: 1.5, minStopTicks: 4 });
    expect(bracketOf(0.000221, 6010.75 / 0.25, parameters)).toEqual({
      stopDistanceTicks: 62,
      targetDistanceTicks: 124,
    });
  });

  test('keeps a whole number of ticks from going up by rounding, and has a least stop', () => {
    // 1.5 * 0.0001 * sqrt(4) * 20 000 is 6; in doubles 6.000000000000001.
    expect(1.5 * 0.0001 * Math.sqrt(4) * 20_000).toBeGreaterThan(6);
    const parameters = plainParameters({
      stopSigmas: 1.5,
      maxHoldMinutes: 4,
      minStopTicks: 4,
      profitTargetRatio: 1.1,
    });
    expect(bracketOf(0.0001, 20_000, parameters)).toEqual({ stopDistanceTicks: 6, targetDistanceTicks: 7 });
    expect(bracketOf(0, 5_000, parameters)).toEqual({ stopDistanceTicks: 4, targetDistanceTicks: 5 });
  });
});
