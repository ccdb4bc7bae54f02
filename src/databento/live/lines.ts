import { DatabentoError } from '../errors.ts';

/** A longer line is no line of this protocol: 500 symbols of 71 characters make 36 thousand. */
const LONGEST_LINE_BYTES = 1 << 16;
const NEWLINE = 0x0a;

/** The control phase's bytes as lines, however they are cut. What follows the last line taken is kept as bytes. */
export class LineBuffer {
  #bytes: Uint8Array = new Uint8Array(0);
  /** Bytes that are known to hold no newline. */
  #searched = 0;

  /** @throws DatabentoError `protocol` for a line that does not end */
  feed(chunk: Uint8Array): void {
    const joined = new Uint8Array(this.#bytes.length + chunk.length);
    joined.set(this.#bytes);
    joined.set(chunk, this.#bytes.length);
    this.#bytes = joined;
  }

  /**
   * The next whole line, without its end; undefined until there is one.
   * @throws DatabentoError `protocol` for a line that is too long
   */
  next(): string | undefined {
    const at = this.#bytes.indexOf(NEWLINE, this.#searched);
    if (at < 0 ? this.#bytes.length > LONGEST_LINE_BYTES : at > LONGEST_LINE_BYTES) {
      throw new DatabentoError(
        'protocol',
        `a line of the control phase is longer than ${LONGEST_LINE_BYTES} bytes`,
      );
    }
    if (at < 0) {
      this.#searched = this.#bytes.length;
      return undefined;
    }
    const line = Buffer.from(this.#bytes.subarray(0, at)).toString('latin1');
    this.#bytes = this.#bytes.subarray(at + 1);
    this.#searched = 0;
    return line.endsWith('\r') ? line.slice(0, -1) : line;
  }

  /** Takes what has not been taken as lines. */
  takeRest(): Uint8Array {
    const rest = this.#bytes;
    this.#bytes = new Uint8Array(0);
    this.#searched = 0;
    return rest;
  }
}

/** `key=value` pairs joined by `|`: parted at the first `=`; empty parts are ignored. The first of equal keys counts. */
export function readFields(line: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>();
  for (const part of line.split('|')) {
    if (part.trim() === '') continue;
    const at = part.indexOf('=');
    const name = at < 0 ? part.trim() : part.slice(0, at);
    if (!fields.has(name)) fields.set(name, at < 0 ? '' : part.slice(at + 1));
  }
  return fields;
}

/**
 * One line of `key=value` pairs, its end included.
 * @throws DatabentoError `usage` for a value that would break the line
 */
export function writeFields(fields: Readonly<Record<string, string | undefined>>): string {
  const parts: string[] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    if (/[|\n\r]/.test(value))
      throw new DatabentoError('usage', `${name} cannot be ${JSON.stringify(value)}`);
    parts.push(`${name}=${value}`);
  }
  return `${parts.join('|')}\n`;
}
