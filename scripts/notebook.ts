import { mkdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { differences, notebooksIn, readNotebook, resultsOf, writeNotebook } from './notebooks/document.ts';
import { hasJupyter, runInKernel } from './notebooks/kernel.ts';
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
if (!values.plain && !hasJupyter(process.env['PATH'] ?? '')) {
  process.stderr.write(
    [
      'Notebooks run in Jupyter, and jupyter-nbconvert is not on the search path.',
      '  Debian, Ubuntu: apt-get install jupyter-nbconvert',
      '  or without it:  npm run notebook -- 1 --plain, which runs the cells in Node and prints what they give',
      '',
    ].join('\n'),
  );
  process.exit(3);
}

prepare(NOTEBOOKS);
for (const name of chosen) {
  const path = join(NOTEBOOKS, name);
  const kept = resultsOf(readNotebook(path));
  removeResults(NOTEBOOKS);
  process.stderr.write(`${name} ...\n`);
  let found = kept;
  if (values.plain) found = await runPlain(path);
  else {
    const executed = await runInKernel(path);
    found = resultsOf(executed);
    mkdirSync(join(NOTEBOOKS, 'executed'), { recursive: true });
    const target = values.update ? path : join(NOTEBOOKS, 'executed', name);
    writeNotebook(target, executed);
    process.stderr.write(`  written to ${target}\n`);
  }
  if (values.update) continue;
  const differing = differences(kept, found);
  if (differing.length === 0) process.stderr.write('  every output is the one that is kept\n');
  else {
    process.stderr.write(
      `  ${differing.length} outputs are not those that are kept:\n${differing.join('\n')}\n`,
    );
    process.exitCode = 1;
  }
}
