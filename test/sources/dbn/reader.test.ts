import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { encodeRecord, type RecordInput } from '../../../src/databento/codec/encode.ts';
import { createDbnFile } from '../../../src/databento/codec/fileWriter.ts';
import { createMetadata, type DbnMetadata } from '../../../src/databento/codec/metadata.ts';
import { readFile } from '../../../src/sources/read.ts';
import { failureOf, plainRows, temporaryFolder, utc } from '../fixtures.ts';

interface Record {
  readonly id: number;
  readonly time: string;
  readonly close?: number;
  readonly high?: number;
  readonly low?: number;
  readonly volume?: number;
  readonly rtype?: number;
  readonly publisher?: number;
}

const DAYS = [{ startDate: '2025-03-10', endDate: '2025-03-12', symbol: '5482' }];

async function dbnOf(
  records: readonly Record[],
  metadata: Partial<DbnMetadata> = { mappings: [{ rawSymbol: 'ESM5', intervals: DAYS }] },
  compression: 'none' | 'zstd' = 'zstd',
): Promise<string> {
  const path = join(temporaryFolder(), 'records.dbn');
  const writer = await createDbnFile(
    path,
    createMetadata({ dataset: 'GLBX.MDP3', schema: null, ...metadata }),
    { compression },
  );
  const column = (of: (record: Record) => number): Float64Array => Float64Array.from(records, of);
  const close = ({ close: points = 5700 }: Record): number => points * 1e9;
  await writer.writeOhlcv({
    rtype: Uint8Array.from(records, ({ rtype = 0x21 }) => rtype),
    publisherId: Uint16Array.from(records, ({ publisher = 1 }) => publisher),
    instrumentId: Uint32Array.from(records, ({ id }) => id),
    tsEventMs: column(({ time }) => utc(time)),
    open: column(close),
    high: column(({ high, ...record }) => (high === undefined ? close(record) : high * 1e9)),
    low: column(({ low, ...record }) => (low === undefined ? close(record) : low * 1e9)),
    close: column(close),
    volume: column(({ volume = 1 }) => volume),
  });
  await writer.close();
  return path;
}

const BAR: Record = { id: 5482, time: '2025-03-10T13:30' };

describe('symbols of a DBN file', () => {
  it('follow the UTC day of each bar', async () => {
    const mappings = [
      { rawSymbol: 'ESM5', intervals: [{ startDate: '2025-03-10', endDate: '2025-03-11', symbol: '5482' }] },
      {
        rawSymbol: 'ESU5',
        intervals: [
          { startDate: '2025-03-10', endDate: '2025-03-11', symbol: '' },
          { startDate: '2025-03-11', endDate: '2025-03-12', symbol: '5482' },
        ],
      },
    ];
    const path = await dbnOf(
      [
        { ...BAR, time: '2025-03-10T23:59' },
        { ...BAR, time: '2025-03-11T00:00' },
      ],
      { mappings },
    );
    const { tape } = await readFile(path);
    expect(plainRows(tape).map(({ symbol }) => symbol)).toEqual(['ESM5', 'ESU5']);
    expect(tape.contracts.map(({ instrumentId }) => instrumentId)).toEqual([5482, 5482]);
  });

  it('are turned around when ids were asked for', async () => {
    const mappings = [
      { rawSymbol: '5482', intervals: [{ startDate: '2025-03-10', endDate: '2025-03-12', symbol: 'ESM5' }] },
    ];
    const path = await dbnOf([BAR], { stypeIn: 'instrument_id', stypeOut: 'raw_symbol', mappings });
    expect((await readFile(path)).tape.contracts[0]).toMatchObject({ rawSymbol: 'ESM5', instrumentId: 5482 });
    const gap = [{ rawSymbol: '5482', intervals: [{ ...DAYS[0]!, symbol: '' }] }];
    const empty = await dbnOf([BAR], { stypeIn: 'instrument_id', stypeOut: 'raw_symbol', mappings: gap });
    expect((await failureOf(readFile(empty))).message).toBe('instrument 5482 has no symbol on 2025-03-10');
  });

  it('may be two of one id: the first holds, or the one that was asked for', async () => {
    const mappings = ['ES.v.0', 'ESM5'].map((rawSymbol) => ({ rawSymbol, intervals: DAYS }));
    const path = await dbnOf([BAR], { mappings });
    expect((await readFile(path)).tape.contracts[0]!.rawSymbol).toBe('ES.v.0');
    expect((await readFile(path, { symbols: ['ESM5'] })).tape.contracts[0]!.rawSymbol).toBe('ESM5');
  });

  it('that are missing are an error, unless the one symbol is said', async () => {
    const unmapped = await dbnOf([BAR], { mappings: [] });
    expect(await failureOf(readFile(unmapped))).toMatchObject({
      code: 'TB_SYMBOL_INVALID',
      next: expect.stringContaining('--symbol'),
    });
    expect((await readFile(unmapped, { symbol: 'ESM5' })).tape.contracts[0]!.rawSymbol).toBe('ESM5');
    const two = await dbnOf([BAR, { ...BAR, id: 5483, time: '2025-03-10T13:31' }], { mappings: [] });
    expect((await failureOf(readFile(two, { symbol: 'ESM5' }))).message).toContain('5482 and 5483');
    expect(
      (await readFile(two, { symbol: 'ES.v.0' })).tape.contracts.map(({ instrumentId }) => instrumentId),
    ).toEqual([5482, 5483]);
    const dayAfter = await dbnOf([{ ...BAR, time: '2025-03-12T00:00' }]);
    expect((await failureOf(readFile(dayAfter))).message).toBe('instrument 5482 has no symbol on 2025-03-12');
    const parent = await dbnOf([BAR], { mappings: [{ rawSymbol: 'ES.FUT', intervals: DAYS }] });
    expect((await failureOf(readFile(parent))).message).toMatch(/parent/);
  });
});

