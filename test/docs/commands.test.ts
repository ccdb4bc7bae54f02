import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../src/cli/commandTable.ts';
import { commandShapes } from '../../src/cli/reference/commandShape.ts';
import { commandOf, parse, simpleCommands, tapebenchCalls } from './commandWords.ts';
import { type Block, blocksOf, type Step, stepsOf } from './page.ts';
import { makeFixtures, Scratch } from './scratch.ts';
import { differenceIn } from './shown.ts';

const PAGES = globSync([
  'README.md',
  'docs/*.md',
  '{datasets,reports,notebooks}/README.md',
  'strategies/*/README.md',
])
  .map((path) => path.replaceAll('\\', '/'))
  .sort();
const SHELL = ['sh', 'console'];

const textOf = (page: string): string => readFileSync(page, 'utf8');
const shellBlocks = (page: string): Block[] =>
  blocksOf(textOf(page)).filter(({ language }) => SHELL.includes(language));
const isRun = ({ directives }: Block): boolean => !directives.has('not run');

let fixtures: string;
beforeAll(async () => {
  fixtures = await makeFixtures();
});
afterAll(() => rmSync(fixtures, { recursive: true, force: true }));

test('there are pages with commands that are run', () => {
  expect(PAGES).toContain('README.md');
  expect(PAGES.filter((page) => shellBlocks(page).some(isRun)).length).toBeGreaterThan(5);
});

