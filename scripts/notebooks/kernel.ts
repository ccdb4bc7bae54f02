import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type NotebookDocument, readNotebook } from './document.ts';

/** What Jupyter is needed for: to start a kernel and talk to it, and to write notebooks. */
const NEEDED = 'import jupyter_client, nbformat';

/** The user's Python, and the system's, for which a distribution packages Jupyter. */
const PYTHONS = ['python3', '/usr/bin/python3'];

/** A Python that has Jupyter's client; undefined when there is none. */
export function pythonWithJupyter(): string | undefined {
  return PYTHONS.find((python) => spawnSync(python, ['-c', NEEDED], { stdio: 'ignore' }).status === 0);
}

/** Deno's program, as its package of this platform brings it; undefined when the notebooks' packages are not installed. */
export function denoProgram(notebooks: string): string | undefined {
  const manifest = resolve(notebooks, 'node_modules/deno/package.json');
  if (!existsSync(manifest)) return undefined;
  const { optionalDependencies } = createRequire(manifest)(manifest) as {
    optionalDependencies: Record<string, string>;
  };
  const program = process.platform === 'win32' ? 'deno.exe' : 'deno';
  return Object.keys(optionalDependencies)
    .map((name) => resolve(notebooks, 'node_modules', name, program))
    .find((path) => existsSync(path));
}

/**
 * Runs a notebook in the kernel of Deno, from its own folder, and returns it with its outputs; the file itself is left as it is.
 * @param python one that has Jupyter's client
 * @throws Error with what the kernel said when a cell fails
 */
export async function runInKernel(path: string, python: string): Promise<NotebookDocument> {
  const deno = denoProgram(dirname(path));
  if (deno === undefined) throw new Error(`there is no Deno in ${dirname(path)}/node_modules`);
  const jupyter = mkdtempSync(join(tmpdir(), 'notebook-'));
  try {
    writeKernel(join(jupyter, 'kernels', 'deno'), deno);
    const executed = join(jupyter, 'executed.ipynb');
    const program = fileURLToPath(new URL('execute.py', import.meta.url));
    // Whatever the user has set up for Jupyter stays out of it.
    const env = {
      JUPYTER_PATH: jupyter,
      JUPYTER_CONFIG_DIR: jupyter,
      JUPYTER_RUNTIME_DIR: join(jupyter, 'runtime'),
    };
    await run(python, [program, path, executed, 'deno'], env);
    return readNotebook(executed);
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

async function run(
  program: string,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  return new Promise((done, fail) => {
    execFile(program, [...words], { env: { ...process.env, ...env } }, (error, _, said) => {
      if (error === null) done();
      else fail(new Error(said.trim() === '' ? error.message : said.trim()));
    });
  });
}
