import type { DuckDBConnection } from '@duckdb/node-api';

const NAME = 'bayesian_stats';

/** What the view is, for the file and for the reference page of the schema. */
export const BAYESIAN_STATS_ABOUT: string =
  'The results of all stored runs by the context that the sizer learns by, with the columns of the bayesian_stats.duckdb of a live session where a backtest has them.';

const SELECT = `SELECT t.run_id, 'modal_bin' AS context_type, CAST(t.modal_bin AS VARCHAR) AS context_value, t.exit_time AS "time", t.entry_time,
  t.contract, t.direction, t.quantity,
  t.entry_ticks * r.instrument_tick_nano / 1e9 AS entry, t.exit_ticks * r.instrument_tick_nano / 1e9 AS "exit",
  t.net_return, t.net_milli, t.net_milli > 0 AS win, s.volume_ratio, s.strength AS signal_strength,
  'paper' AS source, true AS is_learned, t.signal AS signal_id, t.id AS trade_id
FROM trades t JOIN signals s ON s.run_id = t.run_id AND s.id = t.signal JOIN runs r ON r.run_id = t.run_id
ORDER BY t.run_id, t.ordinal`;

/** The table of a live session as a view over the stored runs, made where it is missing. A backtest has paper results alone, and stores the modal bin as context. */
export async function ensureBayesianStatsView(connection: DuckDBConnection): Promise<void> {
  const found = await connection.runAndReadAll(`SELECT 1 FROM duckdb_views() WHERE view_name = '${NAME}'`);
  if (found.currentRowCount > 0) return;
  await connection.run(`CREATE VIEW ${NAME} AS ${SELECT}`);
  await connection.run(`COMMENT ON VIEW ${NAME} IS '${BAYESIAN_STATS_ABOUT}'`);
}
