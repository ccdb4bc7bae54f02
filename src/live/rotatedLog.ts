import { appendFileSync, existsSync, renameSync, rmSync, statSync } from 'node:fs';

export type LogLevel = 'info' | 'warning' | 'error';

const KEPT_FILES = 3;
const LARGEST_BYTES = 5_000_000;

/** A log of JSON lines that begins anew at a size; the three files before it stay as `.1`, `.2` and `.3`. */
export class RotatedLog {
  readonly path: string;
  readonly #now: () => number;
  readonly #largestBytes: number;
  #bytes: number;

  /** @param now UTC ms, for the time of each line */
  constructor(path: string, now: () => number, largestBytes: number = LARGEST_BYTES) {
    this.path = path;
    this.#now = now;
    this.#largestBytes = largestBytes;
    this.#bytes = existsSync(path) ? statSync(path).size : 0;
  }

  /** Writes a line. A log that cannot be written must not end a session: the failure is returned, not thrown. */
  write(level: LogLevel, event: string, fields: Readonly<Record<string, unknown>> = {}): Error | undefined {
    const line = `${JSON.stringify({ time: new Date(this.#now()).toISOString(), level, event, ...fields })}\n`;
    const bytes = Buffer.byteLength(line);
    try {
      if (this.#bytes > 0 && this.#bytes + bytes > this.#largestBytes) this.#rotate();
      appendFileSync(this.path, line);
      this.#bytes += bytes;
      return undefined;
    } catch (error) {
      return error as Error;
    }
  }

  #rotate(): void {
    rmSync(`${this.path}.${KEPT_FILES}`, { force: true });
    for (let number = KEPT_FILES - 1; number >= 1; number--) {
      if (existsSync(`${this.path}.${number}`))
        renameSync(`${this.path}.${number}`, `${this.path}.${number + 1}`);
    }
    renameSync(this.path, `${this.path}.1`);
    this.#bytes = 0;
  }
}
