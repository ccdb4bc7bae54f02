import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOhlcvBatchesSync } from '../../../src/databento/codec/ohlcvColumns.ts';
import { ContractTable } from '../../../src/sources/contractTable.ts';
import { readDbn } from '../../../src/sources/dbn/reader.ts';
import { generateSyntheticMarket, writeSyntheticMarket } from '../../../src/sources/synthetic/index.ts';

/** Over an expiry, so that one contract leaves and another is listed in between. */
const market = generateSyntheticMarket({ seed: 4, from: '2024-06-19', to: '2024-06-25', order: 'shuffled' });

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-synthetic-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('writeSyntheticMarket', () => {
  it('writes what a request for the parent ES.FUT would bring: its metadata, and each child on the days it is listed', async () => {
    const path = join(folder, 'parent.dbn.zst');
    await writeSyntheticMarket(market, path);
    expect(readFileSync(path).readUInt32LE(0)).toBe(0xfd2fb528);
    const { metadata } = readOhlcvBatchesSync(path);
    expect(metadata).toMatchObject({
      dataset: 'SYNTHETIC',
      schema: 'ohlcv-1m',
      stypeIn: 'parent',
      stypeOut: 'instrument_id',
      symbols: ['ES.FUT'],
      start: BigInt(Date.UTC(2024, 5, 18)) * 1_000_000n,
      end: BigInt(Date.UTC(2024, 5, 26)) * 1_000_000n,
    });
    const mapping = new Map(metadata!.mappings.map(({ rawSymbol, intervals }) => [rawSymbol, intervals]));
    expect([...mapping.keys()].filter((symbol) => symbol.includes('-'))).toContain('ESM4-ESU4');
    expect(mapping.get('ESM4')).toEqual([
      { startDate: '2024-06-18', endDate: '2024-06-22', symbol: '124293' },
    ]);
    // Listed when the session of Monday 24 June opens, on Sunday evening in UTC; it need not trade at once.
    expect(mapping.get('ESU5')![0]!.startDate >= '2024-06-23').toBe(true);
  });

  it('reads back as the same rows in the same order', async () => {
    const path = join(folder, 'round.dbn.zst');
    await writeSyntheticMarket(market, path);
    const { tape } = await readDbn(path, new ContractTable({ withSpreads: true }), { withSpreads: true });
    const { rows } = market;
    expect(tape.rows.length).toBe(rows.length);
    const symbolsOf = (contracts: readonly { rawSymbol: string }[], contract: Uint16Array): string[] =>
      Array.from(contract.subarray(0, rows.length), (index) => contracts[index]!.rawSymbol);
    expect(symbolsOf(tape.contracts, tape.rows.contract)).toEqual(symbolsOf(market.contracts, rows.contract));
    for (const column of ['time', 'open', 'high', 'low', 'close', 'volume'] as const) {
      expect(tape.rows[column].subarray(0, rows.length), column).toEqual(
        rows[column].subarray(0, rows.length),
      );
    }
    for (const read of tape.contracts) {
      const written = market.contracts.find(({ rawSymbol }) => rawSymbol === read.rawSymbol);
      expect(read).toEqual(written);
    }
  });

  it('does not overwrite a file unless told, and says so when it cannot write', async () => {
    const path = join(folder, 'taken.dbn.zst');
    writeFileSync(path, 'mine');
    await expect(writeSyntheticMarket(market, path)).rejects.toMatchObject({ code: 'TB_FILE_EXISTS' });
    expect(readFileSync(path, 'utf8')).toBe('mine');
    await writeSyntheticMarket(market, path, true);
    expect(readFileSync(path).length).toBeGreaterThan(10_000);
    const nowhere = join(folder, 'no', 'such', 'folder.dbn.zst');
    await expect(writeSyntheticMarket(market, nowhere)).rejects.toMatchObject({ code: 'TB_FILE_UNREADABLE' });
    expect(existsSync(`${path}.partial`)).toBe(false);
  });
});
