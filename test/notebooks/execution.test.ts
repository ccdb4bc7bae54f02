import { join } from 'node:path';
import { expect, test } from 'vitest';
import { differences, notebooksIn, readNotebook, resultsOf } from '../../scripts/notebooks/document.ts';
import { pythonWithJupyter, runInKernel } from '../../scripts/notebooks/kernel.ts';
import { runPlain } from '../../scripts/notebooks/plain.ts';
import { isBuilt, isInstalled, removeResults } from '../../scripts/notebooks/prepare.ts';

/** Of one notebook, on a machine that is busy with other tests. */
const TIMEOUT_MS = 180_000;

/**
 * The notebooks run whole, and give what is kept in them. Their packages are not part of the main install: where they are not
 * installed (npm run notebook -- 1 does it), this is skipped, except in CI.
 */
const isWanted = isInstalled('notebooks') || process.env['CI'] !== undefined;
const python = isWanted ? pythonWithJupyter() : undefined;

test.runIf(isWanted)('what the notebooks need is there', () => {
  expect(isInstalled('notebooks'), 'run: npm ci --ignore-scripts in notebooks/').toBe(true);
  expect(isBuilt(), 'the compiled workbench is missing or older than its sources: npm run build').toBe(true);
  if (process.env['CI'] !== undefined) {
    expect(python, 'apt-get install python3-jupyter-client python3-nbformat').toBeDefined();
  }
});

for (const name of notebooksIn('notebooks')) {
  const path = join('notebooks', name);

  test.runIf(python !== undefined)(
    `${name} gives in Jupyter what is kept in it`,
    async () => {
      removeResults('notebooks');
      const executed = await runInKernel(path, python!);
      expect(differences(resultsOf(readNotebook(path)), resultsOf(executed))).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test.runIf(isWanted)(
    `${name} gives the same in Node, without Jupyter`,
    async () => {
      removeResults('notebooks');
      expect(differences(resultsOf(readNotebook(path)), await runPlain(path))).toEqual([]);
    },
    TIMEOUT_MS,
  );
}
