import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { writeReport } from '../../src/report/writeReport.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('a report', () => {
  test('is written whole, with the folders above it, and leaves nothing beside it', async () => {
    const path = join(folder, 'a', 'b', 'report.html');
    await writeReport(path, 'page', false);
    expect(await readFile(path, 'utf8')).toBe('page');
    expect(await readdir(join(folder, 'a', 'b'))).toEqual(['report.html']);
  });

  test('replaces another only when asked to', async () => {
    const path = join(folder, 'report.html');
    await writeReport(path, 'first', false);
    await expect(writeReport(path, 'second', false)).rejects.toMatchObject({
      code: 'TB_FILE_EXISTS',
      where: path,
    });
    expect(await readFile(path, 'utf8')).toBe('first');
    await writeReport(path, 'second', true);
    expect(await readFile(path, 'utf8')).toBe('second');
  });

  test('that cannot be written is an error that says where, and leaves nothing', async () => {
    await writeFile(join(folder, 'file'), '');
    const path = join(folder, 'file', 'report.html');
    await expect(writeReport(path, 'page', true)).rejects.toMatchObject({
      code: 'TB_REPORT_FAILED',
      where: path,
    });
    expect(await readdir(folder)).toEqual(['file']);
  });
});
