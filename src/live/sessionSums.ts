import { createHash, hash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { TapebenchError } from '../errors.ts';
import { LineFile, orClosing } from './lineFile.ts';

const CHECK_DIGITS = 16;

/** What the sums say of the files that a session stands on. */
export interface SumsCheck {
  /** Bytes of the recording, from the start, that are as they were written. */
  readonly goodBytes: number;
  /** Lines of the sums file that these bytes agree with, the last of them at their end. */
  readonly goodLines: readonly string[];
  /** `changed`: bytes after the good ones are not what was written. `short`: what was written is not all there. */
  readonly damage: 'changed' | 'short' | undefined;
  /** Whether the inputs are not those that were written, or not all there. */
  readonly hasBadInputs: boolean;
}

/** A line of sums: how long the two files were, and the SHA-256 of all that was in them. */
interface Sums {
  readonly recordingBytes: number;
  readonly recordingSum: string;
  /** Undefined in a session of a version that did not note the inputs. */
  readonly inputs: { readonly bytes: number; readonly sum: string } | undefined;
}

/**
 * Holds a recording and its inputs against their sums. Each sum is over everything from the start, so that one that agrees
 * speaks for all before it. A line of sums that is damaged itself condemns nothing.
 */
export function checkSums(sumsPath: string, recordingPath: string, inputsPath: string): SumsCheck {
  const recording = new GrowingSum(existsSync(recordingPath) ? readFileSync(recordingPath) : Buffer.alloc(0));
  const inputs = new GrowingSum(existsSync(inputsPath) ? readFileSync(inputsPath) : Buffer.alloc(0));
  let goodBytes = 0;
  let good = 0;
  let isShort = false;
  let hasBadInputs = false;
  const lines = wholeLines(sumsPath);
  for (const [index, line] of lines.entries()) {
    const sums = sumsIn(line);
    if (sums === undefined) continue;
    if (sums.inputs !== undefined && inputs.upTo(sums.inputs.bytes) !== sums.inputs.sum) hasBadInputs = true;
    if (sums.recordingBytes > recording.length) isShort = true;
    if (recording.upTo(sums.recordingBytes) !== sums.recordingSum) continue;
    goodBytes = sums.recordingBytes;
    good = index + 1;
  }
  // Where the file ends early, the sums within it still tell whether it was changed as well.
  const isChanged = recording.bytes > goodBytes;
  return {
    goodBytes,
    goodLines: lines.slice(0, good),
    damage: isChanged ? 'changed' : isShort ? 'short' : undefined,
    hasBadInputs,
  };
}

/** Notes, as a recording and its inputs grow, how long they are and the SHA-256 of all their bytes so far, a line each time. */
export class SessionSums {
  readonly #file: LineFile;
  readonly #recording: GrowingFileSum;
  readonly #inputs: GrowingFileSum;

  /** All three files must have been checked and mended. @throws TapebenchError TB_SESSION_WRITE */
  constructor(sumsPath: string, recordingPath: string, inputsPath: string) {
    // A sum that a power failure loses costs a check and nothing else: it is not worth a wait for the disk.
    this.#file = new LineFile(sumsPath, false);
    this.#recording = new GrowingFileSum(recordingPath);
    this.#inputs = new GrowingFileSum(inputsPath);
    const last = this.#file.lines.map(sumsIn).findLast((sums) => sums !== undefined);
    orClosing(this.#file, () => {
      this.#recording.advance(last?.recordingBytes ?? 0);
      this.#inputs.advance(last?.inputs?.bytes ?? 0);
    });
  }

  /** Notes the sums of the first bytes of the two files, which are whole records and lines; nothing when they were noted before. */
  note(recordingBytes: number, inputBytes: number): void {
    if (recordingBytes <= this.#recording.bytes && inputBytes <= this.#inputs.bytes) return;
    this.#recording.advance(recordingBytes);
    this.#inputs.advance(inputBytes);
    const text = `${this.#recording.text()} ${this.#inputs.text()}`;
    this.#file.append([`${text} ${checkOf(text)}`]);
  }

  close(): void {
    this.#file.close();
  }
}

/** The sum of the first bytes of what is at hand. */
class GrowingSum {
  readonly #all: Buffer;
  readonly #hash = createHash('sha256');
  /** Bytes that are in the sum. */
  bytes = 0;

  constructor(all: Buffer) {
    this.#all = all;
  }

  get length(): number {
    return this.#all.length;
  }

  /** Undefined when there are not so many, or more are in the sum already. */
  upTo(bytes: number): string | undefined {
    if (bytes > this.#all.length || bytes < this.bytes) return undefined;
    this.#hash.update(this.#all.subarray(this.bytes, bytes));
    this.bytes = bytes;
    return this.#hash.copy().digest('hex');
  }
}

/** The sum of the first bytes of a file that grows. */
class GrowingFileSum {
  readonly #path: string;
  readonly #hash = createHash('sha256');
  /** Bytes that are in the sum. */
  bytes = 0;

  constructor(path: string) {
    this.#path = path;
  }

  advance(bytes: number): void {
    if (bytes <= this.bytes) return;
    const piece = Buffer.alloc(bytes - this.bytes);
    const file = openSync(this.#path, 'r');
    try {
      for (let read = 0; read < piece.length; ) {
        const more = readSync(file, piece, read, piece.length - read, this.bytes + read);
        if (more === 0) throw shortened(this.#path);
        read += more;
      }
    } finally {
      closeSync(file);
    }
    this.#hash.update(piece);
    this.bytes = bytes;
  }

  /** Length and sum, as a line has them. */
  text(): string {
    return `${this.bytes} ${this.#hash.copy().digest('hex')}`;
  }
}

function shortened(path: string): TapebenchError {
  return new TapebenchError('TB_SESSION_INVALID', 'the file became shorter while the session used it', {
    where: path,
    kept: 'what is left of it is as it was',
  });
}

function wholeLines(path: string): readonly string[] {
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  return text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
}

/** What a line of sums says; undefined for one that is damaged. */
function sumsIn(line: string): Sums | undefined {
  const fields = /^(\d{1,15}) ([0-9a-f]{64})(?: (\d{1,15}) ([0-9a-f]{64}) ([0-9a-f]{16}))?$/.exec(line);
  if (fields === null) return undefined;
  const [, recordingBytes, recordingSum, inputBytes, inputSum, check] = fields;
  if (check !== undefined && check !== checkOf(line.slice(0, -1 - CHECK_DIGITS))) return undefined;
  return {
    recordingBytes: Number(recordingBytes),
    recordingSum: recordingSum!,
    inputs: inputSum === undefined ? undefined : { bytes: Number(inputBytes), sum: inputSum },
  };
}

function checkOf(text: string): string {
  return hash('sha256', text, 'hex').slice(0, CHECK_DIGITS);
}
