import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, test } from 'vitest';
import yargs, { type Argv } from 'yargs';
import { nameOf } from '../../src/cli/commandName.ts';
import { COMMANDS } from '../../src/cli/commandTable.ts';
import { completionScript, SHELLS } from '../../src/cli/completion/scripts.ts';
import { type Vocabulary, vocabulary } from '../../src/cli/completion/vocabulary.ts';
import { commandReference } from '../../src/cli/reference/commandReference.ts';
import { type CommandShape, commandShapes } from '../../src/cli/reference/commandShape.ts';
import { tapebench } from './tapebench.ts';

let words: Vocabulary;
let shapes: CommandShape[];

beforeAll(async () => {
  words = await vocabulary(COMMANDS);
  shapes = await commandShapes(COMMANDS);
});

/** What bash would offer when Tab is pressed behind these words; the last is the one that is being typed. */
function offered(...typed: readonly string[]): string[] {
  const script = `${completionScript('bash', words)}
COMP_WORDS=(tapebench "$@"); COMP_CWORD=$#; _tapebench; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-c', script, 'bash', ...typed], {
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter((line) => line !== '');
}

describe('bash', () => {
  test('completes commands, those of two words, options and the values that they may have', () => {
    expect(offered('')).toEqual([...words.firstWords, '--help', '--version']);
    expect(offered('ex')).toEqual(['explain']);
    expect(offered('data', 'ch')).toEqual(['check']);
    expect(offered('new', '')).toEqual(['claims', 'strategy']);
    expect(offered('run', 'v6')).toEqual(['v6', 'v6-cluster15']);
    expect(offered('run', 'v6', '--sl')).toEqual(['--slippage']);
    expect(offered('explain', '--re')).toEqual(['--refused']);
    expect(offered('completion', 'z')).toEqual(['zsh']);
    expect(offered('data', 'import', 'x.csv', '--inst')).toEqual(['--instrument']);
  });

  test('leaves file names to the shell', () => {
    expect(offered('run', 'v6', '--env', '')).toEqual([]);
    expect(offered('data', 'import', '')).toEqual([]);
    expect(completionScript('bash', words)).toContain('complete -o default -F _tapebench tapebench');
  });

  test('offers every option of every command', () => {
    for (const shape of shapes) {
      const [first, second] = shape.name.split(' ');
      const typed = second === undefined ? [first!] : [first!, second];
      const options = offered(...typed, '--');
      for (const { name } of shape.options) expect(options, shape.name).toContain(`--${name}`);
    }
  }, 30_000);
});

describe.each(SHELLS)('the script for %s', (shell) => {
  test('has every command and option, and balanced quotes', () => {
    const script = completionScript(shell, words);
    for (const { words: each } of words.commands) for (const word of each) expect(script).toContain(word);
    expect(script).toContain('explain');
    expect(script).toContain(shell === 'fish' ? '-l refused' : '--refused');
    const unescaped = script.replaceAll(shell === 'fish' ? "\\'" : "'\\''", '');
    for (const line of unescaped.split('\n')) expect((line.match(/'/g) ?? []).length % 2, line).toBe(0);
  });
});

test('the recorded options are those that the parser knows', async () => {
  expect(shapes).toHaveLength(COMMANDS.length);
  for (const [index, row] of COMMANDS.entries()) {
    const command = await row.load();
    const parser = yargs([]).scriptName('tapebench').help(false).version(false).wrap(null);
    command.builder(parser as unknown as Argv);
    const help = await parser.getHelp();
    const known = [...help.matchAll(/^\s+(?:-\w, )?--([a-z-]+)/gm)].map((match) => match[1]!);
    const { options } = shapes[index]!;
    expect([...new Set(options.map((option) => option.name))].sort(), nameOf(row)).toEqual(known.sort());
  }
});

test('docs/cli.md is made from the commands (rewrite it with: npx vitest run test/cli/completion -u)', async () => {
  await expect(await commandReference(COMMANDS)).toMatchFileSnapshot('../../docs/cli.md');
});

test('the command prints the script, and knows no other shell', () => {
  const printed = tapebench('.', ['completion', 'bash']);
  expect(printed.code).toBe(0);
  expect(printed.out).toBe(completionScript('bash', words));
  const other = tapebench('.', ['completion', 'tcsh']);
  expect(other.code).toBe(2);
  expect(other.err).toContain('Choices');
});
