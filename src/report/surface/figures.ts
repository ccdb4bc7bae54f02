import type { ScenarioRow } from '../../results/model.ts';
import type { StressResult } from '../../results/stressModel.ts';
import { estimateValues, type PageFigures } from '../pageFigures.ts';
import { isGridCell } from '../run/scenarios.ts';

/** The figures that the page of a stress test stands on. */
export function stressFigures(stress: StressResult): PageFigures {
  const { grid, breakEvens, regions, published, executions, fixedTradesBreakEven } = stress;
  const values: Record<string, number | null> = {
    cells: grid.length,
    profitableCells: grid.filter((cell) => cell.netMilli > 0).length,
    notionalUsd: published.notionalUsd,
    ...estimateValues('grossHere', published.grossHere),
    ...estimateValues('fixedTradesBreakEven', fixedTradesBreakEven),
  };
  for (const row of breakEvens)
    values[`break-even ${row.limitFill}/${row.commissionPerContract}`] = row.slippageTicks;
  for (const row of regions) values[`region ${row.limitFill}`] = row.profitable;
  const named = stress.run.scenarios.filter((scenario) => !isGridCell(scenario));
  for (const row of [...named, ...executions]) Object.assign(values, scenarioValues(row));
  return { kind: 'stress', about: [stress.stressId], values };
}

function scenarioValues({ name, winRate, netMilli }: ScenarioRow): PageFigures['values'] {
  return { [`${name} winRate`]: winRate?.value ?? null, [`${name} netMilli`]: netMilli };
}
