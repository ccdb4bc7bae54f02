import { spawn } from 'node:child_process';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { addFeedback, readFeedback } from '../../../src/live/feedback/feedbackFile.ts';
import { SESSION_FILES } from '../../../src/live/sessionSetup.ts';
import { newFolder } from '../support/sessionBench.ts';
import { entry } from './orders.ts';

let folder: string;
const path = (): string => join(folder, SESSION_FILES.feedback);

beforeEach(() => {
  folder = newFolder();
});
afterEach(() => rmSync(folder, { recursive: true }));

test('lines are added and read again as they were', () => {
  expect(readFeedback(folder)).toEqual([]);
  expect(addFeedback(folder, () => entry(1, 6000))).toEqual({ number: 1, cutBytes: 0 });
  const second = entry(1, 6000.25, 2, { note: 'two at once' });
  expect(
    addFeedback(folder, (lines) => {
      expect(lines).toEqual([entry(1, 6000)]);
      return second;
    }).number,
  ).toBe(2);
  expect(readFeedback(folder)).toEqual([entry(1, 6000), second]);
  expect(existsSync(join(folder, SESSION_FILES.feedbackLock))).toBe(false);
});

test('a line that a crash tore is passed over, and cut off by the next one that is added', () => {
  addFeedback(folder, () => entry(1, 6000));
  appendFileSync(path(), '{"kind":"en');
  expect(readFeedback(folder)).toHaveLength(1);
  expect(addFeedback(folder, () => entry(1, 6001))).toEqual({ number: 2, cutBytes: 11 });
  expect(readFeedback(folder)).toEqual([entry(1, 6000), entry(1, 6001)]);
});

test('a line that is refused leaves the file as it was and the lock free', () => {
  addFeedback(folder, () => entry(1, 6000));
  const before = readFileSync(path(), 'utf8');
  const refuse = (): never => {
    throw new Error('no such order');
  };
  expect(() => addFeedback(folder, refuse)).toThrow('no such order');
  expect(readFileSync(path(), 'utf8')).toBe(before);
  expect(addFeedback(folder, () => entry(1, 6001)).number).toBe(2);
});

test('a damaged line is named, and nothing is added after it', () => {
  writeFileSync(path(), `${JSON.stringify(entry(1, 6000))}\n{"kind":"entry"}\n`);
  expect(() => readFeedback(folder)).toThrow(
    expect.objectContaining({ code: 'TB_FEEDBACK_INVALID', where: `${path()}, line 2` }),
  );
  expect(() => addFeedback(folder, () => entry(1, 6000))).toThrow(/no feedback/);
});

test('a line that could not be read again is not written', () => {
  addFeedback(folder, () => entry(1, 6000));
  expect(() => addFeedback(folder, () => entry(1, Number.POSITIVE_INFINITY))).toThrow(
    expect.objectContaining({ code: 'TB_FEEDBACK_INVALID' }),
  );
  expect(readFeedback(folder)).toHaveLength(1);
});

test('two processes that write at once write one after the other, and lose nothing', async () => {
  const module = fileURLToPath(new URL('../../../src/live/feedback/feedbackFile.ts', import.meta.url));
  const script = `const { addFeedback } = await import(${JSON.stringify(module)});
    for (let i = 0; i < 15; i++) addFeedback(${JSON.stringify(folder)}, (lines) => (${JSON.stringify(entry(1, 6000))}));`;
  const codes = await Promise.all(
    [1, 2].map(
      () =>
        new Promise<number | null>((resolve) => {
          spawn(process.execPath, ['--input-type=module', '-e', script]).on('exit', resolve);
        }),
    ),
  );
  expect(codes).toEqual([0, 0]);
  expect(readFeedback(folder)).toHaveLength(30);
});
