import { stripVTControlCharacters } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { table } from '../../src/cli/terminal.ts';

const { isTTY, columns } = process.stdout;
afterEach(() => Object.assign(process.stdout, { isTTY, columns }));

const COLUMNS = [{ title: 'Rule' }, { title: 'Refused', isNumber: true }, { title: 'Because' }];
const ROWS = [
  ['cooldown', '2', 'too soon after the accepted signal before, which is waited for in minutes'],
  ['one-position', '22', 'one was open'],
];
const lines = (): string[] => stripVTControlCharacters(table(COLUMNS, ROWS)).split('\n');

test.each([40, 60, 80])('a table fits a terminal of %i columns, and loses no word', (width) => {
  Object.assign(process.stdout, { isTTY: true, columns: width });
  for (const line of lines()) expect(line.length, line).toBeLessThanOrEqual(width);
  const words = lines().join(' ').split(/\s+/).sort();
  expect(words).toEqual([...COLUMNS.map(({ title }) => title), ...ROWS.flat().join(' ').split(' ')].sort());
});

test('in a pipe a row is a line, however long', () => {
  Object.assign(process.stdout, { isTTY: false, columns: 40 });
  expect(lines()).toHaveLength(3);
  expect(lines()[1]).toContain(ROWS[0]![2]);
});
