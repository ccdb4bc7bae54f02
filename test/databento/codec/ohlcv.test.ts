import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { wholeMilliseconds } from '../../../src/databento/codec/columnFill.ts';
import { createDbnFile } from '../../../src/databento/codec/fileWriter.ts';
import { createMetadata, encodeMetadata } from '../../../src/databento/codec/metadata.ts';
import {
  type OhlcvBatch,
  readOhlcvBatches,
  readOhlcvBatchesSync,
} from '../../../src/databento/codec/ohlcvColumns.ts';
import { encodeOhlcv } from '../../../src/databento/codec/ohlcvEncode.ts';
import { DatabentoError } from '../../../src/databento/errors.ts';
import { hasSamples, samples } from './samples.ts';

type Row = readonly [
  rtype: number,
  publisher: number,
  id: number,
  ms: number,
  o: number,
  h: number,
  l: number,
  c: number,
  v: number,
];

function rowsOf(batch: OhlcvBatch): Row[] {
  return Array.from({ length: batch.length }, (_, i) => [
    batch.rtype[i]!,
    batch.publisherId[i]!,
    batch.instrumentId[i]!,
    batch.tsEventMs[i]!,
    batch.open[i]!,
    batch.high[i]!,
    batch.low[i]!,
    batch.close[i]!,
    batch.volume[i]!,
  ]);
}

