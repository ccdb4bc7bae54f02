import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What of the notebook format (nbformat 4.5) the runner touches; everything else is passed on as it is. */
export interface NotebookDocument {
  readonly metadata: Record<string, unknown>;
  readonly cells: readonly Cell[];
}

export interface Cell {
  readonly cell_type: 'code' | 'markdown' | 'raw';
  readonly metadata: Record<string, unknown>;
  readonly source: Lines;
  readonly outputs?: readonly Output[];
}

export interface Output {
  readonly output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  readonly name?: string;
  readonly text?: Lines;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly ename?: string;
  readonly evalue?: string;
}

/** Text as a notebook keeps it: whole, or by lines that keep their ends. */
type Lines = string | readonly string[];

export function textOf(lines: Lines): string {
  return typeof lines === 'string' ? lines : lines.join('');
}

/** File names of the notebooks of a folder, in their order. */
export function notebooksIn(folder: string): string[] {
  return readdirSync(folder)
    .filter((name) => /^\d-.*\.ipynb$/.test(name))
    .sort();
}

export function readNotebook(path: string): NotebookDocument {
  return JSON.parse(readFileSync(path, 'utf8')) as NotebookDocument;
}

/** Writes it as Jupyter does, so that a save from there changes nothing but what was changed. */
export function writeNotebook(path: string, notebook: NotebookDocument): void {
  const unfinished = join(`${path}.tmp`);
  writeFileSync(unfinished, `${JSON.stringify(notebook, null, 1)}\n`);
  renameSync(unfinished, path);
}

/** What a cell gave, in a form in which two runs can be compared. */
export interface CellResult {
  /** All that was printed; how it was cut into pieces is chance. */
  readonly printed: string;
  /** What was shown, by media type; pictures are left out, since their specification is there. */
  readonly shown: readonly Readonly<Record<string, unknown>>[];
}

/** The results of the code cells, in order. */
export function resultsOf(notebook: NotebookDocument): CellResult[] {
  return notebook.cells
    .filter((cell) => cell.cell_type === 'code')
    .map(({ outputs = [] }) => ({
      printed: outputs
        .map(({ output_type, text = '' }) => (output_type === 'stream' ? textOf(text) : ''))
        .join(''),
      shown: outputs.flatMap(({ data }) => (data === undefined ? [] : [comparable(data)])),
    }));
}

const PICTURES = new Set(['image/svg+xml', 'image/png']);

/** A bundle without its pictures, each text in one piece. */
export function comparable(data: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(data)
      .filter(([type]) => !PICTURES.has(type))
      .map(([type, value]) => [type, Array.isArray(value) ? textOf(value as string[]) : value]),
  );
}

/** Places where two runs of a notebook differ, in words; none where they agree. */
export function differences(expected: readonly CellResult[], found: readonly CellResult[]): string[] {
  if (expected.length !== found.length) {
    return [`${expected.length} code cells are kept, ${found.length} were run`];
  }
  return expected.flatMap((kept, place) => {
    const cell = `code cell ${place + 1}`;
    const now = found[place]!;
    const printed =
      kept.printed === now.printed ? [] : [`${cell} printed\n${now.printed}\n  in place of\n${kept.printed}`];
    const [a, b] = [canonical(kept.shown), canonical(now.shown)];
    if (a === b) return printed;
    const [before, after] = aroundFirstDifference(a, b);
    return [...printed, `${cell} showed\n${after}\n  in place of\n${before}`];
  });
}

/** As JSON with the names of each object in order: a kernel sorts them, a program does not. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each: unknown) =>
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each,
  );
}

const EXCERPT = 160;

/** Charts are long: what two texts have around the first place in which they differ. */
function aroundFirstDifference(a: string, b: string): [string, string] {
  let place = 0;
  while (place < a.length && a[place] === b[place]) place++;
  const from = Math.max(0, place - EXCERPT / 2);
  const excerpt = (text: string): string => {
    const part = text.slice(from, from + EXCERPT);
    return `${from > 0 ? '…' : ''}${part}${from + EXCERPT < text.length ? '…' : ''}`;
  };
  return [excerpt(a), excerpt(b)];
}
