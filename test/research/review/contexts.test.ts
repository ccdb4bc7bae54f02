import { expect, test } from 'vitest';
import type { EngineEvent } from '../../../src/engine/events.ts';
import { type ContextStatistics, contextStatistics } from '../../../src/research/review/contexts.ts';
import type { RealOutcome } from '../../../src/research/review/outcomes.ts';
import { RunRows } from '../../../src/research/runRows.ts';
import { signal, trade } from './events.ts';

const SIZING = {
  alphaPrior: 1,
  betaPrior: 1,
  bayesianLookbackDays: 60,
  minTradesForBayesian: 3,
  bayesianScalingFactor: 6,
  bayesianMaxMultiplier: 3,
  baseSize: 1,
};

function statisticsOf(
  events: readonly EngineEvent[],
  parameters: Record<string, number> = SIZING,
  real: readonly RealOutcome[] = [],
): ContextStatistics {
  const rows = new RunRows(0);
  for (const event of events) rows.emit(event);
  const now = Date.parse('2024-12-04T22:00:00Z');
  return contextStatistics({ trades: rows.trades, signals: rows.signals(), real, parameters, now });
}

/** A win before the look-back of 60 days, then three wins of four; another bin has a trade that brought nothing. */
const SIX = [
  signal(1, '2024-10-04T15:00:00Z'),
  trade(1, '2024-10-04T15:10:00Z', 1_000),
  signal(2, '2024-12-02T15:00:00Z'),
  trade(2, '2024-12-02T15:10:00Z', 1_000),
  signal(3, '2024-12-02T16:00:00Z'),
  trade(3, '2024-12-02T16:10:00Z', 2_000, { isBayesianSized: true }),
  signal(4, '2024-12-03T15:00:00Z'),
  trade(4, '2024-12-03T15:10:00Z', -500),
  signal(5, '2024-12-03T16:00:00Z'),
  trade(5, '2024-12-03T16:10:00Z', 500),
  signal(6, '2024-12-04T16:00:00Z', { modalBin: 2 }),
  trade(6, '2024-12-04T16:10:00Z', 0, { modalBin: 2 }),
];

test('a bin has all its trades in the rate, and those of the look-back in the posterior and the multiplier', () => {
  const { all, bins, utilisation } = statisticsOf(SIX);
  expect([all.trades, all.wins, all.netMilli]).toEqual([6, 4, 4_000]);
  expect(bins.map(({ modalBin, trades, wins }) => [modalBin, trades, wins])).toEqual([
    [2, 1, 0],
    [5, 5, 4],
  ]);
  const five = bins[1]!;
  // Wilson's interval of 4 of 5, worked with his formula and z = 1.959964.
  expect(five.rate!.interval.low).toBeCloseTo(0.375535, 6);
  expect(five.rate!.interval.high).toBeCloseTo(0.963776, 6);
  // Beta(1 + 3, 1 + 1): the mean is 4/6, so the multiplier is 1 + (4/6 - 1/2) 6 = 2. The distribution function is
  // 5 x^4 - 4 x^5, which is 0.025 and 0.975 at the ends.
  expect(five.posterior).toMatchObject({ trades: 4, wins: 3, isSizedByIt: true });
  expect(five.posterior!.mean).toBeCloseTo(4 / 6, 12);
  expect(five.posterior!.multiplier).toBeCloseTo(2, 12);
  expect(five.posterior!.interval.low).toBeCloseTo(0.283582, 6);
  expect(five.posterior!.interval.high).toBeCloseTo(0.947255, 6);
  expect(bins[0]!.posterior).toMatchObject({ trades: 1, wins: 0, multiplier: 1, isSizedByIt: false });
  expect([utilisation!.value, utilisation!.n]).toEqual([1 / 6, 6]);
});

test('the recent rate is that of the last ten trades of the bin', () => {
  const events = Array.from({ length: 14 }, (_, index) =>
    trade(index + 1, `2024-12-03T15:${10 + index}:00Z`, index < 4 || index === 13 ? 1_000 : -1_000),
  );
  const { all, bins } = statisticsOf(events);
  expect([all.wins, all.recent!.value, all.recent!.n]).toEqual([5, 0.1, 10]);
  expect([bins[0]!.recent!.value, bins[0]!.recent!.n]).toEqual([0.1, 10]);
});

