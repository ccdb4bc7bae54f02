import { stripVTControlCharacters, styleText } from 'node:util';
import { Presets, SingleBar } from 'cli-progress';
import Table from 'cli-table3';

type Style = Parameters<typeof styleText>[0];

/** Styled for standard output; plain where NO_COLOR is set or it is no terminal. */
export function styled(style: Style, text: string): string {
  return styleText(style, text, { stream: process.stdout });
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** The one JSON document of a command that was asked for --json. Infinite and missing numbers become null. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}

export interface ColumnOfTable {
  readonly title: string;
  readonly isNumber?: boolean;
}

const GAP = 2;
/** A column narrower than this is harder to read than a line that the terminal breaks. */
const LEAST_COLUMN = 16;

/** Widths for a table in a terminal that is too narrow for it: the widest column of words is broken into lines. */
function widthsWithin(
  width: number,
  columns: readonly ColumnOfTable[],
  rows: readonly (readonly string[])[],
): (number | null)[] {
  const needed = columns.map(({ title }, i) =>
    Math.max(title.length, ...rows.map((row) => stripVTControlCharacters(row[i] ?? '').length)),
  );
  const excess = needed.reduce((sum, each) => sum + each, GAP * (columns.length - 1)) - width;
  const widths: (number | null)[] = columns.map(() => null);
  const words = needed.map((each, i) => (columns[i]!.isNumber === true ? 0 : each));
  const widest = words.indexOf(Math.max(...words));
  if (excess > 0) widths[widest] = Math.max(LEAST_COLUMN, needed[widest]! - excess);
  return widths;
}

/** A table without frames; numbers to the right. It fits a terminal, and is never broken in a pipe. */
export function table(columns: readonly ColumnOfTable[], rows: readonly (readonly string[])[]): string {
  const width = process.stdout.isTTY === true ? process.stdout.columns : Number.POSITIVE_INFINITY;
  const drawn = new Table({
    colWidths: widthsWithin(width, columns, rows),
    wordWrap: true,
    head: columns.map((column) => column.title),
    colAligns: columns.map((column) => (column.isNumber === true ? 'right' : 'left')),
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: ' '.repeat(GAP),
    },
    style: { 'padding-left': 0, 'padding-right': 0, head: [], border: [] },
  });
  drawn.push(...rows.map((row) => [...row]));
  const [head, ...body] = drawn.toString().split('\n');
  return [styled('bold', head ?? ''), ...body].map((line) => line.trimEnd()).join('\n');
}

/** Progress on standard error, with rate and time left; silent where that is no terminal. */
export interface Progress {
  update(done: number, what?: string): void;
  stop(): void;
}

export function progress(total: number, what: string): Progress {
  if (process.stderr.isTTY !== true) return { update: () => {}, stop: () => {} };
  const bar = new SingleBar(
    {
      stream: process.stderr,
      format: '{what} {bar} {percentage}% · {value}/{total} · {rate}/s · {eta_formatted} left',
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.rect,
  );
  const startedMs = performance.now();
  bar.start(total, 0, { what, rate: 0 });
  return {
    update: (done, now) => {
      const rate = (done / Math.max(1, performance.now() - startedMs)) * 1000;
      bar.update(done, { rate: rate.toPrecision(2), ...(now === undefined ? {} : { what: now }) });
    },
    stop: () => bar.stop(),
  };
}

/** Shows what is being done until the returned function is called; silent where standard error is no terminal. */
export function stage(what: string): () => void {
  if (process.stderr.isTTY !== true) return () => {};
  process.stderr.write(`${what} ...`);
  return () => {
    process.stderr.write('\r\x1b[K');
  };
}

/** A line for people on standard error, so that standard output stays the result. */
export function note(text: string): void {
  process.stderr.write(`${text}\n`);
}
