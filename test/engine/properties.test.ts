import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { costMoney, fixedCosts } from '../../src/engine/costs.ts';
import type { EngineInput } from '../../src/engine/engine.ts';
import type { EngineEvent, TradeEvent } from '../../src/engine/events.ts';
import type { StrategyDefinition } from '../../src/engine/strategy.ts';
import { tradeMoney } from '../../src/engine/trade.ts';
import { BarColumns } from '../../src/market/bars.ts';
import type { Tape } from '../../src/market/tape.ts';
import v6 from '../../strategies/v6/strategy.ts';
import { LIVELY } from './support/lively.ts';
import { inputOf, runBatch } from './support/runs.ts';
import { tapeOf } from './support/tapes.ts';
import { randomWorld } from './support/worlds.ts';

const settings = fc.record({
  limitFill: fc.constantFrom('through', 'touch', 'through-n'),
  limitThroughTicks: fc.integer({ min: 1, max: 3 }),
  intrabar: fc.constantFrom('pessimistic', 'optimistic', 'path'),
  entry: fc.constantFrom('limit', 'retest'),
  limitOffsetTicks: fc.integer({ min: -3, max: 3 }),
  maxContracts: fc.integer({ min: 1, max: 4 }),
  maxRiskPerTrade: fc.constantFrom(0.002, 0.005, 0.02),
  maxDailyTrades: fc.integer({ min: 1, max: 6 }),
  maxConsecutiveLosses: fc.integer({ min: 1, max: 4 }),
  emergencyStopPct: fc.constantFrom(0.5, 1, 5),
  cooldownMinutes: fc.integer({ min: 0, max: 40 }),
  maxHoldMinutes: fc.integer({ min: 2, max: 60 }),
  commissionPerContract: fc.constantFrom(0, 2.5, 4.01),
  slippageTicks: fc.constantFrom(0, 0.75, 2.5),
});
const seeds = fc.integer({ min: 0, max: 1_000_000 });
const RUNS = { numRuns: 40 } as const;

function worldRun(
  seed: number,
  given: object,
): {
  input: EngineInput;
  events: readonly EngineEvent[];
  trades: readonly TradeEvent[];
  equityMilli: number;
} {
  const input = inputOf(randomWorld(seed, { days: 5 }), v6, { ...LIVELY, ...given });
  const { events, simulation } = runBatch(input);
  return { input, events, trades: simulation.trades, equityMilli: simulation.equityMilli };
}

describe('on any world and any settings', () => {
  test('no fill is outside its bar or off the grid', () => {
    fc.assert(
      fc.property(seeds, settings, (seed, given) => {
        const { input, events } = worldRun(seed, given);
        const bars = input.tape.byContract[0]!;
        const index = new Map(Array.from(bars.time.subarray(0, bars.length), (time, i) => [time, i]));
        for (const event of events) {
          if (event.type !== 'fill') continue;
          const i = index.get(event.isAtOpen ? event.time : event.time - 60_000)!;
          expect(Number.isInteger(event.priceTicks)).toBe(true);
          expect(event.priceTicks).toBeGreaterThanOrEqual(bars.low[i]!);
          expect(event.priceTicks).toBeLessThanOrEqual(bars.high[i]!);
          if (event.isAtOpen) expect(event.priceTicks).toBe(bars.open[i]!);
        }
      }),
      RUNS,
    );
  });

  test('cash is conserved: equity is the capital, the moves and the costs of the fills', () => {
    fc.assert(
      fc.property(seeds, settings, (seed, given) => {
        const { events, trades, equityMilli } = worldRun(seed, given);
        const tradedOrders = new Set(trades.map(({ order }) => order));
        let cash = 150_000_000;
        for (const event of events) {
          if (event.type !== 'fill' || !tradedOrders.has(event.order)) continue;
          cash -= event.direction * event.quantity * event.priceTicks * 12_500;
          cash -= event.commissionMilli + event.slippageMilli;
        }
        expect(cash).toBe(equityMilli);
        expect(trades.at(-1)?.equityMilli ?? 150_000_000).toBe(equityMilli);
      }),
      RUNS,
    );
  });

  test('no limit is ever exceeded', () => {
    fc.assert(
      fc.property(seeds, settings, (seed, given) => {
        const { input, events } = worldRun(seed, given);
        const { engineParameters: limits } = input;
        const { commissionMilli, slippageMilli } = costMoney(limits, input.tape.instrument);
        let exposed = 0;
        let losses = 0;
        let equity = 150_000_000;
        let lastAccepted = Number.NEGATIVE_INFINITY;
        const halted = new Set<string>();
        const fillsOfDay = new Map<string, number>();
        for (const event of events) {
          if (event.type === 'order' && event.action === 'place') {
            expect(++exposed).toBe(1);
            expect(halted.size).toBe(0);
            expect(event.quantity).toBeLessThanOrEqual(event.wantedQuantity);
            expect(event.wantedQuantity).toBeLessThanOrEqual(limits.maxContracts);
            const risk = event.stopDistanceTicks * 12_500 + 2 * commissionMilli + slippageMilli;
            expect(risk * event.quantity).toBeLessThanOrEqual(equity * limits.maxRiskPerTrade * (1 + 1e-12));
            expect((event.time - lastAccepted) / 60_000).toBeGreaterThanOrEqual(limits.cooldownMinutes);
            lastAccepted = event.time;
          } else if (event.type === 'order' && event.action === 'cancel') exposed--;
          else if (event.type === 'fill' && event.role === 'entry') {
            const date = new Date(event.time).toISOString().slice(0, 10);
            fillsOfDay.set(date, (fillsOfDay.get(date) ?? 0) + 1);
            expect(fillsOfDay.get(date)).toBeLessThanOrEqual(limits.maxDailyTrades);
          } else if (event.type === 'trade') {
            exposed--;
            equity = event.equityMilli;
            losses = event.netMilli > 0 ? 0 : losses + 1;
            expect(losses).toBeLessThanOrEqual(limits.maxConsecutiveLosses);
          } else if (event.type === 'halt') {
            if (event.state === 'on') halted.add(event.rule);
            else halted.delete(event.rule);
            if (event.state === 'off' && event.rule === 'max-consecutive-losses') losses = 0;
          }
        }
      }),
      RUNS,
    );
  });

  test('time never goes back, and a trade ends after it began', () => {
    fc.assert(
      fc.property(seeds, settings, (seed, given) => {
        const { events } = worldRun(seed, given);
        for (let i = 1; i < events.length; i++)
          expect(events[i]!.time).toBeGreaterThanOrEqual(events[i - 1]!.time);
        for (const event of events) {
          if (event.type === 'trade') expect(event.time).toBeGreaterThanOrEqual(event.entryTime);
        }
      }),
      RUNS,
    );
  });
});

