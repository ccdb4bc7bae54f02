import type { ParameterValues } from '../../engine/parameters.ts';
import type { Signal, StrategyDefinition } from '../../engine/strategy.ts';
import type { Estimate, TradeRow } from '../../results/model.ts';
import type { SizingRow, SizingSkill } from '../../results/verifyModel.ts';
import { dayBlockBootstrap } from '../../stats/bootstrap.ts';
import { tUpperTail } from '../../stats/distributions.ts';
import { pairPermutationTest } from '../../stats/permutationTests.ts';
import { sizeDecomposition } from '../../stats/sizeDecomposition.ts';
import { LEVEL, meanEstimate } from '../estimates.ts';
import type { Evidence, TestOutcome } from './evidence.ts';
import { dayIdsOf } from './meanEvidence.ts';

const SEED = 20_250_603;

interface SkillFigures {
  readonly estimate: Estimate;
  readonly standardError: number;
  readonly days: number;
}

function columnsOf(trades: readonly TradeRow[]): { sizes: number[]; returns: number[]; days: string[] } {
  return {
    sizes: trades.map((trade) => trade.quantity),
    returns: trades.map((trade) => trade.netReturn),
    days: trades.map((trade) => trade.tradeDate),
  };
}

function covariance(sizes: ArrayLike<number>, returns: ArrayLike<number>): number {
  return sizeDecomposition(sizes, returns).covariance;
}

/**
 * The covariance of size and net return with a paired bootstrap over trading days: sizer and constant leverage at the same
 * mean size are drawn on the same trades, so that what the market did cancels. null for fewer than two days, and for sizes that
 * never vary: they have no covariance to err about.
 */
function skillFigures(trades: readonly TradeRow[]): SkillFigures | null {
  const { sizes, returns, days } = columnsOf(trades);
  const dayIds = dayIdsOf(days);
  if (new Set(dayIds).size < 2 || sizes.every((size) => size === sizes[0])) return null;
  // The rows themselves are drawn: size and return of a trade stay together.
  const rows = trades.map((_, row) => row);
  const statistic = (drawn: Float64Array): number =>
    covariance(
      Array.from(drawn, (row) => sizes[row]!),
      Array.from(drawn, (row) => returns[row]!),
    );
  const result = dayBlockBootstrap(rows, dayIds, statistic, { seed: SEED, level: LEVEL });
  return {
    estimate: {
      value: result.estimate,
      n: trades.length,
      interval: result.basic,
      level: LEVEL,
      method: 'day-block-bootstrap',
    },
    standardError: result.standardError,
    days: result.days,
  };
}

/** The sizer's own part as evidence for a claim; ambiguous bars are left as the run read them. */
export function skillEvidence(trades: readonly TradeRow[]): Evidence | null {
  const figures = skillFigures(trades);
  if (figures === null) return null;
  const { estimate, standardError, days } = figures;
  const { value: skill } = estimate;
  const test = (distance: number): TestOutcome => ({
    // Resamples that never differ prove nothing.
    pValue: standardError === 0 ? 1 : tUpperTail(distance / standardError, days - 1),
    method: 'bootstrap standard error by trading day, Student',
  });
  return {
    estimate,
    fillRange: { low: skill, high: skill },
    intervals: [{ method: estimate.method, interval: estimate.interval }],
    above: (value) => test(skill - value),
    below: (value) => test(value - skill),
    furtherTrades: () => null,
  };
}

/** Flat size, constant leverage at the same mean size, and the sizer as it was, on the same trades. null without trades. */
export function sizingSkill(
  trades: readonly TradeRow[],
  definition: StrategyDefinition | null,
  parameters: ParameterValues,
): SizingSkill | null {
  if (trades.length === 0) return null;
  const { sizes, returns, days } = columnsOf(trades);
  const { n, meanSize, leverage } = sizeDecomposition(sizes, returns);
  const row = (sizer: SizingRow['sizer'], sizeOf: (position: number) => number): SizingRow => ({
    sizer,
    meanSize: sizer === 'flat' ? 1 : meanSize,
    meanPositionAdjusted: meanEstimate(
      returns.map((value, position) => value * sizeOf(position)),
      days,
    ),
  });
  const isConstant = sizes.every((size) => size === sizes[0]);
  return {
    n,
    rows: [
      row('flat', () => 1),
      row('constant-leverage', () => meanSize),
      row('bayesian', (position) => sizes[position]!),
    ],
    leverage,
    skill: skillFigures(trades)?.estimate ?? null,
    pValue:
      isConstant || n < 2 ? null : pairPermutationTest(sizes, returns, covariance, { seed: SEED }).pValue,
    causalTrades: definition === null ? null : causalTrades(trades, definition, parameters),
  };
}

/**
 * Trades whose size a fresh sizer gives again that has seen nothing but the trades closed by the signal's time. Any look ahead
 * of the sizer would show here as a difference. null where the strategy has no sizer.
 */
export function causalTrades(
  trades: readonly TradeRow[],
  definition: StrategyDefinition,
  parameters: ParameterValues,
): number | null {
  const { createSizer } = definition;
  if (createSizer === undefined) return null;
  return trades.filter((trade) => {
    const sizer = createSizer(parameters);
    const decidedAt = sizingTime(trade, parameters);
    for (const other of trades) {
      if (other.exitTime > decidedAt) continue;
      const { modalBin, exitTime } = other;
      sizer.learn({ modalBin, exitTime, isWin: other.netMilli > 0 });
    }
    const { modalBin, strength } = trade;
    const sizing = sizer.size({ modalBin, strength } as Signal, decidedAt);
    return sizing.wantedQuantity === trade.wantedQuantity && sizing.multiplier === trade.multiplier;
  }).length;
}

/** A size is settled at the signal, or, with a retest, when the price came back: at the latest when the entry filled. */
function sizingTime(trade: TradeRow, parameters: ParameterValues): number {
  return parameters['entry'] === 'retest' ? trade.entryBarTime : trade.signalTime;
}
