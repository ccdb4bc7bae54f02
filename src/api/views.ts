import { BIGINT, type DuckDBType, INTEGER, TIMESTAMP_MS } from '@duckdb/node-api';
import { identifier, TABLES, type TableShape } from '../results/schema.ts';
import type { ColumnFacts } from './query.ts';

/** A column as the research API gives it: how it is computed from the stored ones, and what it is. */
export interface ViewColumn extends ColumnFacts {
  readonly name: string;
  /** In terms of the table as `t` and, where prices are, its run as `r`. */
  readonly sql: string;
}

/** A table of the results as the research API gives it. */
export interface View {
  readonly name: string;
  readonly about: string;
  /** The column that says whose rows they are: `run_id`, `audit_id` …; null where the table has a row for each of them. */
  readonly owner: string | null;
  readonly columns: readonly ViewColumn[];
  /** Whether prices are among them, which need the run's tick. */
  readonly hasPrices: boolean;
}

interface StoredColumn {
  readonly suffix: string;
  readonly type: DuckDBType;
  readonly about: string;
}

/** Tables of a run whose whole-number columns of these names are prices in ticks, whatever they are called. */
const BARE_PRICES: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['trade_bars', new Set(['open', 'high', 'low', 'close'])],
]);
/** Distances, not prices: they are given in points, but are no level of the market. */
const MOVES = new Set(['favourable_ticks', 'adverse_ticks']);

/** Every table but the version of the schema. */
export const VIEWS: ReadonlyMap<string, View> = new Map(
  TABLES.filter(({ name }) => name !== 'schema_info').map((table) => [table.name, viewOf(table)]),
);

function viewOf(table: TableShape): View {
  const { name, about, columns } = table;
  const owner = columns[1]?.suffix === 'ordinal' ? columns[0]!.suffix : null;
  const view = columns.flatMap((column) => viewColumns(name, column, owner === 'run_id'));
  return { name, about, owner, columns: view, hasPrices: view.some(({ unit }) => unit === 'points') };
}

function viewColumns(table: string, column: StoredColumn, isOfRun: boolean): ViewColumn[] {
  const { suffix: name, type, about } = column;
  const stored = `t.${identifier(name)}`;
  if (/_milli(_|$)/.test(name)) {
    const dollars = about.replace(/, thousandths of a dollar$/, '');
    return [
      {
        name: name.replace(/_milli(?=_|$)/, '_usd'),
        sql: `CAST(${stored} AS DOUBLE) / 1000`,
        about: dollars,
        unit: 'USD',
      },
    ];
  }
  if (isOfRun && type === INTEGER) {
    const isBare = BARE_PRICES.get(table)?.has(name) === true;
    if (isBare || name.endsWith('_ticks')) {
      const root = isBare ? name : name.slice(0, -'_ticks'.length);
      const what = about.replace(/,? ?ticks$/, '');
      return [
        {
          name: pointsName(name, root, isBare),
          sql: pointsOf(stored),
          about: what === '' ? root : what,
          unit: 'points',
        },
        { name: `${root}_ticks`, sql: stored, about: what === '' ? root : what, unit: 'ticks' },
      ];
    }
  }
  if (type === BIGINT) return [{ name, sql: `CAST(${stored} AS DOUBLE)`, about, unit: '' }];
  return [
    { name, sql: stored, about: about.replace(/ \(UTC\)$/, ''), unit: type === TIMESTAMP_MS ? 'UTC' : '' },
  ];
}

/** The product is exact in 64 bits, so that the price is the double nearest to it. */
function pointsOf(stored: string): string {
  return `CAST(CAST(${stored} AS BIGINT) * r.instrument_tick_nano AS DOUBLE) / 1e9`;
}

function pointsName(name: string, root: string, isBare: boolean): string {
  if (isBare || root === 'price') return root;
  return MOVES.has(name) ? `${root}_points` : `${root}_price`;
}

/** The query of a view; `$1` is whose rows are wanted, where the view has an owner. */
export function queryOf({ name, owner, columns, hasPrices }: View): string {
  const list = columns.map((column) => `${column.sql} AS ${identifier(column.name)}`).join(', ');
  const runs = hasPrices ? ' JOIN runs r ON r.run_id = t.run_id' : '';
  if (owner === null) return `SELECT ${list} FROM ${identifier(name)} t ORDER BY t.rowid`;
  return `SELECT ${list} FROM ${identifier(name)} t${runs} WHERE t.${identifier(owner)} = $1 ORDER BY t.ordinal`;
}
