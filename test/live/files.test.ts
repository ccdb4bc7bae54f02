import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { TapebenchError } from '../../src/errors.ts';
import { LineFile } from '../../src/live/lineFile.ts';
import { RotatedLog } from '../../src/live/rotatedLog.ts';
import { SessionLock } from '../../src/live/sessionLock.ts';
import { SESSION_FILES } from '../../src/live/sessionSetup.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tapebench-files-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

function failure(run: () => unknown): TapebenchError {
  try {
    run();
  } catch (error) {
    return error as TapebenchError;
  }
  throw new Error('it did not fail');
}

describe('LineFile', () => {
  test('a torn last line is cut off and counted, and what is appended stands on its own', () => {
    const path = join(folder, 'lines');
    const first = new LineFile(path);
    first.append(['one', 'two']);
    first.close();
    appendFileSync(path, 'thr');
    const again = new LineFile(path);
    expect(again.lines).toEqual(['one', 'two']);
    expect(again.cutBytes).toBe(3);
    again.append(['three']);
    again.close();
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n');
  });

  test('a write that fails says so, and leaves the lines before it as they are', () => {
    const path = join(folder, 'lines');
    const file = new LineFile(path);
    file.append(['one']);
    // Nothing can be written through a file that is closed.
    file.close();
    const error = failure(() => file.append(['two']));
    expect(error.code).toBe('TB_SESSION_WRITE');
    expect(error.where).toBe(path);
    expect(readFileSync(path, 'utf8')).toBe('one\n');
  });

  test('what cannot be written is an error that says where', () => {
    const error = failure(() => new LineFile(join(folder, 'nowhere', 'lines')));
    expect(error.code).toBe('TB_SESSION_WRITE');
    expect(error.where).toContain('nowhere');
  });
});

describe('SessionLock', () => {
  test('names a living holder, and takes over from one that is gone', () => {
    const path = join(folder, SESSION_FILES.lock);
    // The first process of a machine lives as long as the machine.
    writeFileSync(path, '1\n');
    const error = failure(() => new SessionLock(folder));
    expect(error.code).toBe('TB_SESSION_LOCKED');
    expect(error.message).toBe('process 1 uses this session');
    expect(readFileSync(path, 'utf8')).toBe('1\n');
    // No process has so large a number.
    writeFileSync(path, '4194305\n');
    const lock = new SessionLock(folder);
    expect(lock.tookOverFrom).toBe(4_194_305);
    expect(readFileSync(path, 'utf8')).toBe(`${process.pid}\n`);
    lock.release();
    expect(readdirSync(folder)).toEqual([]);
    const next = new SessionLock(folder);
    lock.release();
    expect(readdirSync(folder)).toEqual([SESSION_FILES.lock]);
    next.release();
  });

  test('takes over from a file that names nobody, as a power failure leaves one', () => {
    writeFileSync(join(folder, SESSION_FILES.lock), '');
    const lock = new SessionLock(folder);
    expect(lock.tookOverFrom).toBeNaN();
    lock.release();
  });

  test('makes the folder of a new session', () => {
    const lock = new SessionLock(join(folder, 'a', 'b'));
    expect(readdirSync(join(folder, 'a', 'b'))).toEqual([SESSION_FILES.lock]);
    expect(lock.tookOverFrom).toBeUndefined();
    lock.release();
  });
});

describe('RotatedLog', () => {
  test('begins anew at its size and keeps three files, every line whole', () => {
    const path = join(folder, 'trading_system.log');
    const log = new RotatedLog(path, () => Date.UTC(2025, 5, 3), 400);
    for (let number = 0; number < 40; number++) log.write('info', 'tick', { number });
    expect(readdirSync(folder).sort()).toEqual(
      ['', '.1', '.2', '.3'].map((end) => `trading_system.log${end}`),
    );
    const numbers = ['.3', '.2', '.1', ''].flatMap((end) => {
      const text = readFileSync(`${path}${end}`, 'utf8');
      expect(text.length).toBeLessThanOrEqual(400);
      return text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as { number: number }).number);
    });
    expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => 40 - numbers.length + i));
    expect(JSON.parse(readFileSync(path, 'utf8').split('\n')[0]!)).toMatchObject({
      time: '2025-06-03T00:00:00.000Z',
      level: 'info',
      event: 'tick',
    });
  });

  test('a log that cannot be written fails without ending anything', () => {
    const log = new RotatedLog(join(folder, 'nowhere', 'log'), () => 0);
    expect(log.write('info', 'tick')).toBeInstanceOf(Error);
  });
});
