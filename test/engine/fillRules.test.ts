import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { casesTable, FILL_CASES, outcomeOf } from './support/cases.ts';

const DOC = new URL('../../docs/fill-rules.md', import.meta.url);
const BEGIN = '<!-- cases:begin -->\n';
const END = '<!-- cases:end -->';

test.each(FILL_CASES.map((each) => [each.name, each] as const))('%s', (_, each) => {
  expect(outcomeOf(each)).toBe(each.expected);
});

test('docs/fill-rules.md holds the table of these cases (UPDATE_DOCS=1 writes it)', () => {
  const text = readFileSync(DOC, 'utf8');
  const start = text.indexOf(BEGIN) + BEGIN.length;
  const end = text.indexOf(END);
  const table = `${casesTable()}\n`;
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(DOC, text.slice(0, start) + table + text.slice(end));
  else expect(text.slice(start, end)).toBe(table);
});
