import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  differences,
  type NotebookDocument,
  notebooksIn,
  readNotebook,
  resultsOf,
  textOf,
  writeNotebook,
} from '../../scripts/notebooks/document.ts';
import { moduleOf } from '../../scripts/notebooks/plain.ts';

function code(source: string, ...outputs: object[]): NotebookDocument['cells'][number] {
  return { cell_type: 'code', metadata: {}, source, outputs: outputs as never };
}

const TEXT = { cell_type: 'markdown', metadata: {}, source: '# A title' } as const;

describe('results of a notebook', () => {
  const chart = { 'application/vnd.vegalite.v5+json': { mark: 'bar' }, 'text/plain': ['[a', ' chart]'] };
  const kept: NotebookDocument = {
    metadata: {},
    cells: [
      TEXT,
      code('a', { output_type: 'stream', name: 'stdout', text: ['one\n', 'two\n'] }),
      code('b', { output_type: 'execute_result', data: { ...chart, 'image/svg+xml': '<svg/>' } }),
    ],
  };

  test('are the same however they were cut into pieces, and whatever the pictures are', () => {
    const now: NotebookDocument = {
      metadata: {},
      cells: [
        code('a', { output_type: 'stream', text: 'one\n' }, { output_type: 'stream', text: 'two\n' }),
        code('b', { output_type: 'execute_result', data: { ...chart, 'text/plain': '[a chart]' } }),
      ],
    };
    expect(differences(resultsOf(kept), resultsOf(now))).toEqual([]);
  });

  test('differ by a printed word, a chart, or a cell, and the place is said', () => {
    const [, a, b] = resultsOf({ ...kept, cells: [TEXT, ...kept.cells] }).length === 2 ? kept.cells : [];
    const other = {
      ...kept,
      cells: [a!, code('b', { output_type: 'execute_result', data: { 'text/plain': 'x' } })],
    };
    expect(differences(resultsOf(kept), resultsOf(other))).toEqual([
      expect.stringMatching(/^code cell 2 showed\n.*"x".*\n {2}in place of\n.*mark.*bar/),
    ]);
    const printed = { ...kept, cells: [code('a', { output_type: 'stream', text: 'one\n' }), b!] };
    expect(differences(resultsOf(kept), resultsOf(printed))).toEqual([
      'code cell 1 printed\none\n\n  in place of\none\ntwo\n',
    ]);
    expect(differences(resultsOf(kept), [])).toEqual(['2 code cells are kept, 0 were run']);
  });
});

test('without Jupyter the cells are one module, and what a cell ends with is shown', () => {
  const notebook: NotebookDocument = {
    metadata: {},
    cells: [
      TEXT,
      code('const a = 1;\n// why\nshow(a, { rows: 2 })'),
      code('console.log(a);\nlet b = a;'),
      code(''),
    ],
  };
  expect(moduleOf(notebook, 'notebooks/executed').split('\n').slice(1)).toEqual([
    'recordedCell();',
    'const a = 1;',
    '// why',
    'await recordedValue(show(a, { rows: 2 }));',
    'recordedCell();',
    'console.log(a);',
    'let b = a;',
    'recordedCell();',
    '',
    'finishRecording();',
    '',
  ]);
});

describe('the notebooks as they are kept', () => {
  const names = notebooksIn('notebooks');

  test('are the five', () => {
    expect(names.map((name) => name[0])).toEqual(['1', '2', '3', '4', '5']);
  });

  test.each(names)('%s teaches, has been run from top to bottom, and names no time and no place', (name) => {
    const text = readFileSync(join('notebooks', name), 'utf8');
    const { cells, metadata } = readNotebook(join('notebooks', name));
    expect(metadata['kernelspec']).toMatchObject({ name: 'deno', language: 'typescript' });
    const codes = cells.filter((cell) => cell.cell_type === 'code') as { execution_count?: unknown }[];
    expect(codes.map((cell) => cell.execution_count)).toEqual(codes.map((_, place) => place + 1));
    expect(cells[0]).toMatchObject({ cell_type: 'markdown' });
    expect(textOf(cells[0]!.source)).toMatch(/^# \d\. /);
    const results = resultsOf({ metadata, cells });
    expect(results.filter(({ printed, shown }) => printed !== '' || shown.length > 0).length).toBeGreaterThan(
      5,
    );
    expect(text.includes('application/vnd.vegalite.v5+json')).toBe(true);
    expect(/\/(home|root|tmp|work|Users)\//.exec(text)).toBeNull();
    expect(/"output_type": "error"|"name": "stderr"|undefined/.exec(text)).toBeNull();
    // The id of a run changes with the code, and would make every change of it a change of the notebooks.
    expect(/(?<![.\w])(?=\d*[a-f])[0-9a-f]{16}\b/.exec(JSON.stringify(results))).toBeNull();
    // A link to another page leads somewhere.
    for (const [, target] of text.matchAll(/\]\(([^)#:]+)\)/g)) {
      expect(readFileSync(join('notebooks', target!)).length, target).toBeGreaterThan(0);
    }
  });

  test('come back as they were written', () => {
    const folder = mkdtempSync(join(tmpdir(), 'notebook-'));
    const [name] = names;
    writeNotebook(join(folder, 'a.ipynb'), readNotebook(join('notebooks', name!)));
    expect(readFileSync(join(folder, 'a.ipynb'), 'utf8')).toBe(
      readFileSync(join('notebooks', name!), 'utf8'),
    );
    rmSync(folder, { recursive: true });
  });
});