test('regimes hold every trade once, by the signal that it came from', () => {
  const { volatility, trend } = statisticsOf(SIX);
  expect(volatility.map(({ regime, trades }) => [regime, trades])).toEqual([
    ['low', 0],
    ['middle', 0],
    ['high', 0],
    ['unknown', 6],
  ]);
  const later = [
    signal(1, '2024-11-25T15:00:00Z'),
    signal(2, '2024-12-02T15:00:00Z', { priceTicks: 24_100 }),
  ];
  const rising = statisticsOf([...later, trade(2, '2024-12-02T15:10:00Z', 1_000)]);
  expect(rising.trend.map(({ regime, trades, wins }) => [regime, trades, wins])).toEqual([
    ['up', 1, 1],
    ['down', 0, 0],
    ['level', 0, 0],
    ['unknown', 0, 0],
  ]);
  expect(rising.trend[1]!.rate).toBeNull();
  expect(trend.at(-1)!.trades).toBe(6);
});

test('sizing is split into leverage and covariance, and sizes that never vary have no p-value', () => {
  const sized = [
    trade(1, '2024-12-03T15:10:00Z', 0, { quantity: 1, netReturn: 0.01 }),
    trade(2, '2024-12-03T16:10:00Z', 0, { quantity: 3, netReturn: 0.03 }),
  ];
  // Mean size 2, mean return 2%: leverage 4%; mean of size x return is (1% + 9%) / 2 = 5%.
  const { sizing } = statisticsOf(sized);
  expect(sizing!.leverage).toBeCloseTo(0.04, 12);
  expect(sizing!.covariance).toBeCloseTo(0.01, 12);
  // Of the two dealings one is as large.
  expect(sizing!.pValue).toBeGreaterThan(0.45);
  expect(sizing!.pValue).toBeLessThan(0.55);
  expect(statisticsOf(SIX).sizing!.pValue).toBeNull();
});

test('a strategy without a prior keeps no posterior, and no trades give no figures', () => {
  expect(statisticsOf(SIX, {}).bins.map(({ posterior }) => posterior)).toEqual([null, null]);
  const none = statisticsOf([]);
  expect(none).toMatchObject({ bins: [], utilisation: null, sizing: null });
  expect(none.all).toEqual({
    trades: 0,
    wins: 0,
    rate: null,
    netMilli: 0,
    recent: null,
    outcomes: { real: 0, paper: 0 },
  });
});

test('a real outcome is learned in place of the paper one, and changes no figure of the paper trades', () => {
  const real = [
    // The last trade but one of bin 5 was won on paper and lost in truth; an order of bin 8 never filled on paper.
    { signal: 5, modalBin: 5, exitTime: Date.parse('2024-12-03T16:20:00Z'), netMilli: 0 },
    { signal: 7, modalBin: 8, exitTime: Date.parse('2024-12-03T17:00:00Z'), netMilli: 900 },
  ];
  const [onPaper, inTruth] = [statisticsOf(SIX), statisticsOf(SIX, SIZING, real)];
  const five = inTruth.bins.find(({ modalBin }) => modalBin === 5)!;
  expect(five.posterior).toMatchObject({ trades: 4, wins: 2, mean: 0.5 });
  expect([five.trades, five.wins, five.outcomes]).toEqual([5, 4, { real: 1, paper: 4 }]);
  const eight = inTruth.bins.find(({ modalBin }) => modalBin === 8)!;
  expect(eight).toMatchObject({
    trades: 0,
    rate: null,
    outcomes: { real: 1, paper: 0 },
    posterior: { wins: 1 },
  });
  expect(inTruth.all).toEqual({ ...onPaper.all, outcomes: { real: 2, paper: 5 } });
});

test('what was learned before is in the posteriors and in no other figure', () => {
  const rows = new RunRows(0);
  for (const event of SIX) rows.emit(event);
  const now = Date.parse('2024-12-04T22:00:00Z');
  const at = Date.parse('2024-11-20T15:00:00Z');
  const old = { modalBin: 5, exitTime: Date.parse('2024-09-20T15:00:00Z'), isWin: true };
  const prior = [
    old,
    { modalBin: 5, exitTime: at, isWin: false },
    { modalBin: 7, exitTime: at, isWin: true },
  ];
  const { all, bins } = contextStatistics({
    trades: rows.trades,
    signals: rows.signals(),
    prior,
    parameters: SIZING,
    now,
  });
  expect([all.trades, all.wins]).toEqual([6, 4]);
  const five = bins.find(({ modalBin }) => modalBin === 5)!;
  expect([five.trades, five.wins]).toEqual([5, 4]);
  // Three wins of four of its own and a loss from before: Beta(4, 3).
  expect(five.posterior).toMatchObject({ trades: 5, wins: 3 });
  expect(five.posterior!.mean).toBeCloseTo(4 / 7, 12);
  expect(bins.find(({ modalBin }) => modalBin === 7)).toMatchObject({
    trades: 0,
    posterior: { trades: 1, wins: 1 },
  });
});
