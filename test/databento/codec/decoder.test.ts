import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DbnDecoder } from '../../../src/databento/codec/decoder.ts';
import { DbnEncoder, encodeRecord, type RecordInput } from '../../../src/databento/codec/encode.ts';
import { RECORD_LAYOUTS } from '../../../src/databento/codec/layouts/registry.ts';
import { createMetadata, type DbnVersion, encodeMetadata } from '../../../src/databento/codec/metadata.ts';
import { readDbn, readDbnSync } from '../../../src/databento/codec/reader.ts';
import { type DbnRecord, indexTime } from '../../../src/databento/codec/record.ts';
import { DatabentoError } from '../../../src/databento/errors.ts';
import { arbitraryRecord, namesOf, RECORD_NAMES } from './arbitraryRecords.ts';

const VERSIONS: readonly DbnVersion[] = [1, 2, 3];

function concat(parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function metadataOf(version: DbnVersion, tsOut = false): ReturnType<typeof createMetadata> {
  return createMetadata({ version, dataset: 'GLBX.MDP3', schema: null, symbols: ['ES.FUT'], tsOut });
}

/** One record of each layout of a version, with values that tell the fields apart. */
function oneOfEach(version: DbnVersion, tsOut: bigint | undefined): RecordInput[] {
  return namesOf(version)
    .map((name) => fc.sample(arbitraryRecord(RECORD_LAYOUTS[name], false), { seed: 7, numRuns: 1 })[0]!)
    .map((record) => ({ ...record, tsOut }));
}

function failureOf(run: () => unknown): DatabentoError {
  try {
    run();
  } catch (error) {
    if (error instanceof DatabentoError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

const trade: RecordInput<'TradeMsg'> = {
  type: 'TradeMsg',
  publisherId: 1,
  instrumentId: 5482,
  tsEvent: 1_609_160_400_000_429_831n,
  price: 3_720_250_000_000n,
  size: 5,
  action: 'T',
  side: 'A',
  flags: 129,
  depth: 0,
  tsRecv: 1_609_160_400_000_704_060n,
  tsInDelta: 22_993,
  sequence: 1_170_352,
};

describe('every record type', () => {
  it.each(RECORD_NAMES)('%s of any values comes back as encoded, with and without a send time', (name) => {
    const layout = RECORD_LAYOUTS[name];
    const version = layout.versions.at(-1)!;
    for (const hasTsOut of [false, true]) {
      const encoder = new DbnEncoder(metadataOf(version, hasTsOut));
      fc.assert(
        fc.property(arbitraryRecord(layout, hasTsOut), (input) => {
          const bytes = encoder.encode(input);
          expect(bytes.length).toBe(layout.size + (hasTsOut ? 8 : 0));
          const { records } = readDbnSync(concat([encoder.head(), bytes]));
          expect(records).toHaveLength(1);
          expect(records[0]!.toObject()).toEqual(input);
          expect(encodeRecord(records[0]!.toObject())).toEqual(bytes);
          expect(records[0]!.bytes()).toEqual(bytes);
        }),
        { numRuns: 30 },
      );
    }
  });

  it.each(VERSIONS)('of version %i survives chunks cut at every byte', (version) => {
    for (const tsOut of [undefined, 9n]) {
      const encoder = new DbnEncoder(metadataOf(version, tsOut !== undefined));
      const inputs = oneOfEach(version, tsOut);
      const bytes = concat([encoder.head(), ...inputs.map((input) => encoder.encode(input))]);
      for (let cut = 1; cut < bytes.length; cut += 1) {
        const decoder = new DbnDecoder();
        const got = [...decoder.feed(bytes.slice(0, cut)), ...decoder.feed(bytes.slice(cut))];
        decoder.end();
        expect(got.length).toBe(inputs.length);
        if (cut % 97 === 0) expect(got.map((record) => record.toObject())).toEqual(inputs);
      }
      const decoder = new DbnDecoder();
      const got: DbnRecord[] = [];
      for (const byte of bytes) got.push(...decoder.feed(Uint8Array.of(byte)));
      expect(got.map((record) => record.toObject())).toEqual(inputs);
    }
  });

  it('reads each property lazily from the bytes where it lies', () => {
    const bytes = concat([encodeMetadata(metadataOf(3)), encodeRecord(trade)]);
    const [record] = readDbnSync(bytes).records;
    if (record?.type !== 'TradeMsg') throw new Error('not a trade');
    expect([record.price, record.size, record.action, record.side, record.tsRecv]).toEqual([
      3_720_250_000_000n,
      5,
      'T',
      'A',
      1_609_160_400_000_704_060n,
    ]);
    expect(indexTime(record)).toBe(1_609_160_400_000_704_060n);
    const kept = record.toObject();
    bytes.fill(0, encodeMetadata(metadataOf(3)).length + 24);
    expect(record.size).toBe(0);
    expect(kept.size).toBe(5);
  });
});

describe('the decoder', () => {
  it('steps over unknown record types and counts them', () => {
    const unknown = new Uint8Array(40);
    unknown.set([10, 0x99]);
    const decoder = new DbnDecoder();
    const got = [
      ...decoder.feed(concat([encodeMetadata(metadataOf(3)), unknown, encodeRecord(trade), unknown])),
    ];
    decoder.end();
    expect(got).toHaveLength(1);
    expect(decoder.skippedRecords).toEqual(new Map([[0x99, 2]]));
  });

  it('reads the known part of a record that has grown', () => {
    const grown = new Uint8Array(64);
    grown.set(encodeRecord(trade));
    grown[0] = 16;
    const [record] = readDbnSync(concat([encodeMetadata(metadataOf(3)), grown])).records;
    expect(record!.byteLength).toBe(64);
    expect(record!.toObject()).toMatchObject(trade);
  });

  it('delivers what is good before an impossible length, then says where', () => {
    const good = encodeRecord(trade);
    const head = encodeMetadata(metadataOf(3));
    for (const [length, kind] of [
      [0, 'corrupt'],
      [3, 'corrupt'],
      [11, 'corrupt'],
    ] as const) {
      const bad = good.slice();
      bad[0] = length;
      const decoder = new DbnDecoder();
      const got: DbnRecord[] = [];
      const error = failureOf(() => {
        for (const record of decoder.feed(concat([head, good, good, bad]))) got.push(record);
      });
      expect(error).toMatchObject({ kind, byteOffset: head.length + 96, goodRecords: 2 });
      expect(got).toHaveLength(2);
      expect(failureOf(() => [...decoder.feed(good)])).toBe(error);
      expect(failureOf(() => decoder.end())).toBe(error);
    }
  });

  it('sees an impossible length at once, even in the last byte of a chunk', () => {
    const head = encodeMetadata(metadataOf(3));
    const decoder = new DbnDecoder();
    const chunk = concat([head, Uint8Array.of(2)]);
    expect(failureOf(() => [...decoder.feed(chunk)])).toMatchObject({
      kind: 'corrupt',
      byteOffset: head.length,
    });
  });

  it('wants room for the send time when the metadata promise one', () => {
    const error = failureOf(() =>
      readDbnSync(concat([encodeMetadata(metadataOf(3, true)), encodeRecord(trade)])),
    );
    expect(error).toMatchObject({ kind: 'corrupt', goodRecords: 0 });
  });

  it('reports a stream that ends inside a record or the metadata', () => {
    const head = encodeMetadata(metadataOf(3));
    const bytes = concat([head, encodeRecord(trade), encodeRecord(trade)]);
    expect(failureOf(() => readDbnSync(bytes.subarray(0, -1)))).toMatchObject({
      kind: 'truncated',
      byteOffset: head.length + 48,
      goodRecords: 1,
    });
    expect(failureOf(() => readDbnSync(head.subarray(0, 60)))).toMatchObject({
      kind: 'truncated',
      goodRecords: 0,
    });
    expect(failureOf(() => readDbnSync(head.subarray(0, 60), { onTruncated: 'stop' })).kind).toBe(
      'truncated',
    );
    const kept = readDbnSync(bytes.subarray(0, -1), { onTruncated: 'stop' });
    expect(kept.records).toHaveLength(1);
    expect(kept.truncation).toEqual({ kind: 'truncated', byteOffset: head.length + 48, goodRecords: 1 });
  });

  it('refuses compressed input and a chunk that was not read to its end', () => {
    expect(failureOf(() => [...new DbnDecoder().feed(zstdCompressSync(Buffer.from('DBN')))]).kind).toBe(
      'unsupported',
    );
    const decoder = new DbnDecoder();
    const bytes = concat([encodeMetadata(metadataOf(3)), encodeRecord(trade), encodeRecord(trade)]);
    decoder.feed(bytes).next();
    expect(failureOf(() => [...decoder.feed(bytes)])).toMatchObject({ kind: 'usage' });
  });
});

describe('fragments', () => {
  it.each(VERSIONS)('of version %i are told by size, or by what the caller says', (version) => {
    const inputs = oneOfEach(version, undefined);
    const bytes = concat(inputs.map(encodeRecord));
    for (const fragment of [{}, { version }]) {
      const { records, metadata } = readDbnSync(bytes, { fragment });
      expect(metadata).toBeUndefined();
      expect(records.map((record) => record.toObject())).toEqual(inputs);
    }
    const sent = oneOfEach(version, 5n);
    const { records } = readDbnSync(concat(sent.map(encodeRecord)), { fragment: { tsOut: true } });
    expect(records.map((record) => record.toObject())).toEqual(sent);
  });

  it('are not taken for streams unless they are said to be fragments', () => {
    expect(failureOf(() => readDbnSync(encodeRecord(trade)))).toMatchObject({
      kind: 'corrupt',
      byteOffset: 0,
    });
  });
});

describe('the encoder', () => {
  it('refuses what a field cannot hold, and names the field', () => {
    expect(() => encodeRecord({ ...trade, size: 2 ** 32 })).toThrow('TradeMsg.size');
    expect(() => encodeRecord({ ...trade, size: 1.5 })).toThrow('TradeMsg.size');
    expect(() => encodeRecord({ ...trade, tsRecv: -1n })).toThrow('TradeMsg.tsRecv');
    expect(() => encodeRecord({ ...trade, price: 2n ** 63n })).toThrow('TradeMsg.price');
    expect(() => encodeRecord({ ...trade, action: 'TT' })).toThrow('TradeMsg.action');
    expect(() => encodeRecord({ ...trade, rtype: 0x21 })).toThrow('record type 33');
    expect(() => encodeRecord({ type: 'ErrorMsgV1', err: 'x'.repeat(64) })).toThrow('at most 63');
    expect(() => encodeRecord({ type: 'Mbp1Msg', levels: [] })).toThrow('1 levels');
  });

  it('refuses records of another version, and send times that the metadata do not promise', () => {
    expect(() => new DbnEncoder(metadataOf(1)).encode({ type: 'StatMsg' })).toThrow('version 1');
    expect(() => new DbnEncoder(metadataOf(3)).encode({ ...trade, tsOut: 1n })).toThrow('no send time');
    expect(() => new DbnEncoder(metadataOf(3, true)).encode(trade)).toThrow('a send time');
  });

  it('writes what is left out as zero, and prices as none', () => {
    const [record] = readDbnSync(encodeRecord({ type: 'Mbp1Msg' }), { fragment: {} }).records;
    expect(record!.toJSON()).toMatchObject({
      price: '9223372036854775807',
      size: 0,
      levels: [{ bid_px: '9223372036854775807', bid_sz: 0 }],
    });
  });
});

describe('reading a source', () => {
  const encoder = new DbnEncoder(metadataOf(3));
  const bytes = concat([
    encoder.head(),
    ...Array.from({ length: 100 }, (_, i) => encoder.encode({ ...trade, sequence: i })),
  ]);
  const packed = new Uint8Array(zstdCompressSync(bytes));

  it('gives the metadata before any record is asked for, then the records one by one or in lists', async () => {
    for (const source of [bytes, packed, [bytes.subarray(0, 50), bytes.subarray(50)]]) {
      const reader = await readDbn(source);
      expect(reader.metadata?.symbols).toEqual(['ES.FUT']);
      const sequences: number[] = [];
      for await (const record of reader) if (record.type === 'TradeMsg') sequences.push(record.sequence);
      expect(sequences).toEqual(Array.from({ length: 100 }, (_, i) => i));
      const again = await readDbn(source);
      let count = 0;
      for await (const batch of again.batches()) count += batch.length;
      expect(count).toBe(100);
      expect(again.records).toBe(100);
    }
  });

  it('asks for no chunk before the one in hand is used up', async () => {
    let asked = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < bytes.length; i += 480) {
        asked++;
        yield bytes.subarray(i, i + 480);
      }
    }
    const reader = await readDbn(chunks());
    const iterator = reader[Symbol.asyncIterator]();
    const before = asked;
    await iterator.next();
    await iterator.next();
    expect(asked).toBe(before);
    await iterator.return?.();
    expect(asked).toBe(before);
  });

  it('frees its source when the reader stops early, and when it is closed unread', async () => {
    let closed = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      try {
        for (let i = 0; i < bytes.length; i += 480) yield bytes.subarray(i, i + 480);
      } finally {
        closed++;
      }
    }
    for await (const _ of await readDbn(chunks())) break;
    expect(closed).toBe(1);
    await (await readDbn(chunks())).close();
    expect(closed).toBe(2);
  });

  it('stops at its signal, before and while reading', async () => {
    await expect(readDbn(bytes, { signal: AbortSignal.abort() })).rejects.toMatchObject({ kind: 'aborted' });
    const stop = new AbortController();
    const reader = await readDbn([bytes.subarray(0, 1000), bytes.subarray(1000)], { signal: stop.signal });
    const run = async (): Promise<void> => {
      for await (const _ of reader) stop.abort();
    };
    await expect(run()).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('delivers all that a cut or damaged zstd frame holds before it fails', async () => {
    // Incompressible, so that the frame has several blocks and the first ones stay whole.
    const big = concat([
      encoder.head(),
      ...fc
        .sample(arbitraryRecord(RECORD_LAYOUTS.MboMsg, false), { seed: 3, numRuns: 8000 })
        .map(encodeRecord),
    ]);
    const frame = new Uint8Array(zstdCompressSync(big, { params: { [constants.ZSTD_c_checksumFlag]: 1 } }));
    // Only the checksum behind the last block tells of this.
    const damaged = frame.slice();
    damaged[frame.length - 1] = damaged[frame.length - 1]! ^ 1;
    for (const [source, kind] of [
      [frame.subarray(0, -5000), 'truncated'],
      [damaged, 'corrupt'],
    ] as const) {
      const chunks: Uint8Array[] = [];
      for (let i = 0; i < source.length; i += 10_000) chunks.push(source.subarray(i, i + 10_000));
      let delivered = 0;
      let failure: unknown;
      try {
        for await (const _ of await readDbn(chunks)) delivered++;
      } catch (error) {
        failure = error;
      }
      expect(failure).toMatchObject({ kind, goodRecords: delivered });
      expect(delivered).toBeGreaterThan(2000);
    }
  });
});
