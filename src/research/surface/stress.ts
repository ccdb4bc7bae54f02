import { createHash } from 'node:crypto';
import type { EngineParameters } from '../../engine/parameters.ts';
import type { CostRegion, StressResult } from '../../results/stressModel.ts';
import { quickMeanEstimate } from '../estimates.ts';
import { finishRun, type PreparedRun } from '../run.ts';
import { cellTrades, gridCells, scenarioRow, tradeDateText } from '../scenarios.ts';
import { breakEvenRows, fixedTradesBreakEven } from './breakEven.ts';
import { type SurfaceCell, surfaceOf } from './dailyNet.ts';
import { executionRows } from './executions.ts';
import { publishedComparison } from './published.ts';
import { regionRow } from './region.ts';

export interface StressRequest {
  /** Ascending or not, without repetition, 0 or more. */
  readonly commissions: readonly number[];
  readonly slippages: readonly number[];
  readonly limitFills: readonly EngineParameters['limitFill'][];
  readonly region: CostRegion;
  /** The command that makes this stress test again. */
  readonly command: string;
  readonly onCell?: (done: number) => void;
}

/**
 * A run under other costs: the grid with risk and sizing simulated again in each cell, the slippage that takes the profit,
 * the share of the stated region that earns, the published share under both of its bases, and other models of execution.
 * Its cells are assumptions about one run and no variants to choose from: the trial ledger does not count them.
 */
export function stress(prepared: PreparedRun, request: StressRequest): StressResult {
  const { input, detection } = prepared;
  const { commissions, slippages, limitFills, region, command, onCell } = request;
  const run = finishRun(prepared);
  const cells = gridCells(commissions, slippages, limitFills).map((cell, position): SurfaceCell => {
    const trades = cellTrades(input, detection, cell);
    const netByDay = new Map<string, number>();
    for (const trade of trades) {
      const day = tradeDateText(trade);
      netByDay.set(day, (netByDay.get(day) ?? 0) + trade.netMilli);
    }
    const row = scenarioRow(cell, trades, quickMeanEstimate);
    onCell?.(position + 1);
    return { row, netByDay };
  });
  const surfaces = [...Map.groupBy(cells, (cell) => cell.row.limitFill).values()].map(surfaceOf);
  return {
    stressId: stressIdOf(run.header.runId, request),
    run,
    command,
    grid: cells.map((cell) => cell.row),
    breakEvens: surfaces.flatMap(breakEvenRows),
    fixedTradesBreakEven: fixedTradesBreakEven(run.trades, run.header.instrument.tickValueMilli),
    regions: surfaces.flatMap((surface) => regionRow(surface, region) ?? []),
    published: publishedComparison(run, run.scenarios),
    executions: executionRows(input, detection),
  };
}

function stressIdOf(runId: string, { commissions, slippages, limitFills, region }: StressRequest): string {
  const text = JSON.stringify([runId, commissions, slippages, limitFills, region]);
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}
