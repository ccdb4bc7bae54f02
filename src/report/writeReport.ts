import { randomBytes } from 'node:crypto';
import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TapebenchError } from '../errors.ts';

/**
 * Writes a page to a file: whole, or not at all.
 * @throws TapebenchError TB_FILE_EXISTS unless `isReplacing`, TB_REPORT_FAILED when it cannot be written
 */
export async function writeReport(path: string, text: string, isReplacing: boolean): Promise<void> {
  if (!isReplacing && (await isThere(path))) {
    throw new TapebenchError('TB_FILE_EXISTS', 'there is a report already', {
      where: path,
      kept: 'the report was left as it is',
    });
  }
  const unfinished = `${path}.${randomBytes(4).toString('hex')}.tmp`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(unfinished, text, { flag: 'wx' });
    await rename(unfinished, path);
  } catch (error) {
    // The error to report is the first one.
    await rm(unfinished, { force: true }).catch(() => undefined);
    throw new TapebenchError('TB_REPORT_FAILED', error instanceof Error ? error.message : String(error), {
      where: path,
      kept: 'nothing was written',
      cause: error,
    });
  }
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
