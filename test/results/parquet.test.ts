import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openResults, type ResultsDatabase } from '../../src/results/database.ts';
import { exportParquet } from '../../src/results/parquet.ts';
import { writeRun } from '../../src/results/runs.ts';
import { sampleRun } from '../support/runResult.ts';

let folder: string;
let db: ResultsDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
  db = await openResults(':memory:');
});
afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

describe('a Parquet export', () => {
  test('holds the rows of its run alone, in order, and reads back', async () => {
    const run = sampleRun({ seed: 1, sessions: 40 });
    const other = sampleRun({ seed: 2, sessions: 40 });
    await writeRun(db, other);
    await writeRun(db, run);
    const into = join(folder, "it's", 'export');
    const files = await exportParquet(db, run.header.runId, into);
    expect(await readdir(into)).toEqual(files.toSorted());
    const path = join(into, 'trades.parquet').replaceAll("'", "''");
    const back = await db.connection.runAndReadAll(`SELECT id, net_milli FROM read_parquet('${path}')`);
    expect(back.getRows().map(([id, net]) => [id, Number(net)])).toEqual(
      run.trades.map((trade) => [trade.id, trade.netMilli]),
    );
    expect(await readdir(join(folder, "it's"))).toEqual(['export']);
  });

  test('goes into an empty folder, and into no other', async () => {
    const run = sampleRun({ sessions: 5 });
    await writeRun(db, run);
    const into = join(folder, 'export');
    await mkdir(into);
    await exportParquet(db, run.header.runId, into);
    await expect(exportParquet(db, run.header.runId, into)).rejects.toMatchObject({ code: 'TB_FILE_EXISTS' });
    await writeFile(join(folder, 'file'), '');
    const ontoFile = exportParquet(db, run.header.runId, join(folder, 'file'));
    await expect(ontoFile).rejects.toMatchObject({ code: 'TB_FILE_EXISTS' });
  });

  test('that fails leaves no folder', async () => {
    await writeRun(db, sampleRun({ sessions: 5 }));
    await expect(exportParquet(db, 'nothing', join(folder, 'a'))).rejects.toMatchObject({
      code: 'TB_RUN_UNKNOWN',
    });
    const run = sampleRun({ sessions: 5 });
    await db.connection.run('DROP TABLE trade_bars');
    const failing = exportParquet(db, run.header.runId, join(folder, 'b'));
    await expect(failing).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
    expect(await readdir(folder)).toEqual([]);
  });
});
