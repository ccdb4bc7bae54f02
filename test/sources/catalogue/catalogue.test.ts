import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished } from 'vitest';
import { listDatasets } from '../../../src/sources/catalogue/catalogue.ts';
import { type ImportOptions, importDataset } from '../../../src/sources/catalogue/importDataset.ts';
import { loadDataset } from '../../../src/sources/catalogue/load.ts';
import { tapeDigest } from '../../../src/sources/tapeDigest.ts';
import {
  csvOf,
  failureOf,
  fileWith,
  MIXED_ROWS,
  plainRows,
  type TestRow,
  tapeOfRows,
  temporaryFolder,
} from '../fixtures.ts';

const TAPE = tapeOfRows(MIXED_ROWS);

function importing(directory: string, options: Partial<ImportOptions> = {}) {
  return importDataset({ name: 'es', directory, files: [fileWith(csvOf(MIXED_ROWS))], ...options });
}

describe('an imported dataset', () => {
  it('loads with the rows and the digest that were imported, from its own copy', async () => {
    const directory = temporaryFolder();
    const { manifest, path } = await importing(directory, { about: 'Only for tests.', source: 'made up' });
    expect(readdirSync(directory).sort()).toEqual(['es.dbn.zst', 'es.yaml']);
    expect(manifest).toMatchObject({
      format: 'dbn',
      rows: 6,
      instrument: 'ES',
      interval: '1m',
      contracts: ['ESM5', 'ESH5', 'ESU5'],
      period: { from: '2025-03-10T13:30:00.000Z', to: '2025-03-10T13:33:00.000Z' },
      digest: tapeDigest(TAPE),
      source: 'made up',
    });
    const dataset = await loadDataset('es', { directories: directory });
    expect(plainRows(dataset.tape)).toEqual(plainRows(TAPE));
    expect(dataset).toMatchObject({
      name: 'es',
      digest: tapeDigest(TAPE),
      path,
      about: 'Only for tests.',
      isSynthetic: false,
    });
    expect(dataset.from).toBe(Date.UTC(2025, 2, 10, 13, 30));
    expect(dataset.to).toBe(Date.UTC(2025, 2, 10, 13, 33));
  });

  it('may stay in place, and then says how its file is read', async () => {
    const directory = temporaryFolder();
    const mapping = { time: 'when', interval: '1m' };
    const text = csvOf(MIXED_ROWS).replace('ts_event', 'when').replaceAll('symbol', 'contract');
    const { manifest } = await importing(directory, {
      files: [fileWith(gzipSync(text))],
      keep: 'in-place',
      read: { mapping },
    });
    expect(manifest).toMatchObject({ format: 'csv', mapping });
    expect(manifest.files[0]).toMatch(/^\.\.\/.*bars\.csv$/);
    expect((await loadDataset('es', { directories: directory })).digest).toBe(tapeDigest(TAPE));
    expect((await loadDataset(join(directory, 'es.yaml'), { directories: [] })).digest).toBe(
      tapeDigest(TAPE),
    );
  });

  it('of several files is one, as long as they follow one another', async () => {
    const directory = temporaryFolder();
    const halves = [MIXED_ROWS.slice(0, 2), MIXED_ROWS.slice(2)].map((rows, i) =>
      fileWith(csvOf(rows), `${i}.csv`),
    );
    const empty = fileWith('ts_event,open,high,low,close,volume,symbol\n');
    const mapping = { interval: '1m' };
    const { manifest } = await importing(directory, {
      files: [halves[0]!, empty, halves[1]!],
      read: { mapping },
    });
    expect(manifest.digest).toBe(tapeDigest(TAPE));
    const wrong = importing(directory, { name: 'wrong', files: halves.toReversed(), read: { mapping } });
    expect(await failureOf(wrong)).toMatchObject({
      code: 'TB_BAR_INVALID',
      next: expect.stringContaining('time order'),
    });
    expect((await failureOf(importing(directory, { name: 'none', files: [empty, empty] }))).code).toBe(
      'TB_DATA_EMPTY',
    );
    expect(readdirSync(directory).sort()).toEqual(['es.dbn.zst', 'es.yaml']);
  });

  it('is refused for a defect, unless that is waived: then its rows are left out and counted', async () => {
    const directory = temporaryFolder();
    // The first row of all is bad, and the only one of its contract: the numbers of the contracts must not keep its place.
    const bad: TestRow = { ...MIXED_ROWS[0]!, symbol: 'ESZ5', open: 5700.1 };
    const files = [fileWith(csvOf([bad, ...MIXED_ROWS]))];
    expect((await failureOf(importing(directory, { files }))).code).toBe('TB_BAR_INVALID');
    expect(readdirSync(directory)).toEqual([]);
    const waivers = { 'off-grid-price': 'one bad print' };
    for (const [name, keep] of [
      ['copied', 'copy'],
      ['placed', 'in-place'],
    ] as const) {
      const { manifest } = await importing(directory, { name, files, waivers, keep });
      expect(manifest.digest).toBe(tapeDigest(TAPE));
      const dataset = await loadDataset(name, { directories: directory });
      expect(dataset.defects).toMatchObject([
        { defect: 'off-grid-price', count: 1, places: [expect.stringContaining('line 2')] },
      ]);
      expect(dataset.waivers).toEqual(waivers);
    }
  });

  it('never takes the place of another unless told to', async () => {
    const directory = temporaryFolder();
    await importing(directory);
    const before = readFileSync(join(directory, 'es.dbn.zst'));
    const files = [fileWith(csvOf(MIXED_ROWS.slice(0, 3)))];
    expect(await failureOf(importing(directory, { files }))).toMatchObject({
      code: 'TB_FILE_EXISTS',
      kept: 'it is as it was',
    });
    expect(readFileSync(join(directory, 'es.dbn.zst'))).toEqual(before);
    await importing(directory, { files, isOverwriting: true });
    expect((await loadDataset('es', { directories: directory })).tape.rows.length).toBe(3);
    expect((await failureOf(importing(directory, { name: '../es' }))).code).toBe('TB_USAGE');
  });

  it('does not write over a file of bars that has the name of its copy', async () => {
    const directory = temporaryFolder();
    writeFileSync(join(directory, 'es.dbn.zst'), 'precious');
    expect((await failureOf(importing(directory))).code).toBe('TB_FILE_EXISTS');
    expect(readFileSync(join(directory, 'es.dbn.zst'), 'utf8')).toBe('precious');
    expect(readdirSync(directory)).toEqual(['es.dbn.zst']);
  });

  it('has its shorter bars beside it', async () => {
    const directory = temporaryFolder();
    const seconds = [{ ...MIXED_ROWS[1]!, time: '2025-03-10T13:30' }];
    const text =
      csvOf(seconds, ({ time }) => `${time}:05Z`) +
      csvOf(seconds, ({ time }) => `${time}:06Z`).split('\n')[1];
    await importing(directory, { finerFiles: [fileWith(text, 'seconds.csv')] });
    const options = { directories: directory, withFiner: true };
    const { tape } = await loadDataset('es', options);
    expect(tape.finer!.intervalMs).toBe(1_000);
    expect(tape.finer!.byContract.map((bars) => bars?.length)).toEqual([undefined, 2, undefined]);
    expect((await loadDataset('es', { directories: directory })).tape.finer).toBeUndefined();
  });
});