describe('symbols of a recorded live session', () => {
  const say = (instrumentId: number, stypeInSymbol: string, stypeOutSymbol: string): RecordInput => ({
    type: 'SymbolMappingMsg',
    instrumentId,
    stypeInSymbol,
    stypeOutSymbol,
  });
  const bar = (instrumentId: number, minute: number): RecordInput => ({
    type: 'OhlcvMsg',
    rtype: 0x21,
    publisherId: 1,
    instrumentId,
    tsEvent: BigInt(utc('2025-03-10T13:30') + minute * 60_000) * 1_000_000n,
    open: 5_700_000_000_000n,
    high: 5_700_000_000_000n,
    low: 5_700_000_000_000n,
    close: 5_700_000_000_000n,
    volume: 1n,
  });

  async function recordingOf(records: readonly RecordInput[]): Promise<string> {
    const path = join(temporaryFolder(), 'recording.dbn');
    const writer = await createDbnFile(
      path,
      createMetadata({ dataset: 'GLBX.MDP3', schema: null, stypeIn: null }),
    );
    for (const record of records) await writer.write(encodeRecord(record));
    await writer.close();
    return path;
  }

  it('are those announced before each bar, the venue’s own', async () => {
    const path = await recordingOf([
      say(7, 'ES.v.0', 'ESH5'),
      say(8, 'ESM5', '8'),
      bar(7, 0),
      bar(8, 0),
      say(7, 'ES.v.0', 'ESU5'),
      bar(8, 1),
      bar(7, 1),
    ]);
    const { tape } = await readFile(path);
    expect(plainRows(tape).map(({ symbol }) => symbol)).toEqual(['ESH5', 'ESM5', 'ESM5', 'ESU5']);
  });

  it('must be announced before the bar', async () => {
    const error = await failureOf(readFile(await recordingOf([bar(7, 0), say(7, 'ES.v.0', 'ESH5')])));
    expect(error).toMatchObject({
      code: 'TB_SYMBOL_INVALID',
      message: expect.stringContaining('instrument 7'),
    });
  });
});

describe('bars of several publishers', () => {
  const both: Record[] = [
    { ...BAR, publisher: 2, close: 5700, high: 5701, low: 5699, volume: 10 },
    { ...BAR, publisher: 1, close: 5700.5, high: 5700.75, low: 5698, volume: 30 },
    { ...BAR, publisher: 3, close: 5702, high: 5702, low: 5701, volume: 30 },
    { ...BAR, publisher: 1, time: '2025-03-10T13:31', volume: 5 },
  ];

  it('of one contract and moment are merged: extremes of all, volumes added, open and close of the heaviest', async () => {
    const { tape } = await readFile(await dbnOf(both));
    expect(
      plainRows(tape).map(({ open, high, low, close, volume }) => [open, high, low, close, volume]),
    ).toEqual([
      [5700.5 * 4, 5702 * 4, 5698 * 4, 5700.5 * 4, 70],
      [5700 * 4, 5700 * 4, 5700 * 4, 5700 * 4, 5],
    ]);
  });

  it('can be left to one', async () => {
    const { tape } = await readFile(await dbnOf(both), { publisher: 2 });
    expect(plainRows(tape).map(({ volume }) => volume)).toEqual([10]);
  });

  it('do not hide a publisher that reports a bar twice', async () => {
    for (const twice of [both[0]!, both[1]!]) {
      const error = await failureOf(readFile(await dbnOf([both[0]!, both[1]!, twice])));
      expect(error).toMatchObject({ code: 'TB_BAR_INVALID', message: expect.stringContaining('duplicates') });
    }
  });

  it('are on the grid, each of them', async () => {
    const off = await dbnOf([both[0]!, { ...both[1]!, close: 5700.1 }]);
    expect(await failureOf(readFile(off))).toMatchObject({
      code: 'TB_BAR_INVALID',
      where: expect.stringContaining('record 1'),
    });
  });
});

