import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  MANIFEST_KEYS,
  type Manifest,
  readManifest,
  writeManifest,
} from '../../../src/sources/catalogue/manifest.ts';
import { COLUMN_MAPPING_KEYS } from '../../../src/sources/columns.ts';
import { failureOf, fileWith, temporaryFolder } from '../fixtures.ts';

const MANIFEST: Manifest = {
  name: 'es-2025',
  about: 'Odd: "quotes", colons: and a # sign.',
  source: 'bars.csv',
  format: 'csv',
  files: ['../bars.csv'],
  mapping: { time: 'ts', volume: 6, stamps: 'close', interval: '1m' },
  instrument: 'ES',
  symbol: 'ESM5',
  interval: '1m',
  contracts: ['ESM5'],
  period: { from: '2025-03-10T13:30:00.000Z', to: '2025-03-10T13:31:00.000Z' },
  rows: 2,
  digest: 'a'.repeat(64),
  isSynthetic: false,
  waivers: { 'price-jumps': 'a crash, and it was one' },
  leftOut: [],
  finer: { files: ['seconds.dbn.zst'], interval: '1s', rows: 9, digest: 'b'.repeat(64) },
  vendorConditions: { '2025-03-10': 'degraded' },
};

function yamlWith(change: Record<string, unknown>): string {
  return fileWith(JSON.stringify({ ...MANIFEST, ...change }), 'es-2025.yaml');
}

describe('a manifest', () => {
  it('reads back as it was written', async () => {
    const path = join(temporaryFolder(), 'es-2025.yaml');
    await writeManifest(path, MANIFEST);
    expect(await readManifest(path)).toEqual(MANIFEST);
    expect(readdirSync(join(path, '..'))).toEqual(['es-2025.yaml']);
  });

  it('needs neither a remark nor waivers', async () => {
    const { about: _, waivers: __, leftOut: ___, ...rest } = MANIFEST;
    const read = await readManifest(fileWith(JSON.stringify(rest), 'es-2025.yaml'));
    expect(read).toMatchObject({ about: '', waivers: {}, leftOut: [] });
  });

  it.each<[string, Record<string, unknown>, RegExp]>([
    ['an unknown key', { sybmol: 'ESM5' }, /no key sybmol.*Did you mean symbol\?/],
    ['an unknown key of the mapping', { mapping: { tme: 'ts' } }, /no key mapping.tme/],
    ['a digest that is none', { digest: 'abc' }, /digest: must be 64/],
    ['a format that is none', { format: 'xlsx' }, /format:/],
    ['no files', { files: [] }, /files:/],
    ['an interval that is none', { interval: 'minute' }, /interval: must be an interval/],
    ['a negative number of rows', { rows: -1 }, /rows:/],
    [
      'a generator of bars that are not synthetic',
      { generator: { seed: 1, from: '2025-01-02', to: '2025-01-03' } },
      /generator:/,
    ],
    ['a synthetic market without one', { format: 'synthetic' }, /generator:/],
    ['a waiver without a reason', { waivers: { 'price-jumps': '' } }, /waivers.price-jumps:/],
    ['a name of two words', { name: 'ES 2025' }, /name:/],
  ])('with %s is refused', async (_, change, message) => {
    const error = await failureOf(readManifest(yamlWith(change)));
    expect(error.code).toBe('TB_CONFIG_INVALID');
    expect(`${error.message} ${error.next}`).toMatch(message);
    expect(error.where).toMatch(/es-2025\.yaml$/);
  });

  it('that is no YAML says its line, and that is nothing at all is refused too', async () => {
    const error = await failureOf(readManifest(fileWith('name: x\n  about: [\n', 'x.yaml')));
    expect(error).toMatchObject({
      code: 'TB_CONFIG_INVALID',
      where: expect.stringMatching(/x\.yaml, line \d/),
    });
    expect((await failureOf(readManifest(fileWith('', 'x.yaml')))).code).toBe('TB_CONFIG_INVALID');
    expect((await failureOf(readManifest(join(temporaryFolder(), 'x.yaml')))).code).toBe('TB_FILE_NOT_FOUND');
  });

  it('that cannot be written leaves nothing behind', async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    await failureOf(writeManifest(join(folder, 'file', 'x.yaml'), MANIFEST));
    expect(readdirSync(folder)).toEqual(['file']);
  });

  it('has every key explained in the README', () => {
    const text = readFileSync('datasets/README.md', 'utf8');
    for (const key of [...MANIFEST_KEYS, ...COLUMN_MAPPING_KEYS]) expect(text).toContain(`\`${key}\``);
  });
});
