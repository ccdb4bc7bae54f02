import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const ENTRY: string = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line in a process of its own, as a user would, in `folder`. */
export function tapebench(
  folder: string,
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Outcome {
  const { status, stdout, stderr } = spawnSync(process.execPath, [ENTRY, ...words], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env['PATH'] ?? '', NO_COLOR: '1', TZ: 'America/St_Johns', ...env },
    maxBuffer: 64e6,
  });
  return { code: status ?? -1, out: stdout, err: stderr };
}
