import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, notebooksIn, readNotebook, resultsOf, writeNotebook } from './notebooks/document.ts';
import { pythonWithJupyter, runInKernel } from './notebooks/kernel.ts';
import { runPlain } from './notebooks/plain.ts';
import { prepare, removeResults } from './notebooks/prepare.ts';

/** Runs notebooks from a fresh checkout: `npm run notebook -- 1`, `npm run notebooks`. */
const NOTEBOOKS = 'notebooks';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    plain: { type: 'boolean', default: false },
    update: { type: 'boolean', default: false },
  },
});
const names = notebooksIn(NOTEBOOKS);
const chosen = positionals.includes('all')
  ? names
  : positionals.flatMap((word) =>
      names.filter((name) => name.startsWith(`${word}-`) || name === basename(word)),
    );

if (chosen.length === 0) {
  const list = names.map((name) => `  ${name[0]}  ${name}`).join('\n');
  process.stderr.write(
    `Say which notebook: npm run notebook -- 1, or all of them: npm run notebooks\n${list}\n`,
  );
  process.exit(2);
}
const python = values.plain ? undefined : pythonWithJupyter();
if (!values.plain && python === undefined) {
  process.stderr.write(
    [
      'Notebooks run in Jupyter, and there is no Python with its packages jupyter_client and nbformat.',
      '  Debian, Ubuntu: apt-get install python3-jupyter-client python3-nbformat',
      '  or without it:  npm run notebook -- 1 --plain, which runs the cells in Node and prints what they give',
      '',
    ].join('\n'),
  );
  process.exit(3);
}

try {
  prepare(NOTEBOOKS);
} catch {
  process.stderr.write('See the lines above; then try again.\n');
  process.exit(1);
}
for (const name of chosen) {
  process.stderr.write(`${name} ...\n`);
  try {
    await run(name);
  } catch (error) {
    process.stderr.write(`  it failed: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  }
}

/** Runs one notebook; its outputs are compared with those that are kept, or kept in their place. */
async function run(name: string): Promise<void> {
  const path = join(NOTEBOOKS, name);
  removeResults(NOTEBOOKS);
  if (python === undefined) {
    report(differences(resultsOf(readNotebook(path)), await runPlain(path)));
    return;
  }
  const executed = await runInKernel(path, python);
  mkdirSync(join(NOTEBOOKS, 'executed'), { recursive: true });
  const target = values.update ? path : join(NOTEBOOKS, 'executed', name);
  const differing = differences(resultsOf(readNotebook(path)), resultsOf(executed));
  writeNotebook(target, executed);
  process.stderr.write(`  written to ${target}\n`);
  if (!values.update) report(differing);
}

function report(differing: readonly string[]): void {
  if (differing.length === 0) {
    process.stderr.write('  every output is the one that is kept\n');
    return;
  }
  process.stderr.write(
    `  ${differing.length} outputs are not those that are kept:\n${differing.join('\n')}\n`,
  );
  process.exitCode = 1;
}
