import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { basename, delimiter, dirname, join, resolve } from 'node:path';
import { type Cell, type NotebookDocument, readNotebook } from './document.ts';

/** Debian's program that runs a notebook without a browser. */
const NBCONVERT = 'jupyter-nbconvert';

/** A cell that takes longer has hung. */
const CELL_SECONDS = 120;

/** Whether the program that runs notebooks is on the search path. */
export function hasJupyter(searchPath: string): boolean {
  return searchPath.split(delimiter).some((folder) => existsSync(join(folder, NBCONVERT)));
}

/** Deno's program, as its package of this platform brings it; undefined when the notebooks' packages are not installed. */
export function denoProgram(notebooks: string): string | undefined {
  const packages = resolve(notebooks, 'node_modules/deno/package.json');
  if (!existsSync(packages)) return undefined;
  const { optionalDependencies } = createRequire(packages)(packages) as {
    optionalDependencies: Record<string, string>;
  };
  const program = process.platform === 'win32' ? 'deno.exe' : 'deno';
  return Object.keys(optionalDependencies)
    .map((name) => resolve(notebooks, 'node_modules', name, program))
    .find((path) => existsSync(path));
}

/**
 * Runs a notebook in the kernel of Deno, from its own folder, and returns it with its outputs; the file itself is left as it is.
 * @throws Error with what the kernel said when a cell fails
 */
export async function runInKernel(path: string): Promise<NotebookDocument> {
  const folder = dirname(path);
  const deno = denoProgram(folder);
  if (deno === undefined) throw new Error(`there is no Deno in ${folder}/node_modules`);
  const jupyter = mkdtempSync(join(tmpdir(), 'notebook-'));
  try {
    writeKernel(join(jupyter, 'kernels', 'deno'), deno);
    const output = join(jupyter, 'executed');
    await nbconvert(
      [
        '--to',
        'notebook',
        '--execute',
        `--ExecutePreprocessor.timeout=${CELL_SECONDS}`,
        '--output-dir',
        output,
        path,
      ],
      // Whatever the user has set up for Jupyter stays out of it.
      { JUPYTER_PATH: jupyter, JUPYTER_CONFIG_DIR: jupyter, JUPYTER_RUNTIME_DIR: join(jupyter, 'runtime') },
    );
    return withoutChance(readNotebook(join(output, basename(path))));
  } finally {
    rmSync(jupyter, { recursive: true, force: true });
  }
}

function writeKernel(folder: string, deno: string): void {
  const node = resolve('node_modules', '.bin');
  const kernel = {
    display_name: 'Deno',
    language: 'typescript',
    argv: [deno, 'jupyter', '--kernel', '--conn', '{connection_file}'],
    // The commands of the workbench run on its own Node, and print without colours.
    env: { PATH: `${node}${delimiter}${process.env['PATH'] ?? ''}`, NO_COLOR: '1' },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'kernel.json'), JSON.stringify(kernel));
}

async function nbconvert(words: readonly string[], env: Readonly<Record<string, string>>): Promise<void> {
  return new Promise((done, fail) => {
    execFile(
      NBCONVERT,
      [...words],
      { env: { ...process.env, ...env }, maxBuffer: 64e6 },
      (error, _, said) => {
        if (error === null) done();
        else fail(new Error(said.trim() === '' ? error.message : said.trim()));
      },
    );
  });
}

/** Without the times of execution, which are another at each run. */
function withoutChance(notebook: NotebookDocument): NotebookDocument {
  const cells = notebook.cells.map((cell): Cell => {
    const { execution: _, ...metadata } = cell.metadata;
    return { ...cell, metadata };
  });
  return { ...notebook, cells };
}
