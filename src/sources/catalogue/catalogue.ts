import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { suggestion, TapebenchError } from '../../errors.ts';
import { type Manifest, readManifest } from './manifest.ts';

export interface CatalogueEntry {
  readonly name: string;
  /** Path of the manifest. */
  readonly path: string;
  /** null when the manifest cannot be used; `problem` then says why. */
  readonly manifest: Manifest | null;
  readonly problem: TapebenchError | null;
}

/**
 * The datasets of one or several folders, by name; where two folders have the same name, the first holds. A folder that does
 * not exist has none, and a manifest that cannot be used is listed with its problem.
 */
export async function listDatasets(directories: string | readonly string[]): Promise<CatalogueEntry[]> {
  const entries = new Map<string, CatalogueEntry>();
  for (const directory of typeof directories === 'string' ? [directories] : directories) {
    for (const file of await manifestFiles(directory)) {
      const name = file.slice(0, -'.yaml'.length);
      if (!entries.has(name)) entries.set(name, await entryOf(name, join(directory, file)));
    }
  }
  return [...entries.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

async function manifestFiles(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((file) => file.endsWith('.yaml')).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

async function entryOf(name: string, path: string): Promise<CatalogueEntry> {
  try {
    const manifest = await readManifest(path);
    if (manifest.name === name) return { name, path, manifest, problem: null };
    throw new TapebenchError('TB_CONFIG_INVALID', `the manifest of ${name} names itself ${manifest.name}`, {
      where: path,
    });
  } catch (error) {
    if (error instanceof TapebenchError) return { name, path, manifest: null, problem: error };
    throw error;
  }
}

/**
 * The dataset of a name.
 * @throws TapebenchError TB_DATASET_UNKNOWN with a suggestion; the manifest's own problem when it has one
 */
export async function findDataset(
  name: string,
  directories: string | readonly string[],
): Promise<{ readonly path: string; readonly manifest: Manifest }> {
  const entries = await listDatasets(directories);
  const entry = entries.find((candidate) => candidate.name === name);
  if (entry === undefined) {
    const near = suggestion(
      name,
      entries.map((candidate) => candidate.name),
    );
    const known = entries.length === 0 ? 'none yet' : entries.map((candidate) => candidate.name).join(', ');
    throw new TapebenchError(
      'TB_DATASET_UNKNOWN',
      `there is no dataset and no file ${JSON.stringify(name)}`,
      {
        next: near === undefined ? `Datasets are ${known}.` : `Did you mean ${near}? Datasets are ${known}.`,
      },
    );
  }
  if (entry.manifest === null) throw entry.problem!;
  return { path: entry.path, manifest: entry.manifest };
}
