import { describe, expect, it } from 'vitest';
import { sessionAt } from '../../../src/market/calendar.ts';
import {
  generateSyntheticMarket,
  type QualifyingCluster,
  type SyntheticMarket,
} from '../../../src/sources/synthetic/index.ts';
import { PlantedDrift } from '../../../src/sources/synthetic/plantedDrift.ts';
import { randomStreams } from '../../../src/sources/synthetic/randomStreams.ts';
import { MINUTE, mean } from './marketViews.ts';

const QUARTER = { from: '2024-07-01', to: '2024-09-30' } as const;
const SEEDS = [31, 32, 33] as const;

interface Realised {
  readonly plannedTicks: number;
  readonly realisedTicks: number;
  /** Of the realised sum, from the squared surprises. */
  readonly errorTicks: number;
}

/** What the price did in the minutes in which drift was planted, and what it was planned to do, along the drift. */
function driftOf(market: SyntheticMarket): Realised {
  const { rows, contracts, clusters } = market;
  const closes = contracts.map(() => new Map<number, number>());
  for (let i = 0; i < rows.length; i++) closes[rows.contract[i]!]!.set(rows.time[i]!, rows.close[i]!);
  const planted = clusters.filter(({ driftTicks }) => driftTicks !== 0);
  let plannedTicks = 0;
  let realisedTicks = 0;
  let squares = 0;
  for (const [k, { time, contract, driftTicks }] of planted.entries()) {
    const end = Math.min(
      time + 60 * MINUTE,
      sessionAt(time)!.regularClose,
      planted[k + 1]?.time ?? Number.POSITIVE_INFINITY,
    );
    for (let minute = time; minute < end; minute += MINUTE) {
      const planned = Math.abs(driftTicks) / 60;
      const move = closes[contract]!.get(minute)! - closes[contract]!.get(minute - MINUTE)!;
      const realised = Math.sign(driftTicks) * move;
      plannedTicks += planned;
      realisedTicks += realised;
      squares += (realised - planned) * (realised - planned);
    }
  }
  return { plannedTicks, realisedTicks, errorTicks: Math.sqrt(squares) };
}

describe('a synthetic market with a planted edge', () => {
  const markets = new Map(
    [0, 0.5, -0.5].map((edge) => [
      edge,
      SEEDS.map((seed) => generateSyntheticMarket({ seed, edge, ...QUARTER })),
    ]),
  );
  const of = (edge: number): readonly SyntheticMarket[] => markets.get(edge)!;

  it('drifts after qualifying clusters by what was planted, in sign and size', () => {
    for (const edge of [0.5, -0.5]) {
      const all = of(edge).map(driftOf);
      const planned = mean(all.map(({ plannedTicks }) => plannedTicks));
      const realised = mean(all.map(({ realisedTicks }) => realisedTicks));
      const error = Math.sqrt(mean(all.map(({ errorTicks }) => errorTicks * errorTicks)) / all.length);
      expect(planned).toBeGreaterThan(1000);
      expect(Math.abs(realised - planned) / error, `edge ${edge} against the plan`).toBeLessThan(4);
      expect(realised / error, `edge ${edge} against nothing`).toBeGreaterThan(6);
      const along = of(edge).flatMap(({ clusters }) => clusters.filter(({ driftTicks }) => driftTicks !== 0));
      for (const { direction, stopTicks, driftTicks } of along) {
        expect(driftTicks).toBeCloseTo(direction * edge * stopTicks, 9);
      }
    }
  });

  it('earns the edge in R on positions held for the whole hour', () => {
    const results: number[] = [];
    for (const { rows, clusters, contracts } of of(0.5)) {
      const closes = contracts.map(() => new Map<number, number>());
      for (let i = 0; i < rows.length; i++) closes[rows.contract[i]!]!.set(rows.time[i]!, rows.close[i]!);
      for (const [k, cluster] of clusters.entries()) {
        const { time, contract, direction, stopTicks, driftTicks } = cluster;
        const isWholeHour = time + 60 * MINUTE <= sessionAt(time)!.regularClose;
        // Volumes know nothing of prices, so leaving out hours with another cluster does not choose among results.
        const isAlone = (clusters[k + 1]?.time ?? Number.POSITIVE_INFINITY) >= time + 60 * MINUTE;
        if (driftTicks === 0 || !isWholeHour || !isAlone) continue;
        const move = closes[contract]!.get(time + 59 * MINUTE)! - closes[contract]!.get(time - MINUTE)!;
        results.push((direction * move) / stopTicks);
      }
    }
    const error = Math.sqrt(mean(results.map((r) => r * r)) / results.length);
    expect(results.length).toBeGreaterThan(150);
    expect(Math.abs(mean(results) - 0.5) / error).toBeLessThan(4);
    expect(mean(results) / error).toBeGreaterThan(4);
  });

  it('changes neither the volumes nor the clusters of the market without one', () => {
    for (const [k, without] of of(0).entries()) {
      const within = of(0.5)[k]!;
      expect(within.rows.length).toBe(without.rows.length);
      const volume = (market: SyntheticMarket): Float64Array =>
        market.rows.volume.subarray(0, market.rows.length);
      expect(volume(within)).toEqual(volume(without));
      expect(within.clusters.map(({ time }) => time)).toEqual(without.clusters.map(({ time }) => time));
      expect(without.clusters.every(({ driftTicks }) => driftTicks === 0)).toBe(true);
    }
  });
});

