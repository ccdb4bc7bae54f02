import { rename, rm, writeFile } from 'node:fs/promises';
import { TapebenchError } from '../errors.ts';

/**
 * Writes a file beside its place and moves it there when it is whole, so that no reader ever meets half of it.
 * @throws TapebenchError TB_REPORT_FAILED
 */
export async function writeWhole(path: string, text: string): Promise<void> {
  const partial = `${path}.tmp`;
  try {
    await writeFile(partial, text);
    await rename(partial, path);
  } catch (error) {
    await rm(partial, { force: true });
    throw new TapebenchError('TB_REPORT_FAILED', error instanceof Error ? error.message : String(error), {
      where: path,
      kept: 'a file that was there before is unchanged',
      cause: error,
    });
  }
}
