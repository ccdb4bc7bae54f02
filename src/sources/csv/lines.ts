import { TapebenchError } from '../../errors.ts';

const QUOTE = 0x22;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const SPACE = 0x20;

/** No bar is this long: a file without line ends is not a CSV, and is not read into memory whole to find that out. */
const LONGEST_LINE_BYTES = 1 << 16;

/** The fields of one line: field `k` is `bytes[starts[k], ends[k])`, trimmed and unquoted. Reused from line to line. */
export interface FieldSpans {
  bytes: Uint8Array;
  count: number;
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

const MOST_FIELDS = 512;

export function emptySpans(): FieldSpans {
  return {
    bytes: new Uint8Array(0),
    count: 0,
    starts: new Int32Array(MOST_FIELDS),
    ends: new Int32Array(MOST_FIELDS),
  };
}

/**
 * Splits `bytes[start, end)` at a delimiter. Quoted fields may hold the delimiter and doubled quotes, not a line end.
 * @returns what is wrong with the line, in words; undefined when all is well
 */
export function splitFields(
  spans: FieldSpans,
  bytes: Uint8Array,
  start: number,
  end: number,
  delimiter: number,
): string | undefined {
  spans.bytes = bytes;
  let count = 0;
  let fieldStart = start;
  for (let i = start; i <= end; i++) {
    const byte = i === end ? delimiter : bytes[i]!;
    if (byte === QUOTE) return splitQuoted(spans, bytes.subarray(start, end), delimiter);
    if (byte !== delimiter) continue;
    if (count === MOST_FIELDS) return `it has more than ${MOST_FIELDS} fields`;
    setSpan(spans, count, fieldStart, i);
    count += 1;
    fieldStart = i + 1;
  }
  spans.count = count;
  return undefined;
}

function setSpan(spans: FieldSpans, index: number, start: number, end: number): void {
  let first = start;
  let last = end;
  while (first < last && spans.bytes[first] === SPACE) first += 1;
  while (last > first && spans.bytes[last - 1] === SPACE) last -= 1;
  spans.starts[index] = first;
  spans.ends[index] = last;
}

function splitQuoted(spans: FieldSpans, line: Uint8Array, delimiter: number): string | undefined {
  const plain = new Uint8Array(line.length);
  spans.bytes = plain;
  let count = 0;
  let length = 0;
  let i = 0;
  for (;;) {
    if (count === MOST_FIELDS) return `it has more than ${MOST_FIELDS} fields`;
    const fieldStart = length;
    while (line[i] === SPACE) i += 1;
    if (line[i] === QUOTE) {
      i += 1;
      for (;;) {
        if (i >= line.length) return 'a quoted field is not closed on its line';
        if (line[i] === QUOTE && line[i + 1] !== QUOTE) break;
        if (line[i] === QUOTE) i += 1;
        plain[length] = line[i]!;
        length += 1;
        i += 1;
      }
      i += 1;
      while (line[i] === SPACE) i += 1;
      if (i < line.length && line[i] !== delimiter) return 'something follows a closing quote';
    } else {
      while (i < line.length && line[i] !== delimiter) {
        if (line[i] === QUOTE) return 'a quote stands inside a field';
        plain[length] = line[i]!;
        length += 1;
        i += 1;
      }
    }
    setSpan(spans, count, fieldStart, length);
    count += 1;
    if (i >= line.length) break;
    i += 1;
  }
  spans.count = count;
  return undefined;
}

/** Sees the line `bytes[start, end)`, without its line end. */
export type LineVisitor = (bytes: Uint8Array, start: number, end: number) => void;

/** Cuts a stream of chunks into lines, with either kind of line end; a line across two chunks is put together. */
export class LineCutter {
  #rest: Buffer = Buffer.alloc(0);
  readonly #visit: LineVisitor;

  constructor(visit: LineVisitor) {
    this.#visit = visit;
  }

  /** @throws TapebenchError TB_CSV_INVALID when a line is longer than any line of a CSV */
  push(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let start = 0;
    for (;;) {
      const newline = bytes.indexOf(NEWLINE, start);
      if (newline === -1) break;
      this.#visit(bytes, start, newline > start && bytes[newline - 1] === RETURN ? newline - 1 : newline);
      start = newline + 1;
    }
    // A copy, since the chunk's memory may be used again for the next one.
    this.#rest = Buffer.from(bytes.subarray(start));
    if (this.#rest.length > LONGEST_LINE_BYTES) {
      throw new TapebenchError('TB_CSV_INVALID', `a line is longer than ${LONGEST_LINE_BYTES} bytes`, {
        next: 'Check that the file is a CSV with line ends.',
      });
    }
  }

  /** The last line may lack its line end. */
  finish(): void {
    if (this.#rest.length === 0) return;
    const last = this.#rest;
    this.#rest = Buffer.alloc(0);
    this.#visit(last, 0, last[last.length - 1] === RETURN ? last.length - 1 : last.length);
  }
}