describe('PlantedDrift', () => {
  const session = sessionAt(Date.UTC(2024, 6, 10, 15))!;
  const open = session.regularOpen;

  /** 400 quiet regular minutes that close a tick up and down in turn, then one of `volume` that closes at `close`. */
  function afterOne(volume: number, close: number, atMinute = 310, edge = 1): PlantedDrift {
    const drift = new PlantedDrift(edge, 1, randomStreams(1, 1)[0]!);
    drift.beginSession(sessionAt(open - 24 * 60 * MINUTE)!);
    drift.observe(0, open - 24 * 60 * MINUTE, 1, 0, 0, 1);
    drift.beginSession(session);
    for (let minute = 0; minute < atMinute; minute++) {
      drift.observe(0, open + minute * MINUTE, 101, 99, 100 + (minute % 2), 10);
    }
    drift.observe(0, open + atMinute * MINUTE, 101, 99, close, volume);
    return drift;
  }
  const last = (drift: PlantedDrift): QualifyingCluster | undefined => drift.clusters.at(-1);

  it('takes a minute of exactly four times the mean of the 20 bars before, and none of less', () => {
    expect(last(afterOne(40, 101))?.time).toBe(open + 311 * MINUTE);
    expect(last(afterOne(39, 101))).toBeUndefined();
  });

  it('points to the side of the close from the mean price of the last 15 minutes', () => {
    expect(last(afterOne(40, 101))?.direction).toBe(1);
    expect(last(afterOne(40, 99))?.direction).toBe(-1);
    expect(last(afterOne(40, 100))).toMatchObject({ direction: 0, driftTicks: 0 });
    // Below the middle of its own bar, 105, but above the 15 minutes' mean of (14 x 10 x 100 + 40 x 105) / 180 = 101.1.
    const drift = afterOne(10, 100);
    drift.observe(0, open + 311 * MINUTE, 110, 100, 104, 40);
    expect(last(drift)?.direction).toBe(1);
  });

  it('has R = 1.5 x sqrt(60) x the root mean square of the last 300 regular changes', () => {
    // Changes of one tick each but the last, from 101 in the odd minute 309 to 101: 299 of 300. After the even 300 all of them.
    expect(last(afterOne(40, 101))?.stopTicks).toBeCloseTo(1.5 * Math.sqrt(60 * (299 / 300)), 12);
    expect(last(afterOne(40, 101, 301))?.stopTicks).toBeCloseTo(1.5 * Math.sqrt(60), 12);
    // One change short of 300, nothing is planted.
    expect(last(afterOne(40, 101, 299))).toMatchObject({ stopTicks: Number.NaN, driftTicks: 0 });
  });

  it('drifts from the end of the minute for an hour, but not past the regular close', () => {
    const drift = afterOne(40, 101);
    const start = open + 311 * MINUTE;
    const ticks = (from: number, to: number): number => {
      let sum = 0;
      for (let minute = from; minute < to; minute++) sum += drift.ticksAt(start + minute * MINUTE);
      return sum;
    };
    const expected = last(drift)!.driftTicks;
    const hours = Array.from({ length: 2000 }, () => ticks(0, 60));
    // At most 60 coins, each of variance 1/4 or less.
    expect(Math.abs(mean(hours) - expected)).toBeLessThan(4 * Math.sqrt(15 / 2000));
    expect(ticks(60, 400)).toBe(0);
    const late = afterOne(40, 101, 380);
    expect(
      Array.from({ length: 60 }, (_, k) => late.ticksAt(open + (390 + k) * MINUTE)).every((t) => t === 0),
    ).toBe(true);
  });

  it('asks for an end within regular hours: the minute before the open counts, the last one does not', () => {
    expect(last(afterOne(40, 101, 388))?.time).toBe(open + 389 * MINUTE);
    expect(last(afterOne(40, 101, 389))).toBeUndefined();
    const drift = new PlantedDrift(1, 1, randomStreams(1, 1)[0]!);
    drift.observe(0, open - 24 * 60 * MINUTE, 1, 0, 0, 1);
    drift.beginSession(session);
    for (let minute = -30; minute < -1; minute++) drift.observe(0, open + minute * MINUTE, 101, 99, 100, 10);
    drift.observe(0, open - MINUTE, 101, 99, 101, 40);
    expect(last(drift)?.time).toBe(open);
  });

  it('watches the outright with the most volume of the trade date before, and never goes back to an earlier expiry', () => {
    const drift = new PlantedDrift(1, 2, randomStreams(1, 1)[0]!);
    const day = (volumes: readonly [number, number]): number => {
      drift.observe(0, open - 300 * MINUTE, 1, 0, 0, volumes[0]);
      drift.observe(1, open - 300 * MINUTE, 1, 0, 0, volumes[1]);
      drift.beginSession(session);
      for (const contract of [0, 1]) {
        for (let minute = 0; minute < 21; minute++)
          drift.observe(contract, open + minute * MINUTE, 2, 0, 2, 1);
        drift.observe(contract, open + 21 * MINUTE, 2, 0, 2, 50);
      }
      return last(drift)!.contract;
    };
    expect(day([100, 50])).toBe(0);
    expect(day([100, 500])).toBe(1);
    expect(day([5000, 500])).toBe(1);
  });
});
