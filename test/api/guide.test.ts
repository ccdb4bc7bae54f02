import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { VIEWS } from '../../src/api/views.ts';
import { openResults } from '../../src/results/database.ts';
import { writeRun } from '../../src/results/runs.ts';
import { sampleRun } from '../support/runResult.ts';

const PAGE = 'docs/research-api.md';
const TABLES = ['trades', 'signals', 'fills', 'equity', 'refusals', 'posterior', 'trade_bars'];

function columnTables(): string {
  const sections = TABLES.map((name) => {
    const { about, columns } = VIEWS.get(name)!;
    const rows = columns
      .filter((column) => column.name !== 'run_id' && column.name !== 'ordinal')
      .map((column) => `| \`${column.name}\` | ${column.unit} | ${column.about} |`);
    return `### ${name}\n\n${about}\n\n| column | unit | what |\n|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `\n${sections.join('\n')}`;
}

test('the columns in the guide are those that there are (rewrite them with: UPDATE_DOCS=1 npx vitest run test/api)', () => {
  const page = readFileSync(PAGE, 'utf8');
  const made = page.replace(
    /(<!-- columns:begin -->)[\s\S]*(<!-- columns:end -->)/,
    (_, begin: string, end: string) => `${begin}\n${columnTables()}\n${end}`,
  );
  if (process.env['UPDATE_DOCS'] === '1') writeFileSync(PAGE, made);
  expect(readFileSync(PAGE, 'utf8')).toBe(made);
});

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guide-'));
  const db = await openResults(join(folder, 'reports', 'tapebench.duckdb'));
  await writeRun(db, sampleRun({ seed: 3, sessions: 60 }));
  await db.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLES = [...readFileSync(PAGE, 'utf8').matchAll(/```ts\n([\s\S]*?)```/g)].map((match) => match[1]!);

test('there are four examples', () => {
  expect(EXAMPLES).toHaveLength(4);
});

test.each(EXAMPLES.map((example, place) => [place + 1, example] as const))(
  'example %i of the guide runs as it stands',
  async (place, example) => {
    const path = join(folder, `example-${place}.ts`);
    const library = pathToFileURL('src/api/index.ts').href;
    writeFileSync(path, example.replaceAll("'tapebench/research'", JSON.stringify(library)));
    const [code, said] = await new Promise<[number | null, string]>((done) => {
      const child = spawn(process.execPath, [path], { cwd: folder });
      let text = '';
      child.stdout.on('data', (chunk) => (text += String(chunk)));
      child.stderr.on('data', (chunk) => (text += String(chunk)));
      child.on('close', (status) => done([status, text]));
    });
    expect(code, said).toBe(0);
    expect(said).toMatch(
      [/^true 46\nentry_time/, /^stop \d+ -/, /^\d+ [\d.]+ Synthetic/, /^<svg/][place - 1]!,
    );
    expect(said).not.toMatch(/undefined|NaN|Error/);
  },
);
