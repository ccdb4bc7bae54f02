import { BIGINT, type DuckDBConnection, VARCHAR } from '@duckdb/node-api';
import { TapebenchError } from '../errors.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { append } from './rows.ts';

/** What can be in a results file under an id of its own. */
export const STUDY_KINDS = ['run', 'audit', 'stress', 'sweep', 'verification'] as const;
export type StudyKind = (typeof STUDY_KINDS)[number];

export interface Study {
  readonly kind: StudyKind;
  readonly id: string;
}

/** Notes that a study was written, after all that are there; inside the transaction that writes it. */
export async function appendStudy(connection: DuckDBConnection, { kind, id }: Study): Promise<void> {
  const reader = await connection.runAndReadAll('SELECT count(*) FROM studies');
  const place = reader.getRows()[0]![0] as bigint;
  await append(connection, 'studies', [BIGINT, VARCHAR, VARCHAR], [[place, kind, id]]);
}

/** Everything in the file, in the order in which it was written. */
export async function listStudies(db: ResultsDatabase): Promise<Study[]> {
  try {
    const reader = await db.connection.runAndReadAll('SELECT kind, id FROM studies ORDER BY ordinal');
    return reader.getRows().map(([kind, id]) => ({ kind: kind as StudyKind, id: String(id) }));
  } catch (error) {
    throw failure(error, db.path);
  }
}

/**
 * The one study whose id begins with `prefix`, as people type it.
 * @throws TapebenchError TB_RUN_UNKNOWN when none or several do
 */
export async function findStudy(db: ResultsDatabase, prefix: string): Promise<Study> {
  const found = (await listStudies(db)).filter(({ id }) => id.startsWith(prefix));
  if (found.length === 1) return found[0]!;
  if (found.length === 0) {
    throw new TapebenchError('TB_RUN_UNKNOWN', `there is no run or study ${JSON.stringify(prefix)}`, {
      where: db.path,
      next: 'See what is stored: tapebench report',
    });
  }
  const named = found.slice(0, 5).map(({ kind, id }) => `${id} (${kind})`);
  throw new TapebenchError('TB_RUN_UNKNOWN', `${found.length} ids begin with ${JSON.stringify(prefix)}`, {
    where: db.path,
    next: `Give more of the id: ${named.join(', ')}`,
  });
}
