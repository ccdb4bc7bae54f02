import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The user's catalogue first, then the one that comes with the workbench. */
export function datasetFolders(own: string): string[] {
  const shipped = fileURLToPath(new URL('../../../datasets', import.meta.url));
  const folders = [own];
  if (existsSync(shipped) && resolve(own) !== resolve(shipped)) folders.push(shipped);
  return folders;
}
