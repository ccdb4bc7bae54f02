import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { describe, expect, test } from 'vitest';
import { readAudit, writeAudit } from '../../src/results/audits.ts';
import { openResults, type ResultsDatabase } from '../../src/results/database.ts';
import { writeRun } from '../../src/results/runs.ts';
import { readStress, writeStress } from '../../src/results/stresses.ts';
import { listStudies } from '../../src/results/studies.ts';
import { readSweep, writeSweep } from '../../src/results/sweeps.ts';
import { readVerification, writeVerification } from '../../src/results/verifications.ts';
import { sampleAudit } from '../support/auditResult.ts';
import { sampleRun } from '../support/runResult.ts';
import { sampleStress } from '../support/stressResult.ts';
import { sampleSweep } from '../support/sweepResult.ts';
import { sampleVerification } from '../support/verifyResult.ts';

const run = sampleRun();
const verification = await sampleVerification(run);

async function withDatabase(work: (db: ResultsDatabase) => Promise<void>): Promise<void> {
  const db = await openResults(':memory:');
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

describe('a study comes back as it was written', () => {
  test('an audit', () =>
    withDatabase(async (db) => {
      await writeAudit(db, sampleAudit());
      expect(await readAudit(db, sampleAudit().auditId)).toEqual(sampleAudit());
    }));

  test('a stress test, with the cells of its own grid alone', () =>
    withDatabase(async (db) => {
      const stress = sampleStress();
      const wider = {
        ...stress,
        stressId: 'wider',
        grid: [...stress.grid, { ...stress.grid[0]!, name: 'through/9/9' }],
      };
      await writeStress(db, stress);
      await writeStress(db, wider);
      const { run: back, ...figures } = await readStress(db, stress.stressId);
      const { run: written, ...expected } = stress;
      expect(figures).toEqual(expected);
      expect(back.trades).toEqual(written.trades);
    }));

  test('a sweep', () =>
    withDatabase(async (db) => {
      await writeSweep(db, sampleSweep());
      expect(await readSweep(db, sampleSweep().sweepId)).toEqual(sampleSweep());
    }));

  test('a verification, whatever its claims are about', () =>
    withDatabase(async (db) => {
      await expect(writeVerification(db, verification)).resolves.toBe('written');
      expect(await readVerification(db, verification.verifyId)).toEqual(verification);
      const bare = {
        ...verification,
        verifyId: 'bare',
        sequential: null,
        sizing: null,
        nulls: [],
        claims: [],
      };
      await writeVerification(db, bare);
      expect(await readVerification(db, 'bare')).toEqual(bare);
    }));
});

describe('a verification in the database', () => {
  test('written again changes nothing; other figures under its id are refused', () =>
    withDatabase(async (db) => {
      await writeVerification(db, verification);
      await expect(writeVerification(db, { ...verification, command: 'another' })).resolves.toBe(
        'reproduced',
      );
      await expect(writeVerification(db, { ...verification, trades: 1 })).rejects.toMatchObject({
        code: 'TB_RUN_NOT_REPRODUCED',
      });
    }));

  test('that is not there is said to be unknown', () =>
    withDatabase(async (db) => {
      for (const read of [readVerification, readAudit, readSweep, readStress])
        await expect(read(db, 'none')).rejects.toMatchObject({ code: 'TB_RUN_UNKNOWN' });
    }));
});

describe('the list of studies', () => {
  test('is in the order of writing, each once', () =>
    withDatabase(async (db) => {
      await writeAudit(db, sampleAudit());
      await writeRun(db, run);
      await writeVerification(db, verification);
      await writeAudit(db, sampleAudit());
      expect(await listStudies(db)).toEqual([
        { kind: 'audit', id: sampleAudit().auditId },
        { kind: 'run', id: run.header.runId },
        { kind: 'verification', id: verification.verifyId },
      ]);
    }));

  test('is made for a file of the version before, which loses nothing', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'results-'));
    try {
      const path = join(folder, 'old.duckdb');
      const made = await openResults(path);
      await writeAudit(made, sampleAudit());
      await writeRun(made, run);
      await made.close();
      await asVersion3(path);
      await expect(openResults(path, { isReadOnly: true })).rejects.toMatchObject({
        next: expect.stringContaining('tapebench report'),
      });
      const db = await openResults(path);
      try {
        expect(await listStudies(db)).toEqual([
          { kind: 'run', id: run.header.runId },
          { kind: 'audit', id: sampleAudit().auditId },
        ]);
        await writeVerification(db, verification);
        expect((await readAudit(db, sampleAudit().auditId)).subsets).toEqual(sampleAudit().subsets);
      } finally {
        await db.close();
      }
      // Read-only is possible from now on.
      await (await openResults(path, { isReadOnly: true })).close();
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

/** Takes away what version 4 added. */
async function asVersion3(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  const added = ['studies', 'audit_defects', 'audit_trade_rows', 'stress_cells', 'sweep_ranks'];
  const verify = ['claims', 'intervals', 'tests', 'findings', 'nulls', 'sequence', 'sizings'];
  for (const table of [...added, 'verifications', ...verify.map((name) => `verify_${name}`)])
    await connection.run(`DROP TABLE ${table}`);
  await connection.run('UPDATE schema_info SET version = 3');
  connection.closeSync();
  instance.closeSync();
}
