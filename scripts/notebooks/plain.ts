import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { type CellResult, type NotebookDocument, readNotebook, textOf } from './document.ts';

/**
 * Runs the cells of a notebook in their order as one module in Node, without Jupyter, and returns what each gave.
 * @throws Error with what was printed when a cell fails
 */
export async function runPlain(path: string): Promise<CellResult[]> {
  const folder = dirname(path);
  const place = join(folder, 'executed');
  mkdirSync(place, { recursive: true });
  const name = basename(path, '.ipynb');
  const program = join(place, `${name}.ts`);
  const results = join(place, `${name}.json`);
  writeFileSync(program, moduleOf(readNotebook(path), place));
  rmSync(results, { force: true });
  await run(program, results, folder);
  return JSON.parse(readFileSync(results, 'utf8')) as CellResult[];
}

function run(program: string, results: string, folder: string): Promise<void> {
  return new Promise((done, fail) => {
    execFile(
      process.execPath,
      [relative(folder, program), relative(folder, results)],
      { cwd: folder, env: { ...process.env, NO_COLOR: '1' }, maxBuffer: 64e6 },
      (error, _, said) => {
        if (error === null) done();
        else fail(new Error(said.trim() === '' ? error.message : said.trim()));
      },
    );
  });
}

/**
 * The cells of a notebook as one module: what a cell ends with is shown, as Jupyter does it.
 * @param folder where the module will stand
 */
export function moduleOf(notebook: NotebookDocument, folder: string): string {
  const recorder = relative(folder, fileURLToPath(new URL('plainRecorder.ts', import.meta.url)));
  const cells = notebook.cells
    .filter((cell) => cell.cell_type === 'code')
    .map(({ source }) => `recordedCell();\n${showingItsEnd(textOf(source))}`);
  return [
    `import { finishRecording, recordedCell, recordedValue } from ${JSON.stringify(`./${recorder}`)};`,
    ...cells,
    'finishRecording();',
    '',
  ].join('\n');
}

/** A cell whose last statement, where that is an expression, is recorded. */
function showingItsEnd(source: string): string {
  const file = ts.createSourceFile('cell.ts', source, ts.ScriptTarget.ESNext, true);
  const last = file.statements.at(-1);
  if (last === undefined || !ts.isExpressionStatement(last)) return source;
  const before = source.slice(0, last.getStart(file));
  return `${before}await recordedValue(${last.expression.getText(file)});`;
}
