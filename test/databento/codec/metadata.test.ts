import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SCHEMAS, STYPES } from '../../../src/databento/codec/enums.ts';
import {
  createMetadata,
  type DbnMetadata,
  decodeMetadata,
  encodeMetadata,
  metadataByteLength,
} from '../../../src/databento/codec/metadata.ts';
import { DatabentoError } from '../../../src/databento/errors.ts';

const symbol = fc.string({ unit: fc.constantFrom(...'ABCESZ0123456789.-'), maxLength: 21 });
const date = fc
  .date({ min: new Date(0), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((d) => d.toISOString().slice(0, 10));
const u64 = fc.bigInt({ min: 0n, max: 2n ** 64n - 2n });

const metadata: fc.Arbitrary<DbnMetadata> = fc
  .record({
    version: fc.constantFrom(1 as const, 2 as const, 3 as const),
    dataset: fc.string({ unit: fc.constantFrom(...'GLBX.MDP3'), maxLength: 15 }),
    schema: fc.oneof(fc.constantFrom(...SCHEMAS), fc.constant(null), fc.integer({ min: 100, max: 65_534 })),
    start: u64,
    end: fc.option(u64),
    limit: fc.option(fc.bigInt({ min: 1n, max: 2n ** 64n - 1n })),
    stypeIn: fc.oneof(fc.constantFrom(...STYPES), fc.constant(null), fc.integer({ min: 100, max: 254 })),
    stypeOut: fc.oneof(fc.constantFrom(...STYPES), fc.constant(null)),
    tsOut: fc.boolean(),
    symbols: fc.array(symbol, { maxLength: 5 }),
    partial: fc.array(symbol, { maxLength: 3 }),
    notFound: fc.array(symbol, { maxLength: 3 }),
    mappings: fc.array(
      fc.record({
        rawSymbol: symbol,
        intervals: fc.array(fc.record({ startDate: date, endDate: date, symbol }), { maxLength: 4 }),
      }),
      { maxLength: 4 },
    ),
  })
  .map((m) => createMetadata(m.version === 1 ? { ...m, recordCount: 2n ** 64n - 1n } : m));

function failureOf(run: () => unknown): DatabentoError {
  try {
    run();
  } catch (error) {
    if (error instanceof DatabentoError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('metadata', () => {
  it('of any content and version come back as encoded', () => {
    fc.assert(
      fc.property(metadata, fc.uint8Array({ maxLength: 9 }), (any, rest) => {
        const bytes = encodeMetadata(any);
        const decoded = decodeMetadata(Buffer.concat([bytes, rest]));
        expect(decoded).toEqual({ metadata: any, byteLength: bytes.length });
        expect(metadataByteLength(bytes)).toBe(bytes.length);
        if (any.version === 3) expect(bytes.length % 8).toBe(0);
      }),
    );
  });

  it('have their fields where the format says', () => {
    // Offsets from the specification: dataset 8, schema 24, start 26, end 34, limit 42; then by version.
    const common = {
      dataset: 'GLBX.MDP3',
      schema: 'ohlcv-1m',
      start: 1n,
      end: 2n,
      limit: 3n,
      stypeIn: 'parent',
    } as const;
    const v1 = Buffer.from(encodeMetadata(createMetadata({ ...common, version: 1, tsOut: true })));
    const v3 = Buffer.from(encodeMetadata(createMetadata({ ...common, version: 3, tsOut: true })));
    for (const bytes of [v1, v3]) {
      expect(bytes.toString('latin1', 0, 3)).toBe('DBN');
      expect(bytes.toString('latin1', 8, 17)).toBe('GLBX.MDP3');
      expect(bytes.readUInt16LE(24)).toBe(6);
      expect([26, 34, 42].map((at) => bytes.readBigUInt64LE(at))).toEqual([1n, 2n, 3n]);
    }
    expect([v1[58], v1[59], v1[60]]).toEqual([4, 0, 1]);
    expect([v3[50], v3[51], v3[52], v3.readUInt16LE(53)]).toEqual([4, 0, 1, 71]);
    expect([v1.length, v3.length]).toEqual([128, 128]);
    expect(v3.readUInt32LE(4)).toBe(120);
  });

  it('keep a symbol length other than the usual', () => {
    const odd = createMetadata({
      dataset: 'X',
      schema: null,
      symbolCstrLength: 40,
      symbols: ['A'.repeat(39)],
    });
    expect(decodeMetadata(encodeMetadata(odd)).metadata).toEqual(odd);
  });

  it('that are cut are truncated at every length', () => {
    const bytes = encodeMetadata(createMetadata({ dataset: 'X', schema: 'mbo', symbols: ['ES'] }));
    for (let end = 0; end < bytes.length; end++) {
      expect(failureOf(() => decodeMetadata(bytes.subarray(0, end))).kind).toBe('truncated');
    }
  });

  it('with counts beyond their end are damaged, whatever they claim', () => {
    const bytes = encodeMetadata(
      createMetadata({
        dataset: 'X',
        schema: 'mbo',
        mappings: [
          { rawSymbol: 'ES', intervals: [{ startDate: '2024-01-01', endDate: '2024-01-02', symbol: '5' }] },
        ],
      }),
    );
    // The counts of symbols, partial, not found, mappings, and of the one mapping's intervals.
    for (const at of [112, 116, 120, 124, 128 + 71]) {
      for (const count of [7, 0xffff_ffff]) {
        const bad = bytes.slice();
        new DataView(bad.buffer).setUint32(at, count, true);
        expect(failureOf(() => decodeMetadata(bad))).toMatchObject({ kind: 'corrupt', goodRecords: 0 });
      }
    }
  });

  it('that are impossible are refused with the place', () => {
    const bytes = encodeMetadata(createMetadata({ dataset: 'X', schema: 'mbo' }));
    const changed = (at: number, ...values: number[]): Uint8Array => {
      const copy = bytes.slice();
      copy.set(values, at);
      return copy;
    };
    expect(failureOf(() => decodeMetadata(changed(0, 1)))).toMatchObject({ kind: 'corrupt', byteOffset: 0 });
    expect(failureOf(() => decodeMetadata(changed(3, 0)))).toMatchObject({
      kind: 'unsupported',
      byteOffset: 3,
    });
    expect(failureOf(() => decodeMetadata(changed(3, 4)))).toMatchObject({
      kind: 'unsupported',
      byteOffset: 3,
    });
    expect(failureOf(() => decodeMetadata(changed(4, 99, 0, 0, 0)))).toMatchObject({
      kind: 'corrupt',
      byteOffset: 4,
    });
    expect(failureOf(() => decodeMetadata(changed(4, 0, 0, 0, 0x7f)))).toMatchObject({
      kind: 'unsupported',
      byteOffset: 4,
    });
    expect(failureOf(() => decodeMetadata(changed(53, 0, 0)))).toMatchObject({
      kind: 'corrupt',
      byteOffset: 53,
    });
    expect(failureOf(() => decodeMetadata(changed(108, 1)))).toMatchObject({
      kind: 'unsupported',
      byteOffset: 108,
    });
    expect(failureOf(() => decodeMetadata(bytes, 50)).kind).toBe('unsupported');
  });

  it('that cannot be written are refused', () => {
    const write = (extra: Partial<DbnMetadata>): unknown =>
      encodeMetadata({ ...createMetadata({ dataset: 'X', schema: 'mbo' }), ...extra });
    expect(failureOf(() => write({ dataset: 'X'.repeat(16) }))).toMatchObject({ kind: 'usage' });
    expect(failureOf(() => write({ version: 1, symbols: ['X'.repeat(22)] }))).toMatchObject({
      kind: 'usage',
    });
    expect(failureOf(() => write({ symbols: ['\u20ac'] }))).toMatchObject({ kind: 'usage' });
    expect(failureOf(() => write({ schema: 'nonsense' as 'mbo' }))).toMatchObject({ kind: 'usage' });
    expect(failureOf(() => write({ stypeIn: 1.5 }))).toMatchObject({ kind: 'usage' });
    const intervals = [{ startDate: '2024-1-1', endDate: '2024-01-02', symbol: '5' }];
    expect(failureOf(() => write({ mappings: [{ rawSymbol: 'ES', intervals }] }))).toMatchObject({
      kind: 'usage',
    });
  });
});