describe('loading', () => {
  it('refuses rows that are not those of the manifest', async () => {
    const directory = temporaryFolder();
    const file = fileWith(csvOf(MIXED_ROWS));
    await importing(directory, { files: [file], keep: 'in-place' });
    writeFileSync(file, csvOf(MIXED_ROWS).replace(',900,', ',901,'));
    expect(await failureOf(loadDataset('es', { directories: directory }))).toMatchObject({
      code: 'TB_DATA_DIGEST',
      message: expect.stringContaining('6 rows'),
    });
  });

  it('takes a range of trade dates, with a digest of its own', async () => {
    const directory = temporaryFolder();
    const rows = ['2025-03-10T13:30', '2025-03-10T22:00', '2025-03-11T13:30'].map((time) => ({
      ...MIXED_ROWS[1]!,
      time,
    }));
    await importing(directory, { files: [fileWith(csvOf(rows))], read: { mapping: { interval: '1m' } } });
    // 22:00 UTC is 18:00 in New York in summer time: the next trade date.
    const part = await loadDataset('es', { directories: directory, from: '2025-03-11', to: '2025-03-11' });
    expect(plainRows(part.tape).map(({ time }) => time)).toEqual([
      Date.UTC(2025, 2, 10, 22),
      Date.UTC(2025, 2, 11, 13, 30),
    ]);
    expect(part.digest).toBe(tapeDigest(tapeOfRows(rows.slice(1))));
    expect(part.from).toBe(Date.UTC(2025, 2, 10, 22));
    const none = loadDataset('es', { directories: directory, from: '2025-03-12' });
    expect(await failureOf(none)).toMatchObject({
      code: 'TB_DATA_EMPTY',
      next: 'It has bars from 2025-03-10T13:30Z to 2025-03-11T13:30Z.',
    });
  });

  it('takes a file by its path, without a manifest', async () => {
    const path = fileWith(csvOf(MIXED_ROWS), 'some.bars.csv');
    const dataset = await loadDataset(path, { directories: [] });
    expect(dataset).toMatchObject({
      name: 'some.bars',
      manifest: null,
      source: 'some.bars.csv',
      digest: tapeDigest(TAPE),
    });
    expect((await failureOf(loadDataset('./none.csv', { directories: [] }))).code).toBe('TB_FILE_NOT_FOUND');
  });

  it('takes a file here by its bare name, whatever its ending, after the names of the catalogue', async () => {
    const directory = temporaryFolder();
    const before = process.cwd();
    onTestFinished(() => process.chdir(before));
    process.chdir(temporaryFolder());
    writeFileSync('bars.txt', csvOf(MIXED_ROWS.slice(0, 3)));
    writeFileSync('es', csvOf(MIXED_ROWS.slice(0, 3)));
    const options = { directories: directory };
    expect((await loadDataset('bars.txt', options)).tape.rows.length).toBe(3);
    expect((await loadDataset('es', options)).tape.rows.length).toBe(3);
    await importing(directory);
    expect((await loadDataset('es', options)).tape.rows.length).toBe(6);
  });

  it('suggests a name that is near', async () => {
    const directory = temporaryFolder();
    await importing(directory, { name: 'es-2025' });
    expect(await failureOf(loadDataset('es-2052', { directories: directory }))).toMatchObject({
      code: 'TB_DATASET_UNKNOWN',
      next: 'Did you mean es-2025? Datasets are es-2025.',
    });
  });

  it('leaves defects out that a data check wants to count', async () => {
    const directory = temporaryFolder();
    const file = fileWith(csvOf(MIXED_ROWS));
    const off = fileWith(csvOf(MIXED_ROWS).replace('5650.5,', '5650.6,'));
    await importing(directory, { files: [file], keep: 'in-place' });
    const tolerate = new Set(['off-grid-price'] as const);
    const dataset = await loadDataset(off, { directories: directory, tolerate });
    expect(dataset.defects).toMatchObject([{ defect: 'off-grid-price', count: 1 }]);
    expect((await failureOf(loadDataset(off, { directories: directory }))).code).toBe('TB_BAR_INVALID');
  });
});

describe('the list of datasets', () => {
  it('is by name, the first folder first, and says which cannot be used', async () => {
    const [first, second] = [temporaryFolder(), temporaryFolder()];
    await importing(first, { name: 'b', about: 'first' });
    await importing(second, { name: 'b', about: 'second' });
    await importing(second, { name: 'a' });
    writeFileSync(join(second, 'c.yaml'), 'name: c\n');
    writeFileSync(join(second, 'd.yaml'), readFileSync(join(second, 'a.yaml')));
    mkdirSync(join(second, 'cache'));
    const entries = await listDatasets([first, second, join(first, 'nowhere')]);
    expect(entries.map(({ name }) => name)).toEqual(['a', 'b', 'c', 'd']);
    expect(entries[1]!.manifest!.about).toBe('first');
    expect(entries[2]!.manifest).toBeNull();
    expect(entries[2]!.problem).toMatchObject({ code: 'TB_CONFIG_INVALID' });
    expect(entries[3]!.problem!.message).toContain('names itself a');
    expect((await failureOf(loadDataset('c', { directories: second }))).code).toBe('TB_CONFIG_INVALID');
  });
});
