import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { TapebenchError } from '../errors.ts';
import { failure, type ResultsDatabase } from './database.ts';
import { findRun } from './runs.ts';
import { identifier, literal } from './schema.ts';
import { RUN_TABLES } from './tables.ts';

/**
 * Writes the tables of one run as Parquet files into a folder that is new or empty; all files are there, or none.
 * @returns the names of the files
 * @throws TapebenchError TB_RUN_UNKNOWN, TB_FILE_EXISTS when the folder has something in it, TB_RESULTS_FAILED
 */
export async function exportParquet(db: ResultsDatabase, runId: string, folder: string): Promise<string[]> {
  const id = await findRun(db, runId);
  const present = await contentsOf(folder);
  if (present !== null && present.length > 0) {
    throw new TapebenchError('TB_FILE_EXISTS', 'the folder of the export is not empty', {
      where: folder,
      kept: 'nothing was written',
      next: 'Choose a new folder.',
    });
  }
  await mkdir(dirname(folder), { recursive: true });
  const unfinished = join(dirname(folder), `.${basename(folder)}.unfinished-${process.pid}`);
  try {
    await mkdir(unfinished);
    const files: string[] = [];
    for (const { name } of RUN_TABLES) {
      const file = `${name}.parquet`;
      const order = name === 'runs' ? '' : ' ORDER BY ordinal';
      await db.connection.run(
        `COPY (SELECT * FROM ${identifier(name)} WHERE run_id = ${literal(id)}${order})
         TO ${literal(join(unfinished, file))} (FORMAT parquet, COMPRESSION zstd)`,
      );
      files.push(file);
    }
    // Only an empty folder goes: one that filled meanwhile makes this fail.
    if (present !== null) await rmdir(folder);
    await rename(unfinished, folder);
    return files;
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    throw failure(error, folder);
  }
}

async function contentsOf(folder: string): Promise<string[] | null> {
  try {
    return await readdir(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new TapebenchError('TB_FILE_EXISTS', 'the place of the export is not a folder', {
      where: folder,
      next: 'Choose a new folder.',
      cause: error,
    });
  }
}
