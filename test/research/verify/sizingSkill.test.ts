import { describe, expect, test } from 'vitest';
import { ENGINE_PARAMETERS, resolveParameters } from '../../../src/engine/parameters.ts';
import type { Outcome, Sizer, StrategyDefinition } from '../../../src/engine/strategy.ts';
import type { RunData } from '../../../src/research/run.ts';
import { finishRun, prepareRun } from '../../../src/research/run.ts';
import { causalTrades, sizingSkill, skillEvidence } from '../../../src/research/verify/sizingSkill.ts';
import type { TradeRow } from '../../../src/results/model.ts';
import v6 from '../../../strategies/v6/strategy.ts';
import { LIVELY } from '../../engine/support/lively.ts';
import { randomWorld } from '../../engine/support/worlds.ts';
import { sampleRun } from '../../support/runResult.ts';

const trades = sampleRun({ hasTradeBars: false }).trades;
const parameters = resolveParameters({ ...v6.parameters, ...ENGINE_PARAMETERS }, LIVELY);

/** A run of the engine over a small random market. */
function tradesOf(definition: StrategyDefinition, seed: number): readonly TradeRow[] {
  const tape = randomWorld(seed, { days: 30 });
  const { rows } = tape;
  const data: RunData = {
    tape,
    checks: [],
    facts: {
      name: 'small',
      digest: '0'.repeat(64),
      source: 'random',
      isSynthetic: true,
      rows: rows.length,
      from: rows.time[0]!,
      to: rows.time[rows.length - 1]!,
      note: '',
    },
  };
  const strategy = { definition, preset: 'default', presetValues: {}, digest: '' };
  return finishRun(prepareRun({ strategy, data, given: LIVELY, command: 'run' })).trades;
}

/** v6 with something done to its sizer. */
function withSizer(change: (sizer: Sizer) => Sizer): StrategyDefinition {
  return { ...v6, createSizer: (values) => change(v6.createSizer!(values)) };
}

describe('three sizes on the same trades', () => {
  test('the sizer is leverage plus covariance, and constant leverage has none of the latter', () => {
    const result = sizingSkill(trades, null, {})!;
    const [flat, constant, bayesian] = result.rows.map((row) => row.meanPositionAdjusted!.value);
    const meanSize = trades.reduce((sum, trade) => sum + trade.quantity, 0) / trades.length;
    expect(result.rows.map((row) => row.meanSize)).toEqual([
      1,
      result.rows[1]!.meanSize,
      result.rows[1]!.meanSize,
    ]);
    expect(constant).toBeCloseTo(meanSize * flat!, 12);
    expect(result.leverage).toBeCloseTo(constant!, 12);
    expect(bayesian! - constant!).toBeCloseTo(result.skill!.value, 12);
  });

  test('a sizer that knows the outcome has skill, one whose sizes are dealt out has not', () => {
    const sized = (size: (trade: TradeRow, index: number) => number): TradeRow[] =>
      trades.map((trade, index) => ({ ...trade, quantity: size(trade, index) }));
    const knowing = sizingSkill(
      sized((trade) => (trade.netMilli > 0 ? 3 : 1)),
      null,
      {},
    )!;
    expect(knowing.skill!.interval.low).toBeGreaterThan(0);
    expect(knowing.pValue).toBe(1 / 2000);
    const blind = sizingSkill(
      sized((_, index) => 1 + (index % 3)),
      null,
      {},
    )!;
    expect(blind.skill!.interval.low).toBeLessThan(0);
    expect(blind.skill!.interval.high).toBeGreaterThan(0);
    expect(blind.pValue).toBeGreaterThan(0.05);
  });

  test('a constant size proves nothing either way', () => {
    const constant = trades.map((trade) => ({ ...trade, quantity: 2 }));
    expect(sizingSkill(constant, null, {})).toMatchObject({ pValue: null, skill: null });
    expect(skillEvidence(constant)).toBeNull();
  });
});

describe('the sizer learns from closed trades only', () => {
  test('every size of a run is what a fresh sizer gives that saw the trades closed by then', () => {
    for (const seed of [1, 2, 3]) {
      const made = tradesOf(v6, seed);
      expect(made.filter((trade) => trade.isBayesianSized).length).toBeGreaterThan(5);
      expect(causalTrades(made, v6, parameters)).toBe(made.length);
    }
  });

  test('cut after any trade, the sizes up to there are the same', () => {
    const made = tradesOf(v6, 1);
    const half = made.slice(0, Math.floor(made.length / 2));
    expect(causalTrades(half, v6, parameters)).toBe(half.length);
  });

  test('outcomes that come in another order give the same sizes', () => {
    const made = tradesOf(v6, 1);
    expect(causalTrades([...made].reverse(), v6, parameters)).toBe(made.length);
  });

  test('outcomes that come one trade late change sizes, and the proof shows which', () => {
    const late = withSizer((sizer) => {
      let held: Outcome | undefined;
      return {
        size: (signal, time) => sizer.size(signal, time),
        learn: (outcome) => {
          if (held !== undefined) sizer.learn(held);
          held = outcome;
        },
      };
    });
    const made = tradesOf(late, 1);
    expect(causalTrades(made, v6, parameters)).toBeLessThan(made.length);
  });

  test('a sizer that was told of trades before they closed is found out', () => {
    const future = tradesOf(v6, 1).map(
      (trade): Outcome => ({
        modalBin: trade.modalBin,
        exitTime: trade.signalTime - 60_000,
        isWin: trade.netMilli > 0,
      }),
    );
    const peeking = withSizer((sizer) => {
      for (const outcome of future) sizer.learn(outcome);
      return { size: (signal, time) => sizer.size(signal, time), learn: () => {} };
    });
    const made = tradesOf(peeking, 1);
    expect(causalTrades(made, v6, parameters)).toBeLessThan(made.length);
  });

  test('a sizer that asks for no times sees the closed trades alone as well', () => {
    const counting: StrategyDefinition = {
      ...v6,
      createSizer: () => {
        let learned = 0;
        return {
          size: () => ({
            wantedQuantity: 1,
            multiplier: 1 + learned / 1000,
            confidence: 0.5,
            contextTrades: learned,
            isBayesianSized: false,
          }),
          learn: () => {
            learned++;
          },
        };
      },
    };
    const made = tradesOf(counting, 1);
    expect(made.at(-1)!.multiplier).toBeGreaterThan(1.01);
    expect(causalTrades(made, counting, parameters)).toBe(made.length);
  });

  test('a strategy without a sizer has nothing to prove', () => {
    const { createSizer, ...plain } = v6;
    expect(createSizer).toBeDefined();
    expect(causalTrades(trades, plain, {})).toBeNull();
  });
});
