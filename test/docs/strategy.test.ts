import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import ts from 'typescript';
import { expect, test } from 'vitest';
import { strategyTemplate } from '../../src/cli/strategyTemplate.ts';
import { blocksOf } from './page.ts';

/** What the compiler complains about in a strategy file of a user who writes as strictly as we do. */
function complaints(text: string): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'tapebench-strategy-'));
  try {
    const path = join(folder, 'strategy.mts');
    writeFileSync(path, text);
    const { config } = ts.readConfigFile('tsconfig.json', (file) => readFileSync(file, 'utf8')) as {
      config: { compilerOptions: object };
    };
    const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, '.');
    const program = ts.createProgram([path], {
      ...options,
      types: [],
      paths: { 'tapebench/strategy': [resolve('src/engine/strategy.ts')] },
    });
    return ts
      .getPreEmitDiagnostics(program)
      .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const guide = blocksOf(readFileSync('docs/write-a-strategy.md', 'utf8')).find(
  ({ directives }) => directives.get('file') === 'thrust.ts',
);

test('the strategy of the guide compiles at its strictest', () => {
  const text = guide!.lines.join('\n');
  expect(complaints(text)).toEqual([]);
  expect(complaints(text.replace('end: i + 1', 'last: i'))).not.toEqual([]);
});

test('so does the template of tapebench new strategy', () => {
  expect(complaints(strategyTemplate('breakout'))).toEqual([]);
});
