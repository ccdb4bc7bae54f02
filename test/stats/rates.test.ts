import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { binomialAtLeast, binomialAtMost } from '../../src/stats/distributions.ts';
import type { Interval } from '../../src/stats/interval.ts';
import { clopperPearsonInterval, jeffreysInterval, wilsonInterval } from '../../src/stats/rates.ts';

const methods = {
  wilson: wilsonInterval,
  clopperPearson: clopperPearsonInterval,
  jeffreys: jeffreysInterval,
};

// statsmodels 0.15.0, proportion_confint with methods 'wilson', 'beta', 'jeffreys'. Its Jeffreys interval does not
// end at 0 or 1 for no wins or no losses, as Brown, Cai and DasGupta (2001) ask, so those two rows are left out there.
const golden: [number, number, number, number[], number[], number[] | null][] = [
  [
    101,
    156,
    0.95,
    [0.5697415465156207, 0.7180436147271928],
    [0.5670068430016171, 0.7221457084999912],
    [0.5703039954630834, 0.7191539004629315],
  ],
  [0, 20, 0.95, [0, 0.16112515805281938], [0, 0.1684334709830853], null],
  [20, 20, 0.95, [0.8388748419471806, 1], [0.8315665290169147, 1], null],
  [
    1,
    10,
    0.9,
    [0.02263490873086718, 0.34771866733585843],
    [0.0051161968918237, 0.3941633024365049],
    [0.01789198805574782, 0.33056280326013465],
  ],
  [
    8,
    10,
    0.99,
    [0.4008186965216716, 0.9598688474953836],
    [0.35179883369516324, 0.9891494906202595],
    [0.4012005908080841, 0.9779303175964776],
  ],
  [
    500001,
    1000000,
    0.999,
    [0.4983557455304566, 0.5016462544478886],
    [0.4983552414953313, 0.5016467584895588],
    [0.4983557414915579, 0.5016462584933388],
  ],
  [
    3,
    1000000,
    0.95,
    [1.0202712409681223e-6, 8.821149774312436e-6],
    [6.186725501906402e-7, 8.767247788067677e-6],
    [8.449352895506835e-7, 8.006360094243219e-6],
  ],
];

function expectInterval(actual: Interval, [low, high]: number[]): void {
  expect(Math.abs(actual.low - low!)).toBeLessThan(1e-9 * Math.max(low!, 1e-3));
  expect(Math.abs(actual.high - high!)).toBeLessThan(1e-9 * Math.max(high!, 1e-3));
}

describe('intervals for a rate', () => {
  test.each(golden)(
    'agree with statsmodels for %i of %i at %d',
    (wins, n, level, wilson, exact, jeffreys) => {
      expectInterval(wilsonInterval(wins, n, level), wilson);
      expectInterval(clopperPearsonInterval(wins, n, level), exact);
      if (jeffreys) expectInterval(jeffreysInterval(wins, n, level), jeffreys);
    },
  );

  test('give 57.0% to 71.8% by Wilson for the published 101 of 156', () => {
    const { low, high } = wilsonInterval(101, 156, 0.95);
    expect((100 * low).toFixed(1)).toBe('57.0');
    expect((100 * high).toFixed(1)).toBe('71.8');
  });

  test.each(Object.entries(methods))('%s says nothing without trials', (_, interval) => {
    expect(interval(0, 0, 0.95)).toEqual({ low: 0, high: 1 });
  });

  test.each(Object.entries(methods))('%s ends exactly at 0 without wins and at 1 without losses', (_, f) => {
    for (const n of [1, 7, 100, 1_000_003]) {
      expect(f(0, n, 0.999).low).toBe(0);
      expect(f(n, n, 0.999).high).toBe(1);
      expect(f(0, n, 0.95).high).toBeGreaterThan(0);
      expect(f(n, n, 0.95).low).toBeLessThan(1);
    }
  });

  test.each(Object.entries(methods))('%s mirrors when wins and losses change places', (_, interval) => {
    fc.assert(
      fc.property(
        fc.nat(400),
        fc.nat(400),
        fc.double({ min: 0.5, max: 0.999, noNaN: true }),
        (w, l, level) => {
          const one = interval(w, w + l, level);
          const other = interval(l, w + l, level);
          expect(one.low).toBeCloseTo(1 - other.high, 10);
          expect(one.high).toBeCloseTo(1 - other.low, 10);
        },
      ),
    );
  });

  test.each(Object.entries(methods))('%s holds the observed rate and grows with the level', (_, interval) => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(1000), (wins, losses) => {
        fc.pre(wins + losses > 0);
        const n = wins + losses;
        const narrow = interval(wins, n, 0.8);
        const wide = interval(wins, n, 1 - 1e-9);
        expect(wide.low).toBeLessThanOrEqual(narrow.low);
        expect(wide.high).toBeGreaterThanOrEqual(narrow.high);
        expect(wide.low).toBeGreaterThanOrEqual(0);
        expect(wide.high).toBeLessThanOrEqual(1);
        expect(narrow.low).toBeLessThanOrEqual(wins / n);
        expect(narrow.high).toBeGreaterThanOrEqual(wins / n);
      }),
    );
  });

  test('Clopper-Pearson ends where the exact one-sided tests stand at half of the error', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 300 }), fc.integer({ min: 1, max: 300 }), (wins, losses) => {
        const { low, high } = clopperPearsonInterval(wins, wins + losses, 0.95);
        expect(binomialAtLeast(wins, wins + losses, low)).toBeCloseTo(0.025, 9);
        expect(binomialAtMost(wins, wins + losses, high)).toBeCloseTo(0.025, 9);
      }),
    );
  });

  test.each([0.8, 0.95])('Clopper-Pearson covers every rate at least as often as its level %d', (level) => {
    // Exact coverage: the sum of the probabilities of the outcomes whose interval holds the rate.
    for (const n of [1, 4, 17, 60]) {
      const intervals = Array.from({ length: n + 1 }, (_, wins) => clopperPearsonInterval(wins, n, level));
      for (let rate = 0.005; rate < 1; rate += 0.005) {
        let coverage = 0;
        for (let wins = 0; wins <= n; wins++) {
          const { low, high } = intervals[wins]!;
          if (low <= rate && rate <= high) {
            coverage += binomialAtMost(wins, n, rate) - binomialAtMost(wins - 1, n, rate);
          }
        }
        expect(coverage).toBeGreaterThanOrEqual(level - 1e-12);
      }
    }
  });

  test.each(Object.entries(methods))('%s refuses what is no count or no level', (_, interval) => {
    for (const [wins, n, level] of [
      [-1, 10, 0.95],
      [11, 10, 0.95],
      [1.5, 10, 0.95],
      [1, 10.5, 0.95],
      [Number.NaN, 10, 0.95],
      [1, Infinity, 0.95],
      [1, 10, 0],
      [1, 10, 1],
      [1, 10, Number.NaN],
    ] as const) {
      expect(() => interval(wins, n, level)).toThrow(RangeError);
    }
  });
});
