import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';

const PAGES = globSync([
  '*.md',
  '{docs,datasets,reports,notebooks}/**/*.md',
  'strategies/*/*.md',
  'src/**/*.md',
])
  .filter((path) => !path.includes('node_modules'))
  .sort();

/** As GitHub makes an anchor of a heading. */
function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
}

function anchorsOf(page: string): string[] {
  const text = readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
}

test('there are pages', () => {
  expect(PAGES.length).toBeGreaterThan(15);
});

test.each(PAGES)('every link of %s leads somewhere', (page) => {
  const text = readFileSync(page, 'utf8').replaceAll(/^```[\s\S]*?^```/gm, '');
  for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target!)) continue;
    const [path, anchor] = target!.split('#');
    const file = path === '' ? page : normalize(join(dirname(page), path!));
    expect(existsSync(file), `${page}: ${target}`).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(file), `${page}: ${target}`).toContain(anchor);
  }
});

test.each(PAGES)('%s names no address that is not https', (page) => {
  const insecure = [...readFileSync(page, 'utf8').matchAll(/http:\/\/([\w.-]+)/g)].map(([, host]) => host);
  expect(insecure.filter((host) => host !== '127.0.0.1' && host !== 'localhost')).toEqual([]);
});
