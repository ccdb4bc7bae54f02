import { readFileSync } from 'node:fs';
import { decodeMetadata } from '../../../src/databento/codec/metadata.ts';
import type { DbnMetadata } from '../../../src/databento/index.ts';
import { Interpreter } from '../../../src/databento/live/interpret.ts';
import { ResumePoint } from '../../../src/databento/live/resume.ts';
import type { PaperSession } from '../../../src/live/paperSession.ts';
import type { PipelineSetup } from '../../../src/live/pipeline.ts';
import { SESSION_FILES } from '../../../src/live/sessionSetup.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { SessionBench } from './sessionBench.ts';

/** What a gateway sent to a session that nothing disturbed: the metadata, and each record as it came. */
export interface RecordedStream {
  readonly metadata: DbnMetadata;
  readonly records: readonly Uint8Array[];
}

/** Follows a market once through the loopback gateway, and gives the stream that it recorded. */
export async function streamOf(tape: Tape, setup: PipelineSetup): Promise<RecordedStream> {
  const bench = await SessionBench.open(tape, { setup });
  const session = bench.session();
  await bench.follow(session);
  session.close();
  await bench.close();
  return streamIn(readFileSync(`${bench.folder}/${SESSION_FILES.recording}`));
}

/** The stream in the bytes of a recording. */
export function streamIn(bytes: Uint8Array): RecordedStream {
  const { metadata, byteLength } = decodeMetadata(bytes);
  const records: Uint8Array[] = [];
  for (let at = byteLength; at < bytes.length; at += bytes[at]! * 4) {
    records.push(bytes.slice(at, at + bytes[at]! * 4));
  }
  return { metadata, records };
}

/**
 * Does to a session what the client of a gateway does, without a socket: records each piece of the stream that the
 * session has not got, and hands on what it comes to.
 * @param until how many records of the stream there are to be
 * @param pieceRecords records that come at once
 */
export function feedDirectly(
  session: PaperSession,
  { metadata, records }: RecordedStream,
  until: number = records.length,
  pieceRecords = 5,
): void {
  const { recording } = session;
  recording.begin(metadata);
  const interpreter = new Interpreter({
    metadata,
    resume: new ResumePoint(),
    schemas: ['ohlcv-1m'],
    replayed: [],
    catchingUpFrom: undefined,
  });
  if (recording.records > 0) interpreter.read(Buffer.concat(records.slice(0, recording.records)));
  for (let at = recording.records; at < until; at += pieceRecords) {
    const { events, kept } = interpreter.read(
      Buffer.concat(records.slice(at, Math.min(until, at + pieceRecords))),
    );
    recording.append(kept);
    for (const event of events) session.take(event);
  }
}
