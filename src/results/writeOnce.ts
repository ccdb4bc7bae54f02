import { createHash } from 'node:crypto';
import type { DuckDBConnection } from '@duckdb/node-api';
import { TapebenchError } from '../errors.ts';
import type { ResultsDatabase } from './database.ts';
import type { WriteOutcome } from './runs.ts';
import { identifier } from './schema.ts';
import { appendStudy, type StudyKind } from './studies.ts';

/** A study that is written whole, once: its table has one row a study, with the id and the digest of all figures. */
export interface StudyKey {
  readonly kind: StudyKind;
  readonly table: string;
  readonly idColumn: string;
  readonly id: string;
  readonly figuresDigest: string;
}

const WORDS: Readonly<Record<StudyKind, string>> = {
  run: 'run',
  audit: 'audit',
  stress: 'stress test',
  sweep: 'sweep',
  verification: 'verification',
};

/** SHA-256 of figures as JSON. */
export function figuresDigestOf(figures: unknown): string {
  return createHash('sha256').update(JSON.stringify(figures)).digest('hex');
}

/**
 * Writes a study in one transaction. An id that is there already must have the same figures, and then changes nothing.
 * @throws TapebenchError TB_RUN_NOT_REPRODUCED on other figures, TB_RESULTS_FAILED when the write fails; nothing is written then
 */
export async function writeOnce(
  db: ResultsDatabase,
  { kind, table, idColumn, id, figuresDigest }: StudyKey,
  write: (connection: DuckDBConnection) => Promise<void>,
): Promise<WriteOutcome> {
  return db.transaction(async (connection) => {
    const reader = await connection.runAndReadAll(
      `SELECT figures_digest FROM ${identifier(table)} WHERE ${identifier(idColumn)} = $1`,
      [id],
    );
    const known = reader.getRows()[0]?.[0];
    if (known === figuresDigest) return 'reproduced';
    if (known !== undefined) {
      throw new TapebenchError(
        'TB_RUN_NOT_REPRODUCED',
        `${WORDS[kind]} ${id} has other figures in the database than now`,
        { where: db.path, kept: `the ${WORDS[kind]} in the database was left as it is` },
      );
    }
    await write(connection);
    await appendStudy(connection, { kind, id });
    return 'written';
  });
}
