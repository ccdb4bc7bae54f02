import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ERROR_CODES } from '../../src/errors.ts';

const PAGES = globSync(['README.md', 'docs/*.md', '*/README.md', 'strategies/*/README.md']).filter(
  (path) => !path.startsWith('node_modules'),
);

test.each(PAGES)('%s names error codes that there are', (page) => {
  const named = new Set(readFileSync(page, 'utf8').match(/\bTB_[A-Z_]+\b/g));
  expect([...named].filter((code) => !Object.hasOwn(ERROR_CODES, code))).toEqual([]);
});

test('the words that users of the original system look for are explained', () => {
  const headings = readFileSync('docs/troubleshooting.md', 'utf8').match(/^### .*$/gm);
  for (const words of [
    'Databento API key not set',
    'Failed to connect to Databento',
    'Running in simulation mode',
    'No volume clusters detected',
  ])
    expect(headings).toContain(`### ${words}`);
});
