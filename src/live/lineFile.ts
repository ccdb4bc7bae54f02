import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  linkSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { TapebenchError } from '../errors.ts';

/**
 * A text file of lines that is only ever appended to. A last line without an end was torn by the end of a process and is
 * cut off when the file is opened.
 */
export class LineFile {
  readonly path: string;
  /** The whole lines that were there when it was opened, without their line feeds. */
  readonly lines: readonly string[];
  /** Bytes of a torn last line that opening cut off. */
  readonly cutBytes: number;
  #file: number;
  #size: number;

  readonly #isSynced: boolean;

  /**
   * @param isSynced whether a write is waited for until it is on the disk
   * @throws TapebenchError TB_SESSION_WRITE
   */
  constructor(path: string, isSynced = true) {
    this.path = path;
    this.#isSynced = isSynced;
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
    this.#size = bytes.lastIndexOf(0x0a) + 1;
    this.cutBytes = bytes.length - this.#size;
    const text = bytes.subarray(0, this.#size).toString('utf8');
    this.lines = text === '' ? [] : text.slice(0, -1).split('\n');
    this.#file = writing(path, () => openSync(path, 'a'));
    if (this.cutBytes > 0) writing(path, () => ftruncateSync(this.#file, this.#size));
  }

  /**
   * Writes lines; when it returns, they are on the disk (with the system, when it is not synced). After a failure none of them is in the file.
   * @throws TapebenchError TB_SESSION_WRITE
   */
  append(lines: readonly string[]): void {
    if (lines.length === 0) return;
    const bytes = Buffer.from(`${lines.join('\n')}\n`);
    try {
      writing(this.path, () => {
        for (let written = 0; written < bytes.length; ) written += writeSync(this.#file, bytes, written);
        if (this.#isSynced) fsyncSync(this.#file);
      });
    } catch (error) {
      this.#cutBack();
      throw error;
    }
    this.#size += bytes.length;
  }

  /** Bytes of the whole lines. */
  get bytes(): number {
    return this.#size;
  }

  /** Closes the file; what was written without waiting for the disk is waited for now. */
  close(): void {
    try {
      if (!this.#isSynced) fsyncSync(this.#file);
    } catch {
      // Then a power failure may lose lines that nothing was to wait for.
    }
    closeSync(this.#file);
  }

  /** Half of what was to be written must not stand before what is written later. */
  #cutBack(): void {
    try {
      ftruncateSync(this.#file, this.#size);
    } catch {
      // Then it is a torn line, which the next opening cuts off.
    }
  }
}

/** Runs what makes something of a file that has just been opened; when it fails, the file does not stay open. */
export function orClosing<T>(file: LineFile, make: () => T): T {
  try {
    return make();
  } catch (error) {
    file.close();
    throw error;
  }
}

/** Runs what writes a file of a session. @throws TapebenchError TB_SESSION_WRITE when it fails */
export function writing<T>(path: string, write: () => T): T {
  try {
    return write();
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new TapebenchError('TB_SESSION_WRITE', `cannot write ${path}: ${reason}`, {
      where: path,
      kept: 'all that was said before is on disk; nothing that is not was acted on',
      cause,
    });
  }
}

/**
 * Keeps a damaged file under the first name that is free, and puts its good part in its place at once, so that a kill
 * leaves the one or the other; without a good part there is no file.
 * @returns the name under which it is kept
 * @throws TapebenchError TB_SESSION_WRITE
 */
export function replaceDamaged(path: string, good: string | Uint8Array): string {
  let number = 1;
  while (existsSync(`${path}.damaged-${number}`)) number++;
  const aside = `${path}.damaged-${number}`;
  writing(path, () => {
    if (good.length === 0) return renameSync(path, aside);
    const mended = `${path}.mended`;
    rmSync(mended, { force: true });
    writeFileSync(mended, good, { flush: true });
    linkSync(path, aside);
    renameSync(mended, path);
  });
  return aside;
}
