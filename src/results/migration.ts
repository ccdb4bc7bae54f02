import type { DuckDBConnection } from '@duckdb/node-api';
import { statementsOf, TABLES } from './schema.ts';

/** The oldest version that this one can bring up to date. */
export const OLDEST_VERSION = 3;

/** Tables that version 4 added; nothing of version 3 was changed. */
const ADDED = new Set([
  'studies',
  'audit_defects',
  'audit_trade_rows',
  'stress_cells',
  'sweep_ranks',
  'verifications',
  'verify_claims',
  'verify_intervals',
  'verify_tests',
  'verify_findings',
  'verify_nulls',
  'verify_sequence',
  'verify_sizings',
]);

/**
 * Brings a file of version 3 to version 4, inside the caller's transaction. What was not stored then stays unknown: the rows
 * that an old audit drew, the cells of an old stress test. The order of writing between kinds is not known either: runs stand first.
 */
export async function migrate(connection: DuckDBConnection): Promise<void> {
  for (const table of TABLES)
    if (ADDED.has(table.name)) for (const statement of statementsOf(table)) await connection.run(statement);
  const sources = [
    ['run', 'runs', 'run_id'],
    ['audit', 'audits', 'audit_id'],
    ['stress', 'stresses', 'stress_id'],
    ['sweep', 'sweeps', 'sweep_id'],
  ] as const;
  for (const [kind, table, column] of sources)
    await connection.run(
      `INSERT INTO studies SELECT (SELECT count(*) FROM studies) + row_number() OVER (ORDER BY rowid) - 1, '${kind}', ${column} FROM ${table}`,
    );
  await connection.run('UPDATE schema_info SET version = 4');
}