function encodeRows(rows: readonly Row[]): Uint8Array {
  const column = (k: number): Float64Array => Float64Array.from(rows, (row) => row[k]!);
  return encodeOhlcv(
    {
      rtype: Uint8Array.from(rows, (row) => row[0]),
      publisherId: Uint16Array.from(rows, (row) => row[1]),
      instrumentId: Uint32Array.from(rows, (row) => row[2]),
      tsEventMs: column(3),
      open: column(4),
      high: column(5),
      low: column(6),
      close: column(7),
      volume: column(8),
    },
    0,
    rows.length,
  );
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function readAll(bytes: Uint8Array | string, batchRows = 7): Row[] {
  const rows: Row[] = [];
  for (const batch of readOhlcvBatchesSync(bytes, { batchRows })) rows.push(...rowsOf(batch));
  return rows;
}

const metadata = encodeMetadata(
  createMetadata({ dataset: 'GLBX.MDP3', schema: 'ohlcv-1m', symbols: ['ES.FUT'] }),
);
const rows: Row[] = Array.from({ length: 40 }, (_, i) => [
  0x21,
  1,
  5000 + (i % 3),
  1_700_000_000_000 + i * 60_000,
  4_700_250_000_000 + i,
  4_701e9,
  -37_630_000_000,
  4_700e9,
  2 ** 40 + i,
]);
const file = concat(metadata, encodeRows(rows));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-dbn-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('OHLCV columns', () => {
  it('come back as they were encoded, in batches of any size', () => {
    for (const batchRows of [1, 7, 40, 1000]) expect(readAll(file, batchRows)).toEqual(rows);
  });

  it('are encoded byte for byte as the layout says', () => {
    // Worked by hand: 1 700 000 000 000 ms = 0x17979CFE362A0000 ns; -1 = all ones; 2^40 + 5.
    const [bytes] = [
      encodeRows([[0x21, 2, 0x01020304, 1_700_000_000_000, -1, 1, 0, Number.NaN, 2 ** 40 + 5]]),
    ];
    expect(Buffer.from(bytes!).toString('hex')).toBe(
      [
        '0e210200',
        '04030201',
        '00002a36fe9c9717',
        'ffffffffffffffff',
        '0100000000000000',
        '0000000000000000',
        'ffffffffffffff7f',
        '0500000000010000',
      ].join(''),
    );
  });

  it('come back from any whole values', () => {
    const price = fc.oneof(
      fc.constant(Number.NaN),
      fc.integer({ min: -(2 ** 53), max: 2 ** 53 }).map((x) => x + 0),
    );
    const row = fc.tuple(
      fc.constantFrom(0x11, 0x20, 0x21, 0x22, 0x23, 0x24),
      fc.nat(0xffff),
      fc.nat(0xffff_ffff),
      fc.nat(18_446_744_073_708),
      price,
      price,
      price,
      price,
      fc.maxSafeNat(),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 30 }), (any) => {
        expect(readAll(concat(metadata, encodeRows(any)))).toEqual(any);
      }),
    );
  });

  it('have the time of the open rounded down to the millisecond, whatever the nanoseconds', () => {
    const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });
    const nearMillions = fc
      .tuple(fc.bigInt({ min: 1n, max: 18_446_744_073_708n }), fc.constantFrom(-1n, 0n, 1n))
      .map(([ms, off]) => ms * 1_000_000n + off);
    fc.assert(
      fc.property(fc.oneof(u64, nearMillions), (nanos) => {
        const ms = wholeMilliseconds(Number(nanos >> 32n), Number(nanos & 0xffff_ffffn));
        expect(ms).toBe(Number(nanos / 1_000_000n));
      }),
      { numRuns: 5000 },
    );
  });

  it('do not depend on where the chunks are cut, nor on how bytes lie in memory', async () => {
    const packed = new Uint8Array(zstdCompressSync(file));
    for (const [whole, sizes] of [
      [file, [1, 2, 3, 7, 55, 56, 57, 333]],
      [packed, [1, 3, 5, 64]],
    ] as const) {
      for (const size of sizes) {
        const chunks: Uint8Array[] = [];
        for (let i = 0; i < whole.length; i += size) chunks.push(whole.slice(i, i + size));
        const reader = await readOhlcvBatches(chunks, { batchRows: 9 });
        expect(reader.metadata?.symbols).toEqual(['ES.FUT']);
        const got: Row[] = [];
        for await (const batch of reader) got.push(...rowsOf(batch));
        expect(got).toEqual(rows);
        expect(reader.rows).toBe(40);
      }
    }
    const shifted = new Uint8Array(file.length + 1);
    shifted.set(file, 1);
    expect(readAll(shifted.subarray(1))).toEqual(rows);
  });

  it('come out of several zstd frames with skippable ones between', async () => {
    const skippable = Uint8Array.of(0x5a, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3);
    const cuts = [0, 10, metadata.length + 30, metadata.length + 56 * 20, file.length];
    const frames: Uint8Array[] = [skippable];
    for (let i = 1; i < cuts.length; i++) {
      frames.push(zstdCompressSync(file.subarray(cuts[i - 1], cuts[i])), skippable);
    }
    const packed = concat(...frames);
    expect(readAll(packed)).toEqual(rows);
    const reader = await readOhlcvBatches([packed.subarray(0, 20), packed.subarray(20)]);
    let count = 0;
    for await (const batch of reader) count += batch.length;
    expect(count).toBe(40);
  });

  it('step over other records and count them, and read the known part of longer ones', () => {
    const other = new Uint8Array(48);
    other[0] = 12;
    const unknown = new Uint8Array(24);
    unknown.set([6, 0x77]);
    const long = new Uint8Array(64);
    long.set(encodeRows(rows.slice(1, 2)));
    long[0] = 16;
    const reader = readOhlcvBatchesSync(concat(metadata, other, encodeRows(rows.slice(0, 1)), unknown, long));
    const got: Row[] = [];
    for (const batch of reader) got.push(...rowsOf(batch));
    expect(got).toEqual(rows.slice(0, 2));
    expect(reader.skippedRecords).toBe(2);
  });
});