describe.each(PAGES)('%s', (page) => {
  test('says of every block of commands what it is', () => {
    const text = textOf(page);
    for (const { language, lines, line } of blocksOf(text)) {
      if (language === '')
        expect(
          lines.filter((each) => /^(\$ )?(tapebench|npm|npx) /.test(each)),
          `${page}:${line}`,
        ).toEqual([]);
    }
    expect(text.split('\n').filter((each) => /^ {4}(\$ )?(tapebench|npm|npx) /.test(each))).toEqual([]);
  });

  test('names commands and options that there are', async () => {
    for (const block of shellBlocks(page)) {
      for (const { command, line } of stepsOf(block))
        for (const words of tapebenchCalls(command))
          await expect(parse(words), `${page}:${line}`).resolves.toBe(undefined);
    }
    const options = new Map(
      (await commandShapes(COMMANDS)).map(({ name, options }) => [
        name,
        options.map((each) => `--${each.name}`),
      ]),
    );
    const prose = textOf(page).replaceAll(/^```[\s\S]*?^```/gm, '');
    for (const [, code] of prose.matchAll(/`(tapebench [a-z][^`]*)`/g)) {
      const words = code!.split(/\s+/).slice(1);
      const name = commandOf(words).usage.replace(/ [<[].*$/, '');
      for (const word of words) {
        const flag = /^--[a-z-]+/.exec(word)?.[0];
        if (flag !== undefined && flag !== '--help')
          expect(options.get(name), `${page}: ${code}`).toContain(flag);
      }
    }
  });

  test('names scripts of npm that there are', () => {
    const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      scripts: Record<string, string>;
    };
    const calls = shellBlocks(page).flatMap((block) =>
      stepsOf(block).flatMap(({ command }) => simpleCommands(command)),
    );
    for (const words of calls.filter(([program]) => program === 'npm')) {
      const [name] = words.slice(1).filter((word) => word !== 'run' && !word.startsWith('-'));
      if (name !== 'ci' && name !== 'install') expect(Object.keys(scripts), words.join(' ')).toContain(name);
    }
  });

  // A page of prose alone, or of commands that only a reader can run, has nothing to be skipped.
  if (!shellBlocks(page).some(isRun)) return;
  test('runs from top to bottom, and shows what is printed', async () => {
    const scratch = new Scratch(fixtures);
    const followed: Followed = { scratch, stored: [] };
    try {
      for (const block of blocksOf(textOf(page))) {
        const file = block.directives.get('file');
        if (file !== undefined) scratch.write(file, `${block.lines.join('\n')}\n`);
        if (!SHELL.includes(block.language) || !isRun(block)) continue;
        const before = block.directives.get('before');
        if (before !== undefined) await scratch.run(before);
        for (const step of stepsOf(block)) await follow(followed, block, step, `${page}:${step.line}`);
      }
    } finally {
      await scratch.close();
    }
  }, 120_000);
});

/** A page while it is followed: where, and the runs that it has stored so far. */
interface Followed {
  readonly scratch: Scratch;
  readonly stored: string[];
}

async function follow({ scratch, stored }: Followed, block: Block, step: Step, where: string): Promise<void> {
  const { command, shown } = step;
  const ready = block.directives.get('beside');
  if (ready !== undefined) return scratch.beside(command, ready);
  const { code, printed } =
    command === 'npm start' && stored.length === 0
      ? await start(scratch)
      : await scratch.run(withStoredRuns(command, block, stored), block.directives.get('until'));
  expect(code, `${where}: ${command}\n${printed}`).toBe(Number(block.directives.get('exit') ?? 0));
  for (const [, id] of printed.matchAll(/\(run ([0-9a-f]{16})/g)) if (!stored.includes(id!)) stored.push(id!);
  if (shown !== undefined)
    expect(differenceIn(shown, printed), `${where}: ${command}\n${printed}`).toBe(undefined);
}

let started: { readonly printed: string; readonly code: number | null; readonly reports: string } | undefined;
afterAll(() => {
  if (started !== undefined) rmSync(started.reports, { recursive: true, force: true });
});

/** The first `npm start` of a folder gives the same on every page, and is the dearest of all: it is made once and copied. */
async function start(scratch: Scratch): Promise<{ readonly printed: string; readonly code: number | null }> {
  const reports = join(scratch.folder, 'reports');
  if (started === undefined) {
    const outcome = await scratch.run('npm start');
    const kept = mkdtempSync(join(tmpdir(), 'tapebench-docs-started-'));
    cpSync(reports, kept, { recursive: true });
    started = { ...outcome, reports: kept };
  } else cpSync(started.reports, reports, { recursive: true });
  return started;
}

/** Ids of runs are placeholders in a page: the remark `runs` names them in the order in which the page stored the runs. */
function withStoredRuns(command: string, block: Block, stored: readonly string[]): string {
  const placeholders = block.directives.get('runs')?.split(' ') ?? [];
  return placeholders.reduce(
    (text, placeholder, i) => text.replaceAll(placeholder, stored[i] ?? placeholder),
    command,
  );
}

test('npm start and npm run tapebench are what the pages are run with', () => {
  const { scripts } = JSON.parse(readFileSync('package.json', 'utf8')) as { scripts: Record<string, string> };
  expect(scripts['start']).toBe('node src/cli/main.ts start');
  expect(scripts['tapebench']).toBe('node src/cli/main.ts');
});

describe('what a page shows of an output', () => {
  const printed = 'one\ntwo 0123456789abcdef\nthree\nfour\n';
  test.each([
    ['all of it', ['one', 'two fedcba9876543210', 'three', 'four'], undefined],
    ['its beginning', ['one', '[...]'], undefined],
    ['its end', ['[...]', 'four'], undefined],
    ['both ends', ['one', '[...]', 'four', ''], undefined],
    ['a part of a line', ['one', 't[...]', 'th[...]e', 'four'], undefined],
    ['another line', ['one', 'zwei', '[...]'], 'one\nzwei'],
    ['a line too few', ['one', 'two 0123456789abcdef', 'three'], 'nothing more, but there is: four'],
    ['a line too many', ['[...]', 'four', 'five'], 'four\nfive'],
    ['the wrong order', ['[...]', 'three', '[...]', 'one', '[...]'], 'one'],
  ])('is %s', (_, shown, difference) => {
    expect(differenceIn(shown, printed)).toBe(difference);
  });
});

test('words of a shell line', () => {
  expect(tapebenchCalls('source <(tapebench completion bash)  # in ~/.bashrc')).toEqual([
    ['completion', 'bash'],
  ]);
  expect(tapebenchCalls('npm run --silent tapebench -- run v6 --data es | head -1')).toEqual([
    ['run', 'v6', '--data', 'es'],
  ]);
  expect(
    tapebenchCalls("TAPEBENCH_SLIPPAGE=1 tapebench live-reset --reason 'all # well' > out && tapebench"),
  ).toEqual([['live-reset', '--reason', 'all # well'], []]);
});

test('the real parser refuses what is not there', async () => {
  await expect(parse(['run', 'v6', '--slipage', '1'])).rejects.toThrow('slipage');
  await expect(parse(['run'])).rejects.toThrow();
  await expect(parse(['data', 'synth', 'x', '--order', 'sorted'])).rejects.toThrow('order');
  await expect(parse(['walk'])).rejects.toThrow('no command');
  await expect(parse(['data', 'check', 'es', '--json'])).resolves.toBe(undefined);
});
