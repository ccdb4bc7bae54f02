import { writeFileSync } from 'node:fs';
import { inspect } from 'node:util';
import { type CellResult, comparable } from './document.ts';

/** What the module made of a notebook calls to keep what its cells print and show; loaded in that module's own process. */
const cells: { printed: string; shown: Record<string, unknown>[] }[] = [];
const DISPLAY = Symbol.for('Jupyter.display');

const toTerminal = process.stdout.write.bind(process.stdout);
process.stdout.write = (text: string | Uint8Array, ...rest: unknown[]): boolean => {
  const cell = cells.at(-1);
  if (cell !== undefined) cell.printed += String(text);
  return toTerminal(text, ...(rest as []));
};

/** A cell begins. */
export function recordedCell(): void {
  cells.push({ printed: '', shown: [] });
}

/** What a cell ends with. */
export async function recordedValue(value: unknown): Promise<void> {
  const settled = await value;
  if (settled === undefined) return;
  const display = (settled as Record<symbol, unknown>)[DISPLAY];
  const bundle =
    typeof display === 'function'
      ? ((await display.call(settled)) as Record<string, unknown>)
      : { 'text/plain': inspect(settled) };
  cells.at(-1)!.shown.push(comparable(bundle));
  toTerminal(`${String(bundle['text/plain'])}\n`);
}

/** The notebook has ended: its results go into the file that is the first argument of the process. */
export function finishRecording(): void {
  writeFileSync(process.argv[2]!, JSON.stringify(cells satisfies CellResult[]));
}