describe('OHLCV of damaged input', () => {
  function failureOf(run: () => unknown): DatabentoError {
    try {
      run();
    } catch (error) {
      if (error instanceof DatabentoError) return error;
      throw error;
    }
    throw new Error('nothing was thrown');
  }

  it('that is cut reports the place and the good records, after delivering them', () => {
    const cut = file.subarray(0, metadata.length + 56 * 11 + 20);
    let delivered = 0;
    const error = failureOf(() => {
      for (const batch of readOhlcvBatchesSync(cut, { batchRows: 4 })) delivered += batch.length;
    });
    expect(error).toMatchObject({
      kind: 'truncated',
      byteOffset: metadata.length + 56 * 11,
      goodRecords: 11,
    });
    expect(delivered).toBe(11);
    const reader = readOhlcvBatchesSync(cut, { onTruncated: 'stop' });
    let kept = 0;
    for (const batch of reader) kept += batch.length;
    expect(kept).toBe(11);
    expect(reader.truncation).toEqual({
      kind: 'truncated',
      byteOffset: metadata.length + 56 * 11,
      goodRecords: 11,
    });
  });

  it('that is cut at any byte never passes for whole, except between records', () => {
    for (let end = 0; end < file.length; end++) {
      const isBetween = end >= metadata.length && (end - metadata.length) % 56 === 0;
      const run = (): Row[] => readAll(file.subarray(0, end));
      if (isBetween) expect(run()).toHaveLength((end - metadata.length) / 56);
      else if (end < 3) expect(failureOf(run).kind).toBe('corrupt');
      else expect(failureOf(run).kind).toBe('truncated');
    }
  });

  it('whose zstd frame is cut at any byte never passes for whole, streamed or not', async () => {
    const packed = new Uint8Array(zstdCompressSync(file));
    for (let end = 4; end < packed.length; end++) {
      expect(failureOf(() => readAll(packed.subarray(0, end))).kind).toBe('truncated');
    }
    const run = async (): Promise<void> => {
      for await (const _ of await readOhlcvBatches([packed.subarray(0, 100), packed.subarray(100, -3)]));
    };
    await expect(run()).rejects.toMatchObject({ kind: 'truncated' });
  });

  it('with a record too short for its type or for any record names the byte', () => {
    for (const length of [0, 3, 13]) {
      const bad = file.slice();
      bad[metadata.length + 56 * 3] = length;
      let delivered = 0;
      const error = failureOf(() => {
        for (const batch of readOhlcvBatchesSync(bad)) delivered += batch.length;
      });
      expect(error).toMatchObject({ kind: 'corrupt', byteOffset: metadata.length + 56 * 3, goodRecords: 3 });
      expect(delivered).toBe(3);
    }
  });

  it('with bytes behind a zstd frame that are no frame is an error', () => {
    const packed = concat(zstdCompressSync(file), Uint8Array.of(1, 2, 3, 4, 5));
    expect(failureOf(() => readAll(packed)).kind).toBe('corrupt');
  });

  it('that is no DBN at all is refused', () => {
    expect(failureOf(() => readAll(Buffer.from('ts_event,open,high')))).toMatchObject({
      kind: 'corrupt',
      byteOffset: 0,
    });
    expect(failureOf(() => readAll(new Uint8Array(0))).kind).toBe('corrupt');
    expect(failureOf(() => readAll('/nowhere/at/all.dbn')).kind).toBe('file');
    const dbz = Uint8Array.of(0x51, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 0x44, 0x42, 0x5a, 1);
    expect(failureOf(() => readAll(dbz))).toMatchObject({
      kind: 'unsupported',
      message: expect.stringContaining('DBZ'),
    });
  });

  it('given by a signal stops', async () => {
    const stop = new AbortController();
    const reader = await readOhlcvBatches([file, file], { batchRows: 5, signal: stop.signal });
    const run = async (): Promise<void> => {
      for await (const _ of reader) stop.abort();
    };
    await expect(run()).rejects.toMatchObject({ kind: 'aborted' });
  });
});

