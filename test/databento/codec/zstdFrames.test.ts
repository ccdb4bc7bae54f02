import { constants, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompressFrames, decompressFramesSync } from '../../../src/databento/codec/decompress.ts';
import { ZstdFrameScanner } from '../../../src/databento/codec/zstdFrames.ts';

/** Bytes that compress to raw, run-length and compressed blocks, from nothing to several blocks long. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 300 }),
  fc.nat(400_000).map((length) => new Uint8Array(length)),
  fc.tuple(fc.nat(300_000), fc.integer()).map(([length, seed]) => {
    const bytes = new Uint8Array(length);
    let state = seed | 1;
    for (let i = 0; i < length; i++) {
      state = Math.imul(state, 1_664_525) + 1_013_904_223;
      bytes[i] = i % 3 === 0 ? state >>> 24 : i;
    }
    return bytes;
  }),
);

const frame = fc.tuple(content, fc.boolean()).map(([bytes, hasChecksum]) => ({
  plain: bytes,
  packed: new Uint8Array(
    zstdCompressSync(bytes, { params: { [constants.ZSTD_c_checksumFlag]: hasChecksum ? 1 : 0 } }),
  ),
}));
const skippable = fc.tuple(fc.nat(15), fc.uint8Array({ maxLength: 20 })).map(([kind, bytes]) => ({
  plain: new Uint8Array(0),
  packed: new Uint8Array([0x50 + kind, 0x2a, 0x4d, 0x18, bytes.length, 0, 0, 0, ...bytes]),
}));
const parts = fc.array(fc.oneof({ weight: 3, arbitrary: frame }, skippable), { minLength: 1, maxLength: 5 });

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set([0, ...cuts.map((cut) => cut % (bytes.length + 1)), bytes.length])].sort(
    (a, b) => a - b,
  );
  return places.slice(1).map((end, i) => bytes.slice(places[i], end));
}

describe('zstd frames', () => {
  it('come out whole, however many there are and wherever the chunks are cut', async () => {
    await fc.assert(
      fc.asyncProperty(parts, fc.array(fc.nat(), { maxLength: 6 }), async (all, cuts) => {
        const packed = Buffer.concat(all.map((part) => part.packed));
        const plain = Buffer.concat(all.map((part) => part.plain));
        expect(Buffer.concat([...decompressFramesSync(packed)]).equals(plain)).toBe(true);
        const streamed: Uint8Array[] = [];
        for await (const chunk of decompressFrames(cutAt(packed, cuts))) streamed.push(chunk);
        expect(Buffer.concat(streamed).equals(plain)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('that are cut anywhere but between two of them are truncated', async () => {
    await fc.assert(
      fc.asyncProperty(parts, fc.nat(), fc.array(fc.nat(), { maxLength: 3 }), async (all, place, cuts) => {
        const packed = new Uint8Array(Buffer.concat(all.map((part) => part.packed)));
        const ends = new Set<number>();
        let at = 0;
        for (const part of all) {
          at += part.packed.length;
          ends.add(at);
        }
        const end = place % packed.length;
        const cutShort = packed.slice(0, end);
        const whole = ends.has(end);
        const streamed = (async () => {
          for await (const _ of decompressFrames(cutAt(cutShort, cuts)));
        })();
        if (whole) {
          await streamed;
          expect([...decompressFramesSync(cutShort)].length).toBeGreaterThanOrEqual(0);
        } else {
          await expect(streamed).rejects.toMatchObject({ kind: 'truncated', byteOffset: end });
          expect(() => [...decompressFramesSync(cutShort)]).toThrow('ends inside a zstd frame');
        }
      }),
      { numRuns: 60 },
    );
  });

  it('are asked for no more once nobody reads on', async () => {
    const big = fc.sample(fc.uint8Array({ minLength: 400_000, maxLength: 400_000, size: 'max' }), {
      seed: 1,
      numRuns: 1,
    })[0]!;
    const packed = new Uint8Array(zstdCompressSync(big));
    let asked = 0;
    async function* chunks(): AsyncGenerator<Uint8Array> {
      for (let i = 0; i < packed.length; i += 4096) {
        asked++;
        yield packed.subarray(i, i + 4096);
      }
    }
    for await (const _ of decompressFrames(chunks())) break;
    const askedThen = asked;
    for (let turn = 0; turn < 50; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(asked - askedThen).toBeLessThan(5);
    expect(asked * 4096).toBeLessThan(packed.length);
  });

  it('are found byte by byte as in one piece, with a bound on what they expand to', () => {
    fc.assert(
      fc.property(parts, (all) => {
        const packed = new Uint8Array(Buffer.concat(all.map((part) => part.packed)));
        const scanner = new ZstdFrameScanner();
        const bounds: number[] = [];
        scanner.scan(packed, (segment) => {
          expect(segment.isLast).toBe(true);
          bounds.push(segment.outputBound);
        });
        expect(scanner.isAtBoundary).toBe(true);
        const frames = all.filter((part) => part.packed[0] === 0x28);
        expect(bounds).toHaveLength(frames.length);
        for (const [i, bound] of bounds.entries()) {
          expect(bound).toBeGreaterThanOrEqual(frames[i]!.plain.length);
        }
        if (packed.length > 3000) return;
        const bytewise = new ZstdFrameScanner();
        let ends = 0;
        for (const byte of packed) {
          bytewise.scan(Uint8Array.of(byte), (segment) => {
            if (segment.isLast) ends++;
          });
        }
        expect(ends).toBe(frames.length);
        expect(bytewise.byteOffset).toBe(packed.length);
      }),
      { numRuns: 60 },
    );
  });

  it('that a sender flushes come out before the frame ends', async () => {
    // A frame of two raw blocks, worked by hand: magic, no content size, window 1 KiB, "abc", then "de" as the last.
    const head = [0x28, 0xb5, 0x2f, 0xfd, 0x00, 0x00];
    const first = [(3 << 3) | 0, 0, 0, 0x61, 0x62, 0x63];
    const last = [(2 << 3) | 1, 0, 0, 0x64, 0x65];
    let release: () => void = () => {};
    const gate = new Promise<void>((resolve) => {
      release = resolve;
    });
    async function* chunks(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.from([...head, ...first]);
      await gate;
      yield Uint8Array.from(last);
    }
    const output = decompressFrames(chunks());
    const early = await output.next();
    expect(Buffer.from(early.value!).toString()).toBe('abc');
    release();
    expect(Buffer.from((await output.next()).value!).toString()).toBe('de');
    expect((await output.next()).done).toBe(true);
  });

  it('that expand without end are taken in pieces, never at once', async () => {
    // 8 000 run-length blocks of 128 KiB are a gigabyte from 32 kB. Only what is asked for is made.
    const block = [(131_072 << 3) & 0xff, ((131_072 << 3) >> 8) & 0xff, (131_072 << 3) >> 16, 0x61];
    block[0] = block[0]! | 2;
    const bomb = Uint8Array.from([
      0x28,
      0xb5,
      0x2f,
      0xfd,
      0x00,
      0x38,
      ...Array.from({ length: 8000 }, () => block).flat(),
      ...[0x03, 0x00, 0x10, 0x61],
    ]);
    const before = process.memoryUsage().arrayBuffers;
    let length = 0;
    for await (const chunk of decompressFrames([bomb])) {
      length += chunk.length;
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(64 * 1024 * 1024);
      if (length > 20_000_000) break;
    }
    expect(length).toBeGreaterThan(20_000_000);
  });
});
