import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commandTable.ts';
import { completionScript, type Shell } from '../../src/cli/completion/scripts.ts';
import { type Vocabulary, vocabulary } from '../../src/cli/completion/vocabulary.ts';

const RUN = '0123456789abcdef';

let words: Vocabulary;
let folder: string;
beforeAll(async () => {
  words = await vocabulary(COMMANDS);
  folder = mkdtempSync(join(tmpdir(), 'tapebench-shells-'));
  for (const name of ['datasets', 'reports']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'datasets/es.yaml'), '');
  writeFileSync(join(folder, `reports/v6-es-${RUN}.html`), '');
  writeFileSync(join(folder, 'reports/audit-v6-published-es-fedcba9876543210.html'), '');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function hasProgram(name: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((each) => existsSync(join(each, name)));
}

interface Question {
  /** How the shell is told to read no start-up files. */
  readonly bare: string;
  readonly before: string;
  /** Prints what is offered behind the words of `$@`, or `$argv` in fish. */
  readonly ask: string;
}

/** zsh's own completion functions print here, in place of filling a menu. */
const QUESTIONS: Readonly<Record<Shell, Question>> = {
  bash: {
    bare: '--norc',
    before: '',
    ask: `COMP_WORDS=(tapebench "$@"); COMP_CWORD=$#; _tapebench; printf "%s\\n" "\${COMPREPLY[@]}"`,
  },
  zsh: {
    bare: '-f',
    before: 'compdef() { :; }',
    ask: `compadd() { shift; for each in "$@"; do [[ $each = \${words[CURRENT]}* ]] && print -r -- $each; done; true }
_describe() { for each in $known; do [[ $each = \${words[CURRENT]}* ]] && print -r -- \${each%%:*}; done; true }
_files() { :; }
words=(tapebench "$@"); CURRENT=$#words; _tapebench`,
  },
  fish: {
    bare: '--no-config',
    before: '',
    ask: `complete -C (string join ' ' -- tapebench $argv) | string replace -r '\\t.*' ''; true`,
  },
};

function offered(shell: Shell, ...typed: readonly string[]): string[] {
  const { bare, before, ask } = QUESTIONS[shell];
  const script = [before, completionScript(shell, words), ask].join('\n');
  // fish hands all words on, the others take the first for the name of the script.
  const given = shell === 'fish' ? typed : [shell, ...typed];
  const { stdout, stderr, status } = spawnSync(shell, [bare, '-c', script, ...given], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', HOME: folder },
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout.split('\n').filter((line) => line !== '' && !line.endsWith('/'));
}

describe.each(['bash', 'zsh', 'fish'] as const)('in a real %s', (shell) => {
  test.skipIf(!hasProgram(shell) && process.env['CI'] === undefined)(
    'commands, options, datasets and run ids are completed',
    () => {
      expect(offered(shell, 'expl')).toEqual(['explain']);
      expect(offered(shell, 'data', 'ch')).toEqual(['check']);
      expect(offered(shell, 'run', 'v6', '--sl')).toEqual(['--slippage']);
      expect(offered(shell, 'run', 'v6-')).toEqual(['v6-cluster15']);
      expect(offered(shell, 'run', 'v6', '--data', '')).toEqual(
        expect.arrayContaining(['es', 'synthetic-es', 'synthetic-es-edge']),
      );
      expect(offered(shell, 'data', 'show', 'e')).toEqual(['es']);
      expect(offered(shell, 'explain', '1', '--run', '')).toEqual([RUN]);
      expect(offered(shell, 'compare', '01')).toEqual([RUN]);
      expect(offered(shell, 'completion', 'fi')).toEqual(['fish']);
    },
  );
});