describe('a DBN file', () => {
  const columns = {
    rtype: 0x21,
    publisherId: 1,
    instrumentId: 77,
    tsEventMs: Float64Array.of(60_000, 120_000),
    open: Float64Array.of(1e9, 2e9),
    high: Float64Array.of(1e9, 2e9),
    low: Float64Array.of(1e9, 2e9),
    close: Float64Array.of(1e9, 2e9),
    volume: Float64Array.of(1, 2),
  };

  it('is written packed or plain and read back, and appears only when whole', async () => {
    for (const compression of ['none', 'zstd'] as const) {
      const path = join(folder, `bars-${compression}.dbn`);
      const writer = await createDbnFile(path, createMetadata({ dataset: 'X', schema: 'ohlcv-1m' }), {
        compression,
      });
      await writer.writeOhlcv(columns);
      expect(() => readFileSync(path)).toThrow('ENOENT');
      await writer.close();
      expect(readAll(path)).toEqual([
        [0x21, 1, 77, 60_000, 1e9, 1e9, 1e9, 1e9, 1],
        [0x21, 1, 77, 120_000, 2e9, 2e9, 2e9, 2e9, 2],
      ]);
      await expect(createDbnFile(path, undefined)).rejects.toMatchObject({ kind: 'file' });
    }
  });

  it('does not replace a file that appeared while it was written', async () => {
    const path = join(folder, 'raced.dbn');
    const writer = await createDbnFile(path, createMetadata({ dataset: 'X', schema: 'ohlcv-1m' }));
    writeFileSync(path, 'theirs');
    await expect(writer.close()).rejects.toMatchObject({ kind: 'file' });
    expect(readFileSync(path, 'utf8')).toBe('theirs');
    expect(() => readFileSync(`${path}.partial`)).toThrow('ENOENT');
  });

  it('that is abandoned leaves nothing', async () => {
    const path = join(folder, 'abandoned.dbn');
    const writer = await createDbnFile(path, createMetadata({ dataset: 'X', schema: 'ohlcv-1m' }));
    await writer.writeOhlcv(columns);
    await writer.abort();
    expect(() => readFileSync(path)).toThrow('ENOENT');
    expect(() => readFileSync(`${path}.partial`)).toThrow('ENOENT');
  });

  it('refuses values that DBN cannot hold', async () => {
    const bad = { ...columns, open: Float64Array.of(1e9, 0.5) };
    expect(() => encodeOhlcv(bad, 0, 2)).toThrow(DatabentoError);
    expect(() => encodeOhlcv({ ...columns, rtype: 0 }, 0, 2)).toThrow('no OHLCV bar');
    expect(() => encodeOhlcv({ ...columns, volume: Float64Array.of(-1, 1) }, 0, 2)).toThrow('volume');
    expect(() => encodeOhlcv({ ...columns, tsEventMs: Float64Array.of(-1, 1) }, 0, 2)).toThrow('time');
  });
});

describe.skipIf(!hasSamples)('the OHLCV samples', () => {
  it('hold what the golden files say and encode to the same bytes', () => {
    let records = 0;
    for (const sample of samples()) {
      const golden = sample.lines.map((line) => JSON.parse(line) as Record<string, number | string>);
      if (!golden.every((record) => record._type === 'OhlcvMsg') || golden.length === 0) continue;
      const read = readAll(sample.path);
      expect(read, sample.name).toEqual(
        golden.map((r) => [
          r.rtype,
          r.publisher_id,
          r.instrument_id,
          Number(BigInt(r.ts_event!) / 1_000_000n),
          r.open,
          r.high,
          r.low,
          r.close,
          r.volume,
        ]),
      );
      const bytes = readFileSync(sample.path);
      const plain = sample.path.endsWith('.zst') ? zstdDecompressSync(bytes) : bytes;
      const encoded = encodeRows(read);
      expect(Buffer.compare(plain.subarray(plain.length - encoded.length), encoded), sample.name).toBe(0);
      records += read.length;
    }
    expect(records).toBeGreaterThan(100);
  });

  it('of which some are the legacy DBZ are refused', () => {
    const path = samples()[0]!.path.replace(/samples\/.*/, 'samples/dbn/test_data.ohlcv-1m.dbz');
    expect(() => readAll(path)).toThrow('legacy DBZ');
    writeFileSync(join(folder, 'renamed.dbn'), readFileSync(path));
    expect(() => readAll(join(folder, 'renamed.dbn'))).toThrow('legacy DBZ');
  });
});
