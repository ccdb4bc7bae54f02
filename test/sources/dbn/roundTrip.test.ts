import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { writeDbn } from '../../../src/sources/dbn/writer.ts';
import { readFile } from '../../../src/sources/read.ts';
import { tapeDigest } from '../../../src/sources/tapeDigest.ts';
import { failureOf, MIXED_ROWS, plainRows, type TestRow, tapeOfRows, temporaryFolder } from '../fixtures.ts';

async function written(rows: readonly TestRow[], intervalMs = 60_000) {
  const tape = tapeOfRows(rows, intervalMs, true);
  const path = join(temporaryFolder(), 'bars.dbn.zst');
  await writeDbn(tape, path);
  return { tape, path };
}

describe('a tape written as DBN', () => {
  it('reads back row for row with the same digest', async () => {
    const { tape, path } = await written(MIXED_ROWS);
    const { tape: read } = await readFile(path);
    expect(plainRows(read)).toEqual(plainRows(tape));
    expect(tapeDigest(read)).toBe(tapeDigest(tape));
    expect(read.contracts.map(({ rawSymbol, month }) => [rawSymbol, month])).toEqual(
      tape.contracts.map(({ rawSymbol, month }) => [rawSymbol, month]),
    );
  });

  it('reads back uncompressed too, and for every interval that DBN has', async () => {
    for (const intervalMs of [1_000, 3_600_000, 86_400_000]) {
      const rows = [{ ...MIXED_ROWS[0]!, time: '2025-03-10T00:00' }];
      const { tape, path } = await written(rows, intervalMs);
      const plain = join(temporaryFolder(), 'plain.bin');
      writeFileSync(plain, zstdDecompressSync(readFileSync(path)));
      const { tape: read } = await readFile(plain);
      expect(read.intervalMs).toBe(intervalMs);
      expect(tapeDigest(read)).toBe(tapeDigest(tape));
    }
    const error = await failureOf(writeDbn({ ...tapeOfRows(MIXED_ROWS), intervalMs: 300_000 }, 'never'));
    expect(error.code).toBe('TB_BAR_INVALID');
    expect(existsSync('never')).toBe(false);
  });

  it('keeps contracts apart that share a symbol or a number', async () => {
    const bar = MIXED_ROWS[0]!;
    const rows = [
      { ...bar, time: '2015-03-10T13:30', instrumentId: 7 },
      { ...bar, symbol: 'ESU5', time: '2015-03-10T13:30', instrumentId: 7 },
      { ...bar, time: '2025-03-10T13:30', instrumentId: 0 },
    ];
    const { tape, path } = await written(rows);
    const { tape: read } = await readFile(path);
    expect(
      read.contracts.map(({ rawSymbol, month, instrumentId }) => [rawSymbol, month, instrumentId]),
    ).toEqual([
      ['ESM5', 2015 * 12 + 5, 7],
      ['ESU5', 2015 * 12 + 8, 1],
      ['ESM5', 2025 * 12 + 5, 2],
    ]);
    expect(tapeDigest(read)).toBe(tapeDigest(tape));
  });

  it('keeps the rolls of a continuous series', async () => {
    const bar = { ...MIXED_ROWS[0]!, symbol: 'ES.v.0' };
    const rows = [
      { ...bar, time: '2025-03-17T23:59', instrumentId: 5602 },
      { ...bar, time: '2025-03-18T00:00', instrumentId: 4916 },
    ];
    const { tape, path } = await written(rows);
    const { tape: read } = await readFile(path);
    expect(
      read.contracts.map(({ rawSymbol, kind, instrumentId }) => [rawSymbol, kind, instrumentId]),
    ).toEqual([
      ['ES.v.0', 'continuous', 5602],
      ['ES.v.0', 'continuous', 4916],
    ]);
    expect(tapeDigest(read)).toBe(tapeDigest(tape));
  });

  it('leaves spreads out on the way back unless they are asked for', async () => {
    const spread = {
      symbol: 'ESH5-ESM5',
      time: '2025-03-10T13:33',
      open: -50,
      high: -49.75,
      low: -50,
      close: -50,
      volume: 4,
    };
    const { tape, path } = await written([...MIXED_ROWS, spread]);
    const without = await readFile(path);
    expect(without.skipped).toEqual({ spreads: 1, otherContracts: 0 });
    expect(tapeDigest(without.tape)).toBe(tapeDigest(tapeOfRows(MIXED_ROWS)));
    const wanting = await readFile(path, { withSpreads: true });
    expect(tapeDigest(wanting.tape)).toBe(tapeDigest(tape));
  });

  it('never takes the place of a file unless told to', async () => {
    const { tape, path } = await written(MIXED_ROWS);
    const before = readFileSync(path);
    expect((await failureOf(writeDbn(tape, path))).code).toBe('TB_FILE_EXISTS');
    expect(readFileSync(path)).toEqual(before);
    await writeDbn(tapeOfRows(MIXED_ROWS.slice(0, 1)), path, true);
    expect((await readFile(path)).tape.rows.length).toBe(1);
  });

  it('of random bars reads back', async () => {
    const row = fc.record({
      symbol: fc.constantFrom('ESH5', 'ESM5', 'ESU5', 'ES.v.0'),
      gap: fc.integer({ min: 1, max: 3000 }),
      low: fc.integer({ min: -40_000, max: 40_000 }),
      range: fc.integer({ min: 0, max: 400 }),
      volume: fc.integer({ min: 0, max: Number.MAX_SAFE_INTEGER }),
    });
    const path = join(temporaryFolder(), 'random.dbn.zst');
    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 40 }), async (bars) => {
        let time = Date.UTC(2025, 0, 6);
        const tape = tapeOfRows(
          bars.map(({ symbol, gap, low, range, volume }) => {
            time += gap * 60_000;
            const [bottom, top] = [low / 4, (low + range) / 4];
            return {
              symbol,
              time: new Date(time).toISOString().slice(0, -1),
              open: bottom,
              high: top,
              low: bottom,
              close: top,
              volume,
            };
          }),
        );
        await writeDbn(tape, path, true);
        expect(plainRows((await readFile(path)).tape)).toEqual(plainRows(tape));
      }),
      { numRuns: 25 },
    );
  });
});
