import { existsSync, readFileSync } from 'node:fs';
import { zstdDecompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { encodeRecord } from '../../../src/databento/codec/encode.ts';
import { metadataToJson } from '../../../src/databento/codec/json.ts';
import { wireName } from '../../../src/databento/codec/layouts/fields.ts';
import { BID_ASK_PAIR, CONSOLIDATED_BID_ASK_PAIR } from '../../../src/databento/codec/layouts/market.ts';
import { RECORD_LAYOUTS } from '../../../src/databento/codec/layouts/registry.ts';
import { decodeMetadata, encodeMetadata } from '../../../src/databento/codec/metadata.ts';
import { readDbn, readDbnSync } from '../../../src/databento/codec/reader.ts';
import { type DbnRecord, HEADER_FIELDS } from '../../../src/databento/codec/record.ts';
import { hasSamples, samples } from './samples.ts';

const LAYOUTS = '../shared/databento/layouts.json';

/** A record in the golden files' form: its type and size first. */
function goldenForm(record: DbnRecord): string {
  return JSON.stringify({ _type: record.type, _len: record.byteLength, _ok: true, ...record.toJSON() });
}

describe.skipIf(!hasSamples)('every sample', () => {
  const all = samples();

  it('is there', () => {
    expect(all).toHaveLength(168);
  });

  it.each(all.map((sample) => [sample.name, sample] as const))(
    '%s decodes to its golden lines and back',
    (_, sample) => {
      const isFragment = sample.metadata === null;
      const { metadata, records, skippedRecords } = readDbnSync(
        sample.path,
        isFragment ? { fragment: {} } : {},
      );
      expect(records.map(goldenForm)).toEqual(sample.lines.map((line) => JSON.stringify(JSON.parse(line))));
      expect(skippedRecords.size).toBe(0);

      const stored = readFileSync(sample.path);
      // More than one frame comes out of this call on the Node of this project only.
      const plain = sample.path.endsWith('.zst') ? zstdDecompressSync(stored) : stored;
      const head = metadata === undefined ? new Uint8Array(0) : encodeMetadata(metadata);
      const encoded = Buffer.concat([head, ...records.map((record) => encodeRecord(record.toObject()))]);
      expect(encoded.equals(plain)).toBe(true);

      if (metadata === undefined) return;
      const { length, reserved_zero, padding, ...golden } = sample.metadata as Record<string, unknown>;
      expect(JSON.stringify(metadataToJson(metadata))).toBe(JSON.stringify(golden));
      expect(decodeMetadata(plain).byteLength).toBe((length as number) + 8);
      expect([reserved_zero, padding]).toEqual([true, metadata.version === 3 ? padding : 0]);
    },
  );

  it('decodes the same from chunks of seven bytes', async () => {
    for (const sample of all) {
      const bytes = readFileSync(sample.path);
      const chunks: Uint8Array[] = [];
      for (let i = 0; i < bytes.length; i += 7) chunks.push(new Uint8Array(bytes.subarray(i, i + 7)));
      const reader = await readDbn(chunks, sample.metadata === null ? { fragment: {} } : {});
      const lines: string[] = [];
      for await (const record of reader) lines.push(goldenForm(record));
      expect(lines, sample.name).toEqual(sample.lines.map((line) => JSON.stringify(JSON.parse(line))));
    }
  });
});

describe.skipIf(!existsSync(LAYOUTS))('the declared layouts', () => {
  interface Declared {
    readonly size: number;
    readonly fields: readonly { name: string; offset: number; size: number; type: string }[];
  }

  it('are those of the vendor, field by field', () => {
    const vendor = JSON.parse(readFileSync(LAYOUTS, 'utf8')) as Record<string, Declared>;
    const ours: Record<string, { size: number; fields: Record<string, readonly unknown[]> }> = {
      BidAskPair: { size: 32, fields: BID_ASK_PAIR },
      ConsolidatedBidAskPair: { size: 32, fields: CONSOLIDATED_BID_ASK_PAIR },
      RecordHeader: { size: 16, fields: { length: ['u8', 0], ...HEADER_FIELDS } },
    };
    for (const [name, { size, fields }] of Object.entries(RECORD_LAYOUTS)) {
      ours[name] = { size, fields: { length: ['u8', 0], ...HEADER_FIELDS, ...fields } };
    }
    const typeOf = ([kind, , size]: readonly unknown[]): string => {
      if (kind === 'price') return 'i64';
      if (kind === 'time') return 'u64';
      if (kind === 'cstr') return `cstr[${size}]`;
      if (kind === 'bytes') return `u8[${size}]`;
      if (kind === 'levels') return `BidAskPair[${size}]`;
      if (kind === 'consolidatedLevels') return `ConsolidatedBidAskPair[${size}]`;
      return kind as string;
    };
    const flat = (fields: Record<string, readonly unknown[]>): [string, unknown, string][] =>
      Object.entries(fields).map(([name, field]) => [wireName(name), field[1], typeOf(field)]);
    expect(Object.keys(ours).sort()).toEqual(Object.keys(vendor).sort());
    for (const [name, { size, fields }] of Object.entries(vendor)) {
      expect(ours[name]!.size, name).toBe(size);
      expect(flat(ours[name]!.fields), name).toEqual(fields.map((f) => [f.name, f.offset, f.type]));
    }
  });
});
