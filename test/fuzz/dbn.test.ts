import { describe, expect, it } from 'vitest';
import { DbnDecoder } from '../../src/databento/codec/decoder.ts';
import { encodeReceived } from '../../src/databento/codec/encode.ts';
import { readOhlcvBatchesSync } from '../../src/databento/codec/ohlcvColumns.ts';
import { readDbn, readDbnSync } from '../../src/databento/codec/reader.ts';
import type { DbnRecord } from '../../src/databento/codec/record.ts';
import { readMboBatchesSync } from '../../src/databento/codec/tickColumns.ts';
import { DatabentoError } from '../../src/databento/errors.ts';
import {
  type Draw,
  drawsOf,
  mutatedContainer,
  mutatedStream,
  type SeedStream,
  seedStreams,
} from './dbnMutations.ts';

/** `FUZZ_INPUTS=1000000` is the nightly run; `FUZZ_SEED=…` repeats one. */
const INPUTS = Number(process.env.FUZZ_INPUTS ?? 100_000);
const SEED = Number(process.env.FUZZ_SEED ?? 20_240_101);
/** Every so many inputs one goes through the streaming decompressor, which is slower by far. */
const CONTAINER_EVERY = 50;

interface Outcome {
  readonly records: readonly string[];
  readonly failure: string;
  readonly usedBytes: number;
}

/** Vitest's own expectations would take most of the time here. */
function check(isTrue: boolean, what: string): void {
  if (!isTrue) throw new Error(what);
}

/** What may be thrown, and what it must say. Anything else is a defect and goes on up. */
function describeFailure(error: unknown, length: number): string {
  if (!(error instanceof DatabentoError)) throw error;
  const { kind, byteOffset, goodRecords } = error;
  check(['corrupt', 'truncated', 'unsupported'].includes(kind), `kind ${kind}`);
  check(
    byteOffset !== undefined && byteOffset >= 0 && byteOffset <= length,
    `byte ${byteOffset} of ${length}`,
  );
  return `${kind} at ${byteOffset} after ${goodRecords}`;
}

function decode(
  chunks: readonly Uint8Array[],
  length: number,
  upgrade: boolean,
  look: (record: DbnRecord) => string,
): Outcome {
  const decoder = new DbnDecoder({ upgrade });
  const records: string[] = [];
  let failure = '';
  try {
    for (const chunk of chunks) for (const record of decoder.feed(chunk)) records.push(look(record));
    decoder.end();
  } catch (error) {
    failure = describeFailure(error, length);
  }
  check(decoder.records === records.length, 'the count of records');
  return { records, failure, usedBytes: decoder.usedBytes };
}

function cut(bytes: Uint8Array, draw: Draw): Uint8Array[] {
  const chunks: Uint8Array[] = [];
  for (let from = 0; from < bytes.length; ) {
    const to = Math.min(bytes.length, from + 1 + draw(draw(2) === 0 ? 30 : 600));
    chunks.push(bytes.slice(from, to));
    from = to;
  }
  return chunks;
}

/** A record that has grown is written in its known length. */
const withoutLength = (key: string, value: unknown): unknown => (key === 'length' ? undefined : value);

function isSame(a: Outcome, b: Outcome): boolean {
  return (
    a.failure === b.failure &&
    a.usedBytes === b.usedBytes &&
    a.records.length === b.records.length &&
    a.records.every((record, i) => record === b.records[i])
  );
}

const hex = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex');

