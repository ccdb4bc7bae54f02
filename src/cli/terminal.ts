import { styleText } from 'node:util';
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

/** A table without frames that fits into any pipe; numbers to the right. */
export function table(columns: readonly ColumnOfTable[], rows: readonly (readonly string[])[]): string {
  const drawn = new Table({
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
      middle: '  ',
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
      format: '{what} {bar} {percentage}% · {value}/{total} · {eta_formatted} left',
      hideCursor: true,
      clearOnComplete: true,
      stopOnComplete: false,
    },
    Presets.rect,
  );
  bar.start(total, 0, { what });
  return {
    update: (done, now) => bar.update(done, now === undefined ? {} : { what: now }),
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