describe('bars of several lengths', () => {
  const mixed: Record[] = [
    { ...BAR, rtype: 0x20 },
    { ...BAR, rtype: 0x21, volume: 7 },
  ];

  it('are refused in one tape', async () => {
    expect(await failureOf(readFile(await dbnOf(mixed)))).toMatchObject({
      code: 'TB_BAR_INVALID',
      message: 'the file mixes bars of 1s and of 1m',
      next: 'Choose one: --map interval=1s',
    });
  });

  it('can be chosen from', async () => {
    const path = await dbnOf(mixed);
    const minutes = await readFile(path, { mapping: { interval: '1m' } });
    expect([minutes.tape.intervalMs, plainRows(minutes.tape)[0]!.volume]).toEqual([60_000, 7]);
    expect((await readFile(path, { mapping: { interval: '1s' } })).tape.intervalMs).toBe(1_000);
  });

  it('have a length that is known', async () => {
    expect((await failureOf(readFile(await dbnOf([{ ...BAR, rtype: 0x11 }])))).code).toBe('TB_BAR_INVALID');
  });
});

describe('a DBN file that is not whole', () => {
  const three = ['13:30', '13:31', '13:32'].map((time) => ({ ...BAR, time: `2025-03-10T${time}` }));

  it('is refused with the number of good records, and read to there when that is accepted', async () => {
    const path = await dbnOf(three, undefined, 'none');
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length - 20));
    expect(await failureOf(readFile(path))).toMatchObject({
      code: 'TB_DBN_TRUNCATED',
      where: `${path}, byte ${bytes.length - 56} of the decompressed stream`,
      kept: '2 records before it are good',
      next: expect.stringContaining('--accept-truncated'),
    });
    const { tape, truncation } = await readFile(path, { acceptTruncated: true });
    expect(tape.rows.length).toBe(2);
    expect(truncation).toEqual({ byteOffset: bytes.length - 56, goodRecords: 2 });
  });

  it('cut inside its compression is no shorter file', async () => {
    const many = Array.from({ length: 8000 }, (_, i) => {
      const time = new Date(utc('2025-03-10T00:00') + i * 1_000).toISOString().slice(0, -1);
      return { ...BAR, time, rtype: 0x20, volume: (i * 7919) % 9973 };
    });
    const path = await dbnOf(many);
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.subarray(0, bytes.length / 2));
    const error = await failureOf(readFile(path));
    expect(error.code).toBe('TB_DBN_TRUNCATED');
    const { truncation } = await readFile(path, { acceptTruncated: true });
    expect(error.kept).toBe(`${truncation!.goodRecords} records before it are good`);
    writeFileSync(path, bytes.subarray(0, 20));
    expect((await failureOf(readFile(path))).code).toBe('TB_FILE_UNREADABLE');
  });

  it('is corrupt when a record is impossible', async () => {
    const path = await dbnOf(three, undefined, 'none');
    appendFileSync(path, Buffer.alloc(32));
    expect(await failureOf(readFile(path))).toMatchObject({
      code: 'TB_DBN_CORRUPT',
      kept: '3 records before it are good',
    });
  });

  it('has no bars when it has only its head', async () => {
    expect((await failureOf(readFile(await dbnOf([])))).code).toBe('TB_DATA_EMPTY');
  });

  it('of the format before DBN is refused as that', async () => {
    const path = join(temporaryFolder(), 'old.dbz');
    writeFileSync(
      path,
      Buffer.concat([Buffer.from([0x51, 0x2a, 0x4d, 0x18, 4, 0, 0, 0]), Buffer.from('DBZ\u0001')]),
    );
    expect((await failureOf(readFile(path))).code).toBe('TB_FORMAT_UNKNOWN');
  });
});