/** Runs one input through everything that reads plain DBN. */
function tryStream(bytes: Uint8Array, draw: Draw): void {
  const whole = decode([bytes], bytes.length, false, (record) => hex(record.bytes()));
  // The answer does not depend on where the chunks are cut.
  const pieces = decode(cut(bytes, draw), bytes.length, false, (record) => hex(record.bytes()));
  check(
    isSame(pieces, whole),
    `cut: ${JSON.stringify(pieces)}
whole: ${JSON.stringify(whole)}`,
  );
  check(whole.records.length * 16 <= bytes.length, 'more records than bytes');
  // Every field can be looked at, and what was read is what is written again.
  if (draw(4) === 0) {
    decode([bytes], bytes.length, false, (record) => {
      const values = record.toObject();
      const layoutBytes = encodeReceived(values as never);
      const again = readDbnSync(layoutBytes, {
        fragment: { version: (bytes[3] as 1 | 2 | 3) ?? 3, tsOut: record.tsOut !== undefined },
      }).records[0]!;
      const json = JSON.stringify(record.toJSON(), withoutLength);
      check(JSON.stringify(again.toJSON(), withoutLength) === json, `written again: ${json}`);
      return json;
    });
  }
  if (draw(4) === 0) {
    const upgraded = decode([bytes], bytes.length, true, (record) => JSON.stringify(record));
    check(
      upgraded.records.length === whole.records.length && upgraded.failure === whole.failure,
      `upgraded: ${upgraded.failure}, as is: ${whole.failure}`,
    );
  }
  if (draw(3) === 0) {
    const read = draw(2) === 0 ? readOhlcvBatchesSync : readMboBatchesSync;
    try {
      let rows = 0;
      for (const batch of read(bytes, { batchRows: 1 + draw(5) })) rows += batch.length;
      check(rows <= bytes.length / 56, 'more rows than bytes');
    } catch (error) {
      describeFailure(error, bytes.length);
    }
  }
}

async function tryContainer(bytes: Uint8Array, draw: Draw): Promise<void> {
  let sync: [string, number];
  try {
    sync = ['', readDbnSync(bytes).records.length];
  } catch (error) {
    sync = [error instanceof DatabentoError ? error.kind : describeFailure(error, 0), -1];
  }
  let count = 0;
  let kind = '';
  try {
    for await (const batch of (await readDbn(cut(bytes, draw))).batches()) count += batch.length;
  } catch (error) {
    if (!(error instanceof DatabentoError)) throw error;
    kind = error.kind;
    check((error.goodRecords ?? 0) === count, `${count} records came, not ${error.goodRecords}`);
  }
  // Both ways agree on whether the input is good, and on what is in it when it is.
  check((kind === '') === (sync[0] === ''), `streamed: ${kind}, whole: ${sync[0]}`);
  if (kind === '') check(count === sync[1], `streamed: ${count}, whole: ${sync[1]}`);
}

describe('DBN of any kind of damage', () => {
  it(`gives an error with its place or a right answer, ${INPUTS} times`, { timeout: 1_800_000 }, async () => {
    const streams: readonly SeedStream[] = seedStreams();
    const memoryBefore = process.memoryUsage();
    let slowestMs = 0;
    for (let i = 0; i < INPUTS; i++) {
      const draw = drawsOf(SEED + i);
      const plain = mutatedStream(streams[draw(streams.length)]!, draw);
      const isContainer = i % CONTAINER_EVERY === 0;
      const bytes = isContainer ? mutatedContainer(plain, draw) : plain;
      const before = performance.now();
      try {
        if (isContainer) await tryContainer(bytes, draw);
        else tryStream(bytes, draw);
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new Error(`repeat with FUZZ_SEED=${SEED + i} FUZZ_INPUTS=1: ${reason}\n${hex(bytes)}`, {
          cause,
        });
      }
      slowestMs = Math.max(slowestMs, performance.now() - before);
    }
    // An input is a few kilobytes at most. These bounds are generous for a busy machine, and far below a hang or a leak.
    expect(slowestMs).toBeLessThan(5_000);
    const memory = process.memoryUsage();
    expect(memory.heapUsed - memoryBefore.heapUsed).toBeLessThan(300 * 1024 * 1024);
    expect(memory.arrayBuffers - memoryBefore.arrayBuffers).toBeLessThan(300 * 1024 * 1024);
  });
});
