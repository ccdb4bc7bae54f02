import { describe, expect, it } from 'vitest';
import { generateSyntheticMarket, type SyntheticMarket } from '../../../src/sources/synthetic/index.ts';
import { MinutePath } from '../../../src/sources/synthetic/minutePath.ts';
import { RandomStream } from '../../../src/sources/synthetic/randomStreams.ts';
import { MINUTE, sessionViews, zOfSum } from './marketViews.ts';

/** Quarters that have nothing to do with the embedded year's seed. */
const MARKETS: readonly SyntheticMarket[] = [11, 12, 13, 14, 15, 16, 17, 18].map((seed) =>
  generateSyntheticMarket({ seed, from: '2024-04-01', to: '2024-06-18' }),
);

/** Steele's SplitMix in 32 bits; the tests' own, so that they share no draw with what they test. */
function uniform(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    word = Math.imul(word ^ (word >>> 15), 0x735a2d97);
    return ((word ^ (word >>> 15)) >>> 0) / 4294967296;
  };
}

interface Brackets {
  readonly trades: number;
  /** Wins when a bar that reaches both levels counts as a loss, and when it counts as a win. */
  readonly fewestWins: number;
  readonly mostWins: number;
}

/**
 * Enters at the close of a random bar in a random direction, stop at a random distance and target at twice that, held until a bar
 * reaches one of them; then the next one. One position at a time, so that the trades are independent.
 */
function randomBrackets(market: SyntheticMarket, contract: number, draw: () => number): Brackets {
  const { rows } = market;
  const bars: number[] = [];
  for (let i = 0; i < rows.length; i++) if (rows.contract[i] === contract) bars.push(i);
  let trades = 0;
  let fewestWins = 0;
  let mostWins = 0;
  for (let at = 0; ; ) {
    at += 1 + Math.floor(20 * draw());
    // What could still be open when the bars end is not begun: leaving it out afterwards would favour what ends soon.
    if (at >= bars.length - 3 * 1380) return { trades, fewestWins, mostWins };
    const direction = draw() < 0.5 ? 1 : -1;
    const distance = 8 + Math.floor(21 * draw());
    const entry = rows.close[bars[at]!]!;
    let isStopped = false;
    let isWon = false;
    while (!isStopped && !isWon) {
      at++;
      if (at >= bars.length) throw new Error('a bracket stayed open for three trade dates');
      const worst = direction === 1 ? rows.low[bars[at]!]! : rows.high[bars[at]!]!;
      const best = direction === 1 ? rows.high[bars[at]!]! : rows.low[bars[at]!]!;
      isStopped = direction * (worst - entry) <= -distance;
      isWon = direction * (best - entry) >= 2 * distance;
    }
    trades++;
    if (isWon) mostWins++;
    if (isWon && !isStopped) fewestWins++;
  }
}

describe('a synthetic market without an edge', () => {
  it('lets random 2:1 brackets held to the end win one time in three, within error and bar ambiguity', () => {
    const draw = uniform(20_240_401);
    let trades = 0;
    let fewest = 0;
    let most = 0;
    for (const market of MARKETS) {
      const result = randomBrackets(market, 0, draw);
      trades += result.trades;
      fewest += result.fewestWins;
      most += result.mostWins;
    }
    const error = Math.sqrt(2 / 9 / trades);
    // Four standard errors are 2.5 points of the rate or less.
    expect(4 * error).toBeLessThan(0.025);
    expect(fewest / trades).toBeLessThan(1 / 3 + 4 * error);
    expect(most / trades).toBeGreaterThan(1 / 3 - 4 * error);
    expect((most - fewest) / trades).toBeLessThan(0.01);
  });

  it('moves by zero on average after bursts of volume, at any horizon and along with or against the burst', () => {
    for (const horizon of [1, 5, 15, 60]) {
      const moves: number[] = [];
      const along: number[] = [];
      for (const market of MARKETS) {
        for (const { direction, ticks } of movesAfterBursts(market, 3, horizon)) {
          moves.push(ticks);
          along.push(direction * ticks);
        }
      }
      expect(moves.length).toBeGreaterThan(2000);
      expect(Math.abs(zOfSum(moves)), `move ${horizon} minutes after a burst`).toBeLessThan(4);
      expect(Math.abs(zOfSum(along)), `move along the burst, ${horizon} minutes after`).toBeLessThan(4);
    }
  });

  it('has changes that no earlier change, gap or half hour of the day foretells', () => {
    const afterChange: number[] = [];
    const gaps: number[] = [];
    const byHalfHour: number[][] = Array.from({ length: 48 }, () => []);
    for (const { rows } of MARKETS) {
      let last = Number.NaN;
      let lastChange = 0;
      for (let i = 0; i < rows.length; i++) {
        if (rows.contract[i] !== 0) continue;
        const change = rows.close[i]! - last;
        if (!Number.isNaN(change)) {
          afterChange.push(change * Math.sign(lastChange));
          gaps.push(rows.open[i]! - last);
          byHalfHour[Math.floor((rows.time[i]! / MINUTE / 30) % 48)]!.push(change);
          lastChange = change;
        }
        last = rows.close[i]!;
      }
    }
    expect(Math.abs(zOfSum(afterChange))).toBeLessThan(4);
    expect(Math.abs(zOfSum(gaps))).toBeLessThan(4);
    for (const changes of byHalfHour) {
      // The hour of the daily break has none.
      if (changes.length > 0) expect(Math.abs(zOfSum(changes))).toBeLessThan(4.5);
    }
    expect(byHalfHour.filter((changes) => changes.length > 0)).toHaveLength(46);
  });
});

