import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { BAYESIAN_STATS_ABOUT } from '../../src/results/bayesianStatsView.ts';
import { openResults } from '../../src/results/database.ts';
import { SCHEMA_VERSION, schemaDocument, TABLES } from '../../src/results/schema.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

async function foreign(path: string, ...statements: string[]): Promise<void> {
  const instance = await DuckDBInstance.create(path);
  const connection = await instance.connect();
  for (const statement of statements) await connection.run(statement);
  connection.closeSync();
  instance.closeSync();
}

describe('a results file', () => {
  test('of a newer version is refused with both versions, and not touched', async () => {
    const path = join(folder, 'newer.duckdb');
    await (await openResults(path)).close();
    await foreign(path, `UPDATE schema_info SET version = ${SCHEMA_VERSION + 1}`, 'CHECKPOINT');
    const before = await readFile(path);
    const error = await openResults(path).catch((each: unknown) => each);
    expect(error).toMatchObject({ code: 'TB_RESULTS_FAILED', where: path });
    expect(String(error)).toContain(`version ${SCHEMA_VERSION + 1}`);
    expect(String(error)).toContain(`version ${SCHEMA_VERSION}`);
    expect(await readFile(path)).toEqual(before);
  });

  test('of something else is refused and not touched', async () => {
    const path = join(folder, 'foreign.duckdb');
    await foreign(path, 'CREATE TABLE mine (a INTEGER)', 'CHECKPOINT');
    const before = await readFile(path);
    await expect(openResults(path)).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
    expect(await readFile(path)).toEqual(before);
  });

  test('that is no database is refused and not touched', async () => {
    const path = join(folder, 'text.duckdb');
    await writeFile(path, 'a letter to the editor, long enough to be looked at as a header'.repeat(200));
    const before = await readFile(path);
    await expect(openResults(path)).rejects.toMatchObject({
      code: 'TB_RESULTS_FAILED',
      message: 'the file is not a DuckDB database',
    });
    expect(await readFile(path)).toEqual(before);
  });

  test('that is not there cannot be read only', async () => {
    const missing = openResults(join(folder, 'none.duckdb'), { isReadOnly: true });
    await expect(missing).rejects.toMatchObject({ code: 'TB_FILE_NOT_FOUND' });
  });

  test('held by another process is refused with that process named', async () => {
    const path = join(folder, 'held.duckdb');
    await (await openResults(path)).close();
    const holder = spawn(process.execPath, [
      '--input-type=module',
      '-e',
      `import { DuckDBInstance } from '@duckdb/node-api';
       const instance = await DuckDBInstance.create(${JSON.stringify(path)});
       console.log('open');
       process.stdin.resume();`,
    ]);
    try {
      await once(holder.stdout, 'data');
      const error = await openResults(path).catch((each: unknown) => each);
      expect(error).toMatchObject({ code: 'TB_RESULTS_FAILED', where: path });
      expect(String(error)).toContain(`process ${holder.pid}`);
    } finally {
      holder.kill();
      await once(holder, 'exit');
    }
    await (await openResults(path)).close();
  });

  test('a transaction that throws takes everything back and lets the next one work', async () => {
    const db = await openResults(':memory:');
    const failing = db.transaction(async (connection) => {
      await connection.run(`INSERT INTO trials VALUES (0, 'd', 'r', 's', 'p', 'run', '{}', 0, NULL, NULL)`);
      throw new Error('halfway');
    });
    await expect(failing).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED', message: 'halfway' });
    const count = await db.transaction(async (connection) =>
      (await connection.runAndReadAll('SELECT count(*) FROM trials')).getRows(),
    );
    expect(count).toEqual([[0n]]);
    await db.close();
  });
});

describe('the schema', () => {
  test('is what the document says', async () => {
    await expect(schemaDocument()).toMatchFileSnapshot('../../docs/results-schema.md');
  });

  test('stands in the file with a comment on every table and column', async () => {
    const db = await openResults(':memory:');
    const stored = await db.connection.runAndReadAll(
      "SELECT table_name, column_name, data_type, is_nullable, comment FROM duckdb_columns() WHERE NOT internal AND table_name <> 'bayesian_stats'",
    );
    const expected = TABLES.flatMap((table) =>
      table.columns.map((column) => [
        table.name,
        column.suffix,
        String(column.type),
        column.isNullable,
        column.about,
      ]),
    );
    expect(expected.length).toBeGreaterThan(150);
    expect(stored.getRows().sort()).toEqual(expected.sort());
    expect(expected.every((row) => String(row[4]).length > 3)).toBe(true);
    const views = await db.connection.runAndReadAll(
      'SELECT view_name, comment FROM duckdb_views() WHERE NOT internal',
    );
    expect(views.getRows()).toEqual([['bayesian_stats', BAYESIAN_STATS_ABOUT]]);
    await db.close();
  });
});
