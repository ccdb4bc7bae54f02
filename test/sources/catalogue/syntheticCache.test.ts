import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createSyntheticDataset } from '../../../src/sources/catalogue/importDataset.ts';
import { loadDataset } from '../../../src/sources/catalogue/load.ts';
import { readManifest, writeManifest } from '../../../src/sources/catalogue/manifest.ts';
import { SYNTHETIC_ES, SYNTHETIC_ES_EDGE } from '../../../src/sources/synthetic/index.ts';
import { failureOf, temporaryFolder } from '../fixtures.ts';

const GENERATOR = { seed: 5, from: '2025-03-10', to: '2025-03-11' } as const;

async function synthetic() {
  const directory = temporaryFolder();
  const { manifest, path } = await createSyntheticDataset({ name: 'small', directory, generator: GENERATOR });
  return { directory, manifest, path, file: join(directory, 'cache', 'small.dbn.zst') };
}

describe('a synthetic dataset', () => {
  it('is made from its seed when its file is missing or damaged, and not otherwise', async () => {
    const { directory, manifest, file } = await synthetic();
    expect(manifest).toMatchObject({ isSynthetic: true, format: 'synthetic', generator: GENERATOR });
    const made = statSync(file).mtimeMs;
    const options = { directories: directory };
    const { digest } = await loadDataset('small', options);
    expect(digest).toBe(manifest.digest);
    expect(statSync(file).mtimeMs).toBe(made);
    const whole = readFileSync(file);
    for (const spoil of [
      () => rmSync(file),
      () => writeFileSync(file, whole.subarray(0, 999)),
      () => writeFileSync(file, ''),
    ]) {
      spoil();
      expect((await loadDataset('small', options)).digest).toBe(digest);
      expect(readFileSync(file)).toEqual(whole);
    }
  });

  it('whose file holds another market is made again', async () => {
    const { directory, manifest, file } = await synthetic();
    const other = await createSyntheticDataset({
      name: 'other',
      directory,
      generator: { ...GENERATOR, seed: 6 },
    });
    expect(other.manifest.digest).not.toBe(manifest.digest);
    writeFileSync(file, readFileSync(join(directory, 'cache', 'other.dbn.zst')));
    expect((await loadDataset('small', { directories: directory })).digest).toBe(manifest.digest);
  });

  it('can be used where its file cannot be kept', async () => {
    const { directory, manifest } = await synthetic();
    rmSync(join(directory, 'cache'), { recursive: true });
    // A file in place of the folder: nobody can write below it, whoever they are.
    writeFileSync(join(directory, 'cache'), '');
    expect((await loadDataset('small', { directories: directory })).digest).toBe(manifest.digest);
    expect(readFileSync(join(directory, 'cache'), 'utf8')).toBe('');
  });

  it('that the generator no longer makes is refused', async () => {
    const { directory, path } = await synthetic();
    const manifest = await readManifest(path);
    await writeManifest(path, { ...manifest, generator: { ...GENERATOR, seed: 7 } });
    // The file is still that of the digest; only when it has to be made again does the difference show.
    await loadDataset('small', { directories: directory });
    rmSync(join(directory, 'cache', 'small.dbn.zst'));
    expect((await failureOf(loadDataset('small', { directories: directory }))).code).toBe('TB_DATA_DIGEST');
  });

  it('with options that cannot be leaves nothing behind', async () => {
    const directory = temporaryFolder();
    const generator = { ...GENERATOR, to: '2025-03-01' };
    const error = await failureOf(createSyntheticDataset({ name: 'bad', directory, generator }));
    expect(error.code).toBe('TB_DATE_INVALID');
    expect(existsSync(join(directory, 'bad.yaml'))).toBe(false);
    expect(existsSync(join(directory, 'cache', 'bad.dbn.zst'))).toBe(false);
  });
});

describe('the embedded datasets', () => {
  it.each([
    ['synthetic-es', SYNTHETIC_ES],
    ['synthetic-es-edge', SYNTHETIC_ES_EDGE],
  ])('%s is what the generator makes today', async (name, generator) => {
    const manifest = await readManifest(`datasets/${name}.yaml`);
    expect(manifest.generator).toEqual(generator);
    expect(manifest.isSynthetic).toBe(true);
    expect(manifest.about).toMatch(/says nothing about ES/);
    const directory = temporaryFolder();
    await writeManifest(join(directory, `${name}.yaml`), manifest);
    const dataset = await loadDataset(name, { directories: directory });
    expect(dataset.digest).toBe(manifest.digest);
    expect(dataset.tape.rows.length).toBe(manifest.rows);
  });
});