describe('MinutePath', () => {
  /** Words of a counter through a mixer, or their complements. */
  function stream(flip: number): RandomStream {
    const draw = uniform(7);
    const generator = {
      next: () => Math.floor(draw() * 4294967296 - 2147483648) ^ flip,
      clone: () => generator,
      jump: () => {},
      getState: () => [0],
    };
    return new RandomStream(generator);
  }

  it('is mirrored, step by step, by the complement of its random bits: up and down are equally likely to the last bit', () => {
    const up = new MinutePath(stream(0));
    const down = new MinutePath(stream(-1));
    for (let minute = 0; minute < 200; minute++) {
      up.walk(1000, minute * 3, 0, 0);
      down.walk(1000, minute * 3, 0, 0);
      expect(up.steps).toBe(minute * 3);
      const sums = new Set(Array.from({ length: up.steps + 1 }, (_, step) => up.at(step) + down.at(step)));
      expect([...sums]).toEqual([2000]);
      expect([down.high, down.low]).toEqual([2000 - up.low, 2000 - up.high]);
    }
  });

  it('goes one tick a step, starts at the open and knows its extremes', () => {
    const path = new MinutePath(stream(0));
    path.walk(-5, 1000, 0, 0);
    const seen: number[] = [];
    for (let step = 0; step <= 1000; step++) seen.push(path.at(step));
    for (let step = 1; step <= 1000; step++) expect(Math.abs(seen[step]! - seen[step - 1]!)).toBe(1);
    expect([path.open, path.close]).toEqual([-5, seen.at(-1)]);
    expect([path.high, path.low]).toEqual([Math.max(...seen), Math.min(...seen)]);
  });

  it('plants exactly the drift it is given, in either direction and beside a jump', () => {
    const drift = new MinutePath(stream(0));
    drift.walk(0, 0, 0, 7);
    expect([drift.close, drift.steps]).toEqual([7, 7]);
    drift.walk(0, 0, 40, -3);
    expect([drift.close, drift.steps]).toEqual([37, 4]);
    let sum = 0;
    for (let minute = 0; minute < 20_000; minute++) {
      drift.walk(0, 9, 0, 2);
      sum += drift.close;
    }
    // Variance 9 a minute: the mean's standard error is 3 / sqrt(20 000) = 0.0212.
    expect(Math.abs(sum / 20_000 - 2)).toBeLessThan(4 * 0.0212);
  });
});

interface BurstMove {
  /** Sign of the change over the burst's own bar. */
  readonly direction: number;
  /** Change of the close over the horizon. */
  readonly ticks: number;
}

/** Bursts of the contract with most volume; those within another's horizon are left to that one, so that no move counts twice. */

function movesAfterBursts(market: SyntheticMarket, threshold: number, horizonMinutes: number): BurstMove[] {
  const { rows } = market;
  const moves: BurstMove[] = [];
  for (const view of sessionViews(market)) {
    const bars = view.rowsOf[view.lead]!;
    let freeFrom = 20;
    for (let k = 20; k < bars.length; k++) {
      let before = 0;
      for (let j = k - 20; j < k; j++) before += rows.volume[bars[j]!]!;
      const i = bars[k]!;
      if (k < freeFrom || rows.volume[i]! * 20 < threshold * before) continue;
      const until = Math.min(k + horizonMinutes, bars.length - 1);
      freeFrom = until;
      moves.push({
        direction: Math.sign(rows.close[i]! - rows.open[i]!),
        ticks: rows.close[bars[until]!]! - rows.close[i]!,
      });
    }
  }
  return moves;
}
