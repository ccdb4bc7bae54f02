import { closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { TapebenchError } from '../errors.ts';
import { makeFolder } from './outputFolder.ts';

export interface JournalFile {
  readonly write: (line: string) => void;
  /** @throws TapebenchError TB_FILE_EXISTS when another journal stands in the place */
  readonly close: () => Promise<void>;
}

/**
 * A journal written beside its place and moved there when it is whole. The same journal may stand there already; another
 * file is never replaced.
 */
export function openJournalFile(path: string): JournalFile {
  makeFolder(dirname(path));
  const partial = `${path}.tmp`;
  const file = openSync(partial, 'w');
  return {
    write: (line) => {
      writeSync(file, `${line}\n`);
    },
    close: async () => {
      closeSync(file);
      if (existsSync(path)) {
        const isSame = readFileSync(path).equals(readFileSync(partial));
        rmSync(partial);
        if (isSame) return;
        throw new TapebenchError('TB_FILE_EXISTS', 'another file stands where the journal is to go', {
          where: path,
          kept: 'it was left as it is; the run was not stored',
          next: 'Give another path: --journal FILE',
        });
      }
      renameSync(partial, path);
    },
  };
}
