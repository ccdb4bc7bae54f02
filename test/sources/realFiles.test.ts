import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { importDataset } from '../../src/sources/catalogue/importDataset.ts';
import { loadDataset } from '../../src/sources/catalogue/load.ts';
import { readFile } from '../../src/sources/read.ts';
import { plainRows, temporaryFolder } from './fixtures.ts';

const FOLDER = '../shared/data';

// Public bars that may not be redistributed: looked at where they are, missed nowhere else. Row counts are those of their README.
describe.skipIf(!existsSync(FOLDER))('real files', () => {
  it('a vendor’s own CSV of one day', async () => {
    const { tape } = await readFile(`${FOLDER}/esz5-ohlcv-1m-20250924.csv`);
    expect(tape.rows.length).toBe(1_380);
    expect(tape.contracts).toMatchObject([
      { rawSymbol: 'ESZ5', instrumentId: 294_973, month: 2025 * 12 + 11 },
    ]);
    expect(plainRows(tape)[0]).toEqual({
      symbol: 'ESZ5',
      time: Date.UTC(2025, 8, 24, 5, 4),
      open: 26_883,
      high: 26_884,
      low: 26_883,
      close: 26_883,
      volume: 17,
    });
  });

  it('several expiries in a minute, their one-digit years by their dates', async () => {
    const { tape } = await readFile(`${FOLDER}/es-by-expiry-1m-2013-2020.csv.gz`);
    expect(tape.rows.length).toBe(23_948);
    const bars = Object.fromEntries(
      tape.contracts.map(({ rawSymbol }, i) => [rawSymbol, tape.byContract[i]!.length]),
    );
    expect(bars).toEqual({
      ESZ3: 16_673,
      ESH4: 5_116,
      ESM4: 442,
      ESU4: 6,
      ESZ4: 9,
      ESH0: 1_425,
      ESM0: 272,
      ESU0: 5,
    });
    // The file says the expiry too, in a column that is not read: ESZ3 201312, ESH0 202003.
    expect(
      tape.contracts.map(
        ({ month }) => `${Math.floor(month / 12)}${String((month % 12) + 1).padStart(2, '0')}`,
      ),
    ).toEqual(['201312', '201403', '201406', '201409', '201412', '202003', '202006', '202009']);
  });

  it('a joined series with an estimated volume, imported and loaded again', async () => {
    const directory = temporaryFolder();
    const files = [`${FOLDER}/es-continuous-backadjusted-1m-20241203-20250630.csv.gz`];
    const read = { symbol: 'ES', mapping: { volume: 'volume_est' } };
    const { manifest } = await importDataset({ name: 'es-continuous', directory, files, read });
    expect(manifest.rows).toBe(194_539);
    const dataset = await loadDataset('es-continuous', { directories: directory });
    expect(dataset.tape.contracts).toMatchObject([{ rawSymbol: 'ES', kind: 'continuous' }]);
    expect(plainRows(dataset.tape)[0]).toMatchObject({
      time: Date.UTC(2024, 11, 3),
      open: 25_190,
      volume: 201,
    });
  });

  it('another tick', async () => {
    const { tape } = await readFile(`${FOLDER}/6eh4-1m-202401.csv.gz`, { symbol: '6EH4' });
    expect(tape.instrument.tickNano).toBe(50_000);
    expect(plainRows(tape)[0]).toMatchObject({
      open: 22_152,
      high: 22_157,
      low: 22_152,
      close: 22_156,
      volume: 205,
    });
  });
});
