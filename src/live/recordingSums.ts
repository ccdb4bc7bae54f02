import { createHash, type Hash } from 'node:crypto';
import { closeSync, existsSync, openSync, readFileSync, readSync } from 'node:fs';
import { LineFile } from './lineFile.ts';

/** What the sums say of a recording. */
export interface SumsCheck {
  /** Bytes from the start that are as they were written. */
  readonly goodBytes: number;
  /** Lines of the sums file that these bytes agree with, the last of them at their end. */
  readonly goodLines: readonly string[];
  /** `changed`: bytes after the good ones are not what was written. `short`: what was written is not all there. */
  readonly damage: 'changed' | 'short' | undefined;
}

/**
 * Holds a recording against its sums. Each sum is over everything from the start, so that one that agrees speaks for all
 * before it, and a damaged line of sums condemns nothing that a later one vouches for.
 */
export function checkSums(sumsPath: string, recordingPath: string): SumsCheck {
  const text = existsSync(sumsPath) ? readFileSync(sumsPath, 'utf8') : '';
  const lines = text
    .slice(0, text.lastIndexOf('\n') + 1)
    .split('\n')
    .slice(0, -1);
  const bytes = existsSync(recordingPath) ? readFileSync(recordingPath) : Buffer.alloc(0);
  const hash = createHash('sha256');
  let hashed = 0;
  let goodBytes = 0;
  let good = 0;
  let isShort = false;
  for (const [index, line] of lines.entries()) {
    const end = Number(/^(\d{1,15}) /.exec(line)?.[1] ?? Number.NaN);
    if (!(end > hashed)) continue;
    if (end > bytes.length) {
      isShort = true;
      continue;
    }
    hash.update(bytes.subarray(hashed, end));
    hashed = end;
    if (line !== sumLine(end, hash)) continue;
    goodBytes = end;
    good = index + 1;
  }
  // Where the file ends early, the sums within it still tell whether it was changed as well.
  const isChanged = hashed > goodBytes;
  return {
    goodBytes,
    goodLines: lines.slice(0, good),
    damage: isChanged ? 'changed' : isShort ? 'short' : undefined,
  };
}

/** Notes, as a recording grows, the SHA-256 of all its bytes so far; a line each, `bytes sum`. */
export class RecordingSums {
  readonly #file: LineFile;
  readonly #recordingPath: string;
  readonly #hash = createHash('sha256');
  #bytes = 0;

  /** Both files must have been checked and mended. @throws TapebenchError TB_SESSION_WRITE */
  constructor(sumsPath: string, recordingPath: string) {
    // A sum that a power failure loses costs a check and nothing else: it is not worth a wait for the disk.
    this.#file = new LineFile(sumsPath, false);
    this.#recordingPath = recordingPath;
    const last = this.#file.lines.at(-1);
    if (last !== undefined) this.#advance(Number(last.split(' ')[0]));
  }

  /** Notes the sum of the first `bytes` bytes, which are whole records; nothing when they were noted before. */
  note(bytes: number): void {
    if (bytes <= this.#bytes) return;
    this.#advance(bytes);
    this.#file.append([sumLine(bytes, this.#hash)]);
  }

  close(): void {
    this.#file.close();
  }

  #advance(bytes: number): void {
    const piece = Buffer.alloc(bytes - this.#bytes);
    const file = openSync(this.#recordingPath, 'r');
    try {
      for (let read = 0; read < piece.length; ) {
        read += readSync(file, piece, read, piece.length - read, this.#bytes + read);
      }
    } finally {
      closeSync(file);
    }
    this.#hash.update(piece);
    this.#bytes = bytes;
  }
}

function sumLine(bytes: number, hash: Hash): string {
  return `${bytes} ${hash.copy().digest('hex')}`;
}
