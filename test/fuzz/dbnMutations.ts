import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { encodeRecord } from '../../src/databento/codec/encode.ts';
import { RECORD_LAYOUTS } from '../../src/databento/codec/layouts/registry.ts';
import { createMetadata, type DbnVersion, encodeMetadata } from '../../src/databento/codec/metadata.ts';
import { arbitraryRecord, namesOf } from '../databento/codec/arbitraryRecords.ts';

/** A draw from `[0, bound)`. */
export type Draw = (bound: number) => number;

/** Seeded draws (mulberry32), the same everywhere. */
export function drawsOf(seed: number): Draw {
  let state = seed >>> 0;
  return (bound) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * bound);
  };
}

/** A valid stream in parts, so that a mutation knows where things are. */
export interface SeedStream {
  readonly version: DbnVersion;
  readonly tsOut: boolean;
  readonly metadata: Uint8Array;
  readonly records: readonly Uint8Array[];
}

/** Streams of every version, with and without send times, with every record type of the version. */
export function seedStreams(): SeedStream[] {
  const streams: SeedStream[] = [];
  for (const version of [1, 2, 3] as const) {
    for (const tsOut of [false, true]) {
      const metadata = encodeMetadata(
        createMetadata({
          version,
          dataset: 'GLBX.MDP3',
          schema: null,
          tsOut,
          symbols: ['ES.FUT', 'NQ.c.0'],
          partial: ['NQ.c.0'],
          notFound: ['XX'],
          mappings: [
            {
              rawSymbol: 'ES.FUT',
              intervals: [{ startDate: '2024-01-01', endDate: '2024-02-01', symbol: '5482' }],
            },
            { rawSymbol: 'NQ.c.0', intervals: [] },
          ],
        }),
      );
      const records = namesOf(version).map((name, i) =>
        encodeRecord(
          fc.sample(arbitraryRecord(RECORD_LAYOUTS[name], tsOut), {
            seed: version * 100 + i,
            numRuns: 1,
          })[0]!,
        ),
      );
      streams.push({ version, tsOut, metadata, records });
    }
  }
  return streams;
}

const EXTREMES = [0, 1, 2, 3, 4, 0x7f, 0x80, 0xfe, 0xff];

function anyByte(draw: Draw): number {
  return draw(2) === 0 ? EXTREMES[draw(EXTREMES.length)]! : draw(256);
}

function spoil(bytes: Uint8Array, draw: Draw, from: number, to: number): void {
  const at = from + draw(Math.max(1, to - from));
  if (at < bytes.length) bytes[at] = anyByte(draw);
}

/** One damaged, or merely unusual, piece of metadata. */
function mutateMetadata(metadata: Uint8Array, draw: Draw): Uint8Array {
  const bytes = metadata.slice();
  switch (draw(7)) {
    case 0: // Magic, version and length.
      spoil(bytes, draw, 0, 8);
      break;
    case 1: // Fixed fields: schema, times, kinds, send time, symbol length.
      spoil(bytes, draw, 8, 108);
      break;
    case 2: // The send-time flag, which moves every record's end.
      bytes[bytes[3] === 1 ? 60 : 52] = draw(2);
      break;
    case 3: // Counts, symbols and dates.
      for (let i = draw(4); i >= 0; i--) spoil(bytes, draw, 108, bytes.length);
      break;
    case 4: // A count of symbols.
      new DataView(bytes.buffer).setUint32(112, draw(2) === 0 ? draw(8) : 0xffff_ffff - draw(4), true);
      break;
    case 5: // The length, near the right one.
      new DataView(bytes.buffer).setUint32(4, bytes.length - 8 + draw(33) - 16, true);
      break;
    default: // Another version than the records have.
      bytes[3] = draw(5);
  }
  return bytes;
}

/** One damaged, or merely unusual, record. */
function mutateRecord(record: Uint8Array, draw: Draw): Uint8Array {
  const bytes = record.slice();
  switch (draw(7)) {
    case 0:
      bytes[0] = anyByte(draw);
      return bytes;
    case 1:
      bytes[1] = anyByte(draw);
      return bytes;
    case 2: // Grown by whole words, as a newer server would send it.
      {
        const grown = new Uint8Array(Math.min(1020, bytes.length + 4 * (1 + draw(30))));
        grown.set(bytes.subarray(0, grown.length));
        grown[0] = grown.length / 4;
        return grown;
      }
    case 3: // Too short for its type, and honest about it.
      {
        const short = bytes.slice(0, 4 * draw(bytes.length / 4));
        if (short.length > 0) short[0] = short.length / 4;
        return short;
      }
    case 4: // Text without its NUL and other extremes.
      bytes.fill(0x41 + draw(4), 16 + draw(bytes.length - 16));
      return bytes;
    default:
      for (let i = draw(6); i >= 0; i--) spoil(bytes, draw, 0, bytes.length);
      return bytes;
  }
}

/** A stream with something about it: a few records, some of them mutated, spliced, doubled, cut. */
export function mutatedStream(stream: SeedStream, draw: Draw): Uint8Array {
  const parts: Uint8Array[] = [draw(3) === 0 ? mutateMetadata(stream.metadata, draw) : stream.metadata];
  for (let i = draw(6); i >= 0; i--) {
    const record = stream.records[draw(stream.records.length)]!;
    parts.push(draw(3) === 0 ? mutateRecord(record, draw) : record);
  }
  if (draw(8) === 0) parts.splice(draw(parts.length), 1);
  if (draw(8) === 0)
    parts.splice(
      draw(parts.length),
      0,
      Uint8Array.from({ length: draw(40) }, () => anyByte(draw)),
    );
  const bytes = new Uint8Array(Buffer.concat(parts));
  return draw(4) === 0 ? bytes.slice(0, draw(bytes.length + 1)) : bytes;
}

/** Compressed in one to three frames, with skippable ones; damaged more often than not. */
export function mutatedContainer(plain: Uint8Array, draw: Draw): Uint8Array {
  const frames: Uint8Array[] = [];
  for (let from = 0; ; ) {
    const to = draw(2) === 0 ? plain.length : Math.min(plain.length, from + 1 + draw(plain.length + 1));
    const params = { [constants.ZSTD_c_checksumFlag]: draw(2), [constants.ZSTD_c_compressionLevel]: 1 };
    frames.push(zstdCompressSync(plain.subarray(from, to), { params }));
    if (draw(3) === 0) frames.push(Uint8Array.of(0x50 + draw(16), 0x2a, 0x4d, 0x18, 2, 0, 0, 0, 9, 9));
    from = to;
    if (from >= plain.length) break;
  }
  const bytes = new Uint8Array(Buffer.concat(frames));
  switch (draw(5)) {
    case 0:
      return bytes;
    case 1: // Frame header, window, content size, first block header.
      spoil(bytes, draw, 0, 16);
      return bytes;
    case 2:
      return bytes.slice(0, draw(bytes.length + 1));
    case 3: // Another frame that repeats itself, claiming up to a block.
      return new Uint8Array(
        Buffer.concat([
          bytes,
          Uint8Array.of(
            0x28,
            0xb5,
            0x2f,
            0xfd,
            0,
            0x38,
            0x03 + 8 * draw(32),
            draw(256),
            draw(20),
            anyByte(draw),
          ),
        ]),
      );
    default:
      for (let i = draw(3); i >= 0; i--) spoil(bytes, draw, 0, bytes.length);
      return bytes;
  }
}
