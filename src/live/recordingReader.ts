import { closeSync, openSync, readSync } from 'node:fs';
import { DatabentoError } from '../databento/errors.ts';
import type { LiveEvent } from '../databento/live/events.ts';
import { RecordFramer } from '../databento/live/framer.ts';
import { Interpreter } from '../databento/live/interpret.ts';
import { ResumePoint } from '../databento/live/resume.ts';
import { TapebenchError } from '../errors.ts';

const READ_BYTES = 1 << 16;

/** One record of a recording, as what a live client made of it. */
export interface RecordedStep {
  /** Whole records of the file up to and with this one. */
  readonly records: number;
  readonly events: readonly LiveEvent[];
}

function* steps(path: string): Generator<RecordedStep> {
  const file = openSync(path, 'r');
  try {
    const framer = new RecordFramer();
    const buffer = new Uint8Array(READ_BYTES);
    let interpreter: Interpreter | undefined;
    let records = 0;
    for (let read = readSync(file, buffer, 0, READ_BYTES, null); read > 0; ) {
      const whole = framer.feed(buffer.subarray(0, read));
      if (framer.metadata !== undefined) {
        interpreter ??= new Interpreter({
          metadata: framer.metadata,
          resume: new ResumePoint(),
          schemas: ['ohlcv-1m'],
          replayed: [],
          catchingUpFrom: undefined,
        });
        for (let at = 0; at < whole.length; ) {
          const length = whole[at]! * 4;
          records += 1;
          yield { records, events: interpreter.read(whole.subarray(at, at + length)).events };
          at += length;
        }
      }
      if (framer.failure !== undefined) throw framer.failure;
      read = readSync(file, buffer, 0, READ_BYTES, null);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The events that a live client handed on, out of the recording that it wrote, record by record. A torn record at the end
 * is not given.
 * @throws TapebenchError TB_SESSION_INVALID when the file is no recording, or damaged
 */
export function* readRecording(path: string): Generator<RecordedStep> {
  try {
    yield* steps(path);
  } catch (cause) {
    if (!(cause instanceof DatabentoError)) throw cause;
    throw new TapebenchError('TB_SESSION_INVALID', `the recording is damaged: ${cause.message}`, {
      where: path,
      kept: 'all files are as they were',
      cause,
    });
  }
}