describe('costs', () => {
  test('a higher cost never raises the net of the same trade', () => {
    const cost = fc.record({
      commissionPerContract: fc.double({ min: 0, max: 20, noNaN: true }),
      slippageTicks: fc.double({ min: 0, max: 10, noNaN: true }),
    });
    fc.assert(
      fc.property(seeds, cost, cost, (seed, a, b) => {
        const low = {
          commissionPerContract: Math.min(a.commissionPerContract, b.commissionPerContract),
          slippageTicks: Math.min(a.slippageTicks, b.slippageTicks),
        };
        const high = {
          commissionPerContract: Math.max(a.commissionPerContract, b.commissionPerContract),
          slippageTicks: Math.max(a.slippageTicks, b.slippageTicks),
        };
        const { input, trades } = worldRun(seed % 50, {});
        const bars = input.tape.byContract[0]!;
        for (const trade of trades) {
          const entry = { index: 0, ticks: trade.entryTicks, direction: trade.direction };
          const exit = { index: 0, ticks: trade.exitTicks, reason: trade.exitReason };
          const net = (costs: typeof low): number =>
            tradeMoney(
              entry,
              exit,
              trade.quantity,
              bars,
              input.tape.instrument,
              fixedCosts(costs, input.tape.instrument),
            ).netMilli;
          expect(net(high)).toBeLessThanOrEqual(net(low));
          expect(net({ commissionPerContract: 0, slippageTicks: 0 })).toBe(trade.grossMilli);
        }
      }),
      RUNS,
    );
  });
});

describe('mirror', () => {
  /** The same market upside down around twice 20 000 ticks. */
  function mirrored(tape: Tape): Tape {
    return tapeOf(
      tape.contracts,
      tape.byContract.map((bars) => {
        const turned = new BarColumns(Math.max(1, bars.length));
        for (let i = 0; i < bars.length; i++) {
          const at = (price: number): number => 40_000 - price;
          turned.push(
            bars.time[i]!,
            at(bars.open[i]!),
            at(bars.low[i]!),
            at(bars.high[i]!),
            at(bars.close[i]!),
            bars.volume[i]!,
          );
        }
        return turned;
      }),
    );
  }

  /** Every half hour a signal, long in the one world and short in its mirror; fixed brackets, so that no tie and no level enters. */
  function everyHalfHour(direction: 1 | -1): StrategyDefinition {
    return {
      name: 'half-hourly',
      about: 'A signal every half hour.',
      parameters: {},
      createDetector: () => {
        let next = 0;
        return {
          observe(_contract, bars, end, _until, found) {
            for (; next < end; next++) {
              if ((bars.time[next]! / 60_000) % 30 === 0) {
                found.push({ time: bars.time[next]! + 60_000, end: next + 1, volumeRatio: 1 });
              }
            }
          },
          judge: ({ end }, bars) => ({
            kind: 'signal',
            direction,
            strength: 0.5,
            priceTicks: bars.close[end - 1]!,
            modalTicks: bars.close[end - 1]!,
            lowTicks: bars.low[end - 1]!,
            highTicks: bars.high[end - 1]!,
            modalPosition: 0.5,
            modalBin: 5,
            positionPart: 0,
            volumePart: 0,
            momentumPart: 0,
          }),
        };
      },
    };
  }

  test('shorts in the mirror market are the longs of the market', () => {
    fc.assert(
      fc.property(seeds, settings, (seed, given) => {
        const tape = randomWorld(seed, { days: 4 });
        const fixed = { ...given, stopSigmas: 0, minStopTicks: 9, volatilityBars: 20 };
        const long = runBatch(inputOf(tape, everyHalfHour(1), fixed)).simulation.trades;
        const short = runBatch(inputOf(mirrored(tape), everyHalfHour(-1), fixed)).simulation.trades;
        expect(
          short.map(({ exitReason, netMilli, time, barsHeld }) => [exitReason, netMilli, time, barsHeld]),
        ).toEqual(
          long.map(({ exitReason, netMilli, time, barsHeld }) => [exitReason, netMilli, time, barsHeld]),
        );
        expect(
          short.map(({ entryTicks, favourableTicks, adverseTicks }) => [
            40_000 - entryTicks,
            favourableTicks,
            adverseTicks,
          ]),
        ).toEqual(
          long.map(({ entryTicks, favourableTicks, adverseTicks }) => [
            entryTicks,
            favourableTicks,
            adverseTicks,
          ]),
        );
      }),
      RUNS,
    );
  });
});
