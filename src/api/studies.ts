import { TapebenchError } from '../errors.ts';
import type { ResultsDatabase } from '../results/database.ts';
import { identifier } from '../results/schema.ts';

interface Study {
  readonly table: string;
  readonly kind: string;
  /** The command that makes one. */
  readonly command: string;
}

/** What a file holds several of, by the column of its id. */
export const STUDIES: ReadonlyMap<string, Study> = new Map([
  ['run_id', { table: 'runs', kind: 'run', command: 'tapebench run v6' }],
  ['audit_id', { table: 'audits', kind: 'audit', command: 'tapebench audit v6-published' }],
  ['stress_id', { table: 'stresses', kind: 'stress test', command: 'tapebench stress v6' }],
  ['sweep_id', { table: 'sweeps', kind: 'sweep', command: 'tapebench sweep FILE' }],
  ['verify_id', { table: 'verifications', kind: 'verification', command: 'tapebench verify v6' }],
]);

/**
 * The id of the one run, audit, stress test, sweep or verification whose id begins with `prefix`; without one, of the one written last.
 * @param idColumn of `STUDIES`
 * @throws TapebenchError TB_RUN_UNKNOWN when none or several do
 */
export async function findStudy(db: ResultsDatabase, idColumn: string, prefix = ''): Promise<string> {
  const { table, kind, command } = STUDIES.get(idColumn)!;
  const column = identifier(idColumn);
  const reader = await db.connection.runAndReadAll(
    `SELECT ${column} FROM ${identifier(table)} WHERE starts_with(${column}, $1) ORDER BY rowid`,
    [prefix],
  );
  const ids = reader.getRows().map((row) => String(row[0]));
  const last = ids.at(-1);
  if (last === undefined) {
    throw new TapebenchError(
      'TB_RUN_UNKNOWN',
      prefix === '' ? `there is no ${kind} in the results` : `there is no ${kind} ${JSON.stringify(prefix)}`,
      { where: db.path, next: `Make one: ${command}` },
    );
  }
  if (prefix === '' || ids.length === 1) return last;
  throw new TapebenchError(
    'TB_RUN_UNKNOWN',
    `${ids.length} ids begin with ${JSON.stringify(prefix)}, and a ${kind} is wanted`,
    { where: db.path, next: `Give more of the id: ${ids.slice(0, 5).join(', ')}` },
  );
}
