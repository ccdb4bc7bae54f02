import type { CostScenario } from '../engine/costs.ts';
import { type Detection, type EngineInput, simulate } from '../engine/engine.ts';
import type { TradeEvent } from '../engine/events.ts';
import type { EngineParameters } from '../engine/parameters.ts';
import { dateText, tradeDateOf } from '../market/calendar.ts';
import type { Estimate, ScenarioRow } from '../results/model.ts';
import { meanEstimate, rateEstimate } from './estimates.ts';

/** One cell of a cost grid. */
export interface Cell extends CostScenario {
  readonly limitFill: EngineParameters['limitFill'];
}

/** All combinations, commissions outermost. */
export function gridCells(
  commissions: readonly number[],
  slippages: readonly number[],
  limitFills: readonly EngineParameters['limitFill'][],
): Cell[] {
  return limitFills.flatMap((limitFill) =>
    commissions.flatMap((commissionPerContract) =>
      slippages.map((slippageTicks) => ({
        name: `${limitFill}/${commissionPerContract}/${slippageTicks}`,
        commissionPerContract,
        slippageTicks,
        limitFill,
      })),
    ),
  );
}

/**
 * Runs the simulation again for each cell: risk and sizing included, since costs change wins, wins change the posterior
 * and the streaks, and so the trades. Signals are shared; they do not depend on costs.
 */
export function simulateCells(
  input: EngineInput,
  detection: Detection,
  cells: readonly Cell[],
  onCell?: (done: number) => void,
): ScenarioRow[] {
  return cells.map((cell, position) => {
    const row = scenarioRow(cell, cellTrades(input, detection, cell), meanEstimate);
    onCell?.(position + 1);
    return row;
  });
}

/** The trades of one cell. */
export function cellTrades(input: EngineInput, detection: Detection, cell: Cell): readonly TradeEvent[] {
  const { commissionPerContract, slippageTicks, limitFill } = cell;
  const engineParameters = { ...input.engineParameters, commissionPerContract, slippageTicks, limitFill };
  return simulate({ ...input, engineParameters }, detection).trades;
}

/** A trade's Globex trade date, `YYYY-MM-DD`. */
export function tradeDateText(trade: TradeEvent): string {
  return dateText(tradeDateOf(trade.entryBarTime));
}

/** The figures of a cell's trades. `meanOf` makes the interval of their mean by trading day. */
export function scenarioRow(
  { name, commissionPerContract, slippageTicks, limitFill }: Cell,
  trades: readonly TradeEvent[],
  meanOf: (values: readonly number[], days: readonly string[]) => Estimate | null,
): ScenarioRow {
  const wins = trades.filter((trade) => trade.netMilli > 0).length;
  let highWater = 0;
  let equity = 0;
  let maxDrawdownMilli = 0;
  for (const { netMilli } of trades) {
    equity += netMilli;
    highWater = Math.max(highWater, equity);
    maxDrawdownMilli = Math.max(maxDrawdownMilli, highWater - equity);
  }
  return {
    name,
    commissionPerContract,
    slippageTicks,
    limitFill,
    trades: trades.length,
    wins,
    winRate: rateEstimate(wins, trades.length),
    meanNetReturn: meanOf(
      trades.map((trade) => trade.netReturn),
      trades.map(tradeDateText),
    ),
    netMilli: equity,
    maxDrawdownMilli,
  };
}
