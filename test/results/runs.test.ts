import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openResults, type ResultsDatabase } from '../../src/results/database.ts';
import type { RunResult } from '../../src/results/model.ts';
import { addScenarios, findRun, listRuns, readRun, writeRun } from '../../src/results/runs.ts';
import { RUN_TABLES } from '../../src/results/tables.ts';
import { listTrials } from '../../src/results/trials.ts';
import { sampleCostGrid } from '../support/costScenarios.ts';
import { sampleRun } from '../support/runResult.ts';
import { runArbitrary } from './runArbitrary.ts';

let folder: string;
let db: ResultsDatabase;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
  db = await openResults(join(folder, 'new', 'results.duckdb'));
});
afterEach(async () => {
  await db.close();
  await rm(folder, { recursive: true });
});

async function rowCounts(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of [...RUN_TABLES.map((table) => table.name), 'trials']) {
    counts[name] = Number(
      (await db.connection.runAndReadAll(`SELECT count(*) FROM ${name}`)).getRows()[0]![0],
    );
  }
  return counts;
}

describe('a run in the database', () => {
  test('comes back as it was written, a year of trades with their bars', async () => {
    const run = sampleRun();
    expect(run.trades.length).toBeGreaterThan(100);
    expect(await writeRun(db, run)).toBe('written');
    expect(await readRun(db, run.header.runId)).toStrictEqual(run);
  });

  test('comes back to the bit whatever its values, after the file was closed', async () => {
    await fc.assert(
      fc.asyncProperty(runArbitrary, async (run) => {
        const path = join(folder, 'property.duckdb');
        await rm(path, { force: true });
        const first = await openResults(path);
        await writeRun(first, run);
        await first.close();
        const second = await openResults(path, { isReadOnly: true });
        try {
          const back = await readRun(second, run.header.runId);
          expect(back).toStrictEqual(run);
          expect(Object.keys(back.header.parameters)).toEqual(Object.keys(run.header.parameters));
        } finally {
          await second.close();
        }
      }),
      { numRuns: 12 },
    );
  });

  test('written again with the same root changes nothing', async () => {
    const run = sampleRun({ sessions: 20 });
    await writeRun(db, run);
    const before = await rowCounts();
    expect(await writeRun(db, { ...run, trades: [] })).toBe('reproduced');
    expect(await rowCounts()).toEqual(before);
    expect(await readRun(db, run.header.runId)).toStrictEqual(run);
  });

  test('with the same id and another root is refused, and the first stays', async () => {
    const run = sampleRun({ sessions: 20 });
    await writeRun(db, run);
    const other = { ...run, header: { ...run.header, journalRoot: 'other' } };
    await expect(writeRun(db, other)).rejects.toMatchObject({ code: 'TB_RUN_NOT_REPRODUCED' });
    expect(await readRun(db, run.header.runId)).toStrictEqual(run);
  });

  test('whose last table cannot be written leaves no row in any table', async () => {
    const run = sampleRun({ sessions: 20 });
    const last = run.tradeBars.at(-1)!;
    const broken: RunResult = {
      ...run,
      tradeBars: [...run.tradeBars, { ...last, open: last.open.map(() => 0.5) }],
    };
    await expect(writeRun(db, broken)).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
    expect(Object.values(await rowCounts()).every((count) => count === 0)).toBe(true);
    expect(await writeRun(db, run)).toBe('written');
  });

  test('that fails inside DuckDB leaves nothing either', async () => {
    await db.connection.run('DROP TABLE trade_bars');
    const run = sampleRun({ sessions: 20 });
    await expect(writeRun(db, run)).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
    await expect(listRuns(db)).resolves.toEqual([]);
    expect(await listTrials(db, run.header.dataset.digest)).toEqual([]);
  });

  test.each([
    ['money that is not whole', (run: RunResult) => ({ ...run, summary: { ...run.summary, netMilli: 1.5 } })],
    [
      'ticks beyond 32 bits',
      (run: RunResult) => ({ ...run, trades: [{ ...run.trades[0]!, stopTicks: 2 ** 31 }] }),
    ],
    [
      'a date that is none',
      (run: RunResult) => ({ ...run, trades: [{ ...run.trades[0]!, tradeDate: '2025-02-30' }] }),
    ],
    ['half a character', (run: RunResult) => ({ ...run, header: { ...run.header, preset: '\ud800' } })],
  ])('with %s is refused, since it would come back as something else', async (_what, change) => {
    const run = change(sampleRun({ sessions: 5 }));
    await expect(writeRun(db, run)).rejects.toMatchObject({ code: 'TB_RESULTS_FAILED' });
    expect((await rowCounts()).runs).toBe(0);
  });

  test('two writes at once follow one another', async () => {
    const runs = [1, 2, 3].map((seed) => sampleRun({ seed, sessions: 10 }));
    await Promise.all(runs.map((run) => writeRun(db, run)));
    for (const run of runs) expect(await readRun(db, run.header.runId)).toStrictEqual(run);
  });
});

describe('the runs of a file', () => {
  test('are listed in the order of writing, and found by the beginning of their id', async () => {
    const first = sampleRun({ seed: 9, sessions: 5 });
    const second = sampleRun({ seed: 2, sessions: 5 });
    await writeRun(db, first);
    await writeRun(db, second);
    const { parameters: _, ...header } = second.header;
    const listed = await listRuns(db);
    expect(listed.map((run) => run.header.runId)).toEqual([first.header.runId, second.header.runId]);
    expect(listed[1]).toStrictEqual({ header, summary: second.summary });
    await expect(findRun(db, second.header.runId)).resolves.toBe(second.header.runId);
    await expect(findRun(db, 'r0000')).rejects.toMatchObject({ code: 'TB_RUN_UNKNOWN', message: /2 runs/ });
    await expect(findRun(db, 'nothing')).rejects.toMatchObject({ code: 'TB_RUN_UNKNOWN' });
    await expect(readRun(db, 'nothing')).rejects.toMatchObject({ code: 'TB_RUN_UNKNOWN' });
  });

  test('take further cost scenarios, each name once', async () => {
    const run = sampleRun({ sessions: 10 });
    const grid = sampleCostGrid([0, 1], [0, 1, 2]);
    await writeRun(db, run);
    expect(await addScenarios(db, run.header.runId, grid.slice(0, 4))).toBe(4);
    expect(await addScenarios(db, run.header.runId, grid)).toBe(2);
    expect((await readRun(db, run.header.runId)).scenarios).toStrictEqual([...run.scenarios, ...grid]);
    await expect(addScenarios(db, 'nothing', grid)).rejects.toMatchObject({ code: 'TB_RUN_UNKNOWN' });
  });
});
