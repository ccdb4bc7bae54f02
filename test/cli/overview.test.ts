import { expect, test } from 'vitest';
import { nameOf } from '../../src/cli/commandName.ts';
import { COMMANDS } from '../../src/cli/commandTable.ts';
import { overview } from '../../src/cli/overview.ts';

test('the overview lists every command with what it does', () => {
  const text = overview(100);
  for (const row of COMMANDS) {
    expect(text).toContain(row.usage);
    expect(text).toContain(row.about);
  }
});

test('the overview fits the terminal', () => {
  for (const line of overview(100).split('\n')) expect(line.length).toBeLessThanOrEqual(120);
});

test('every command file has a builder and a run', async () => {
  expect(COMMANDS.length).toBeGreaterThan(8);
  for (const row of COMMANDS) {
    const command = await row.load();
    expect(command.builder, nameOf(row)).toBeTypeOf('function');
    expect(command.run, nameOf(row)).toBeTypeOf('function');
  }
});
