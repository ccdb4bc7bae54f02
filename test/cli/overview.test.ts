import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { nameOf } from '../../src/cli/commandName.ts';
import { COMMANDS } from '../../src/cli/commandTable.ts';
import { overview } from '../../src/cli/overview.ts';

test('the overview lists every command with what it does', () => {
  const text = overview(120);
  for (const row of COMMANDS) {
    expect(text).toContain(row.usage);
    expect(text).toContain(row.about);
  }
});

test.each([60, 80, 100, 120])('the overview fits a terminal of %i columns', (columns) => {
  for (const line of overview(columns).split('\n'))
    expect(stripVTControlCharacters(line).length, line).toBeLessThanOrEqual(columns);
});

test('every command file has a builder and a run', async () => {
  expect(COMMANDS.length).toBeGreaterThan(8);
  for (const row of COMMANDS) {
    const command = await row.load();
    expect(command.builder, nameOf(row)).toBeTypeOf('function');
    expect(command.run, nameOf(row)).toBeTypeOf('function');
  }
});
