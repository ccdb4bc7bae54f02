import type { ScenarioRow } from '../../results/model.ts';

/** What one cell of the grid earned on each trading day, beside its figures. */
export interface SurfaceCell {
  readonly row: ScenarioRow;
  /** Net result by trade date, thousandths of a dollar. */
  readonly netByDay: ReadonlyMap<string, number>;
}

/** The cells of one rule of limit fills as a table: `nets[commission][slippage]` holds a net result for each of `days`. */
export interface Surface {
  readonly limitFill: string;
  readonly commissions: readonly number[];
  readonly slippages: readonly number[];
  readonly days: readonly string[];
  readonly rows: readonly (readonly ScenarioRow[])[];
  readonly nets: readonly (readonly Float64Array[])[];
}

/** Arranges cells, one for every pair of commission and slippage, commissions outermost, both ascending. */
export function surfaceOf(cells: readonly SurfaceCell[]): Surface {
  const sorted = (of: (row: ScenarioRow) => number): number[] =>
    [...new Set(cells.map(({ row }) => of(row)))].sort((a, b) => a - b);
  const commissions = sorted((row) => row.commissionPerContract);
  const slippages = sorted((row) => row.slippageTicks);
  const days = [...new Set(cells.flatMap(({ netByDay }) => [...netByDay.keys()]))].sort();
  const placed = new Map(
    cells.map((cell) => [`${cell.row.commissionPerContract}/${cell.row.slippageTicks}`, cell]),
  );
  const table = commissions.map((commission) =>
    slippages.map((slippage) => placed.get(`${commission}/${slippage}`)!),
  );
  return {
    limitFill: cells[0]!.row.limitFill,
    commissions,
    slippages,
    days,
    rows: table.map((row) => row.map((cell) => cell.row)),
    nets: table.map((row) =>
      row.map((cell) => Float64Array.from(days, (day) => cell.netByDay.get(day) ?? 0)),
    ),
  };
}
