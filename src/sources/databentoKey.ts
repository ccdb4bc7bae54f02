import { existsSync, readFileSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiKey } from '../databento/apiKey.ts';
import { TapebenchError } from '../errors.ts';

export const KEY_VARIABLE = 'DATABENTO_API_KEY';
export const KEY_FILE = 'trading_config.env';
const OTHERS_MAY_READ = 0o077;

/**
 * The user's Databento key: from the environment, else from `trading_config.env` in the folder. It is never taken from
 * the command line, where it would end up in histories and process lists.
 * @returns undefined when there is none
 * @throws TapebenchError TB_KEY_INVALID, TB_KEY_EXPOSED when others could read the file
 */
export function findDatabentoKey(environment: NodeJS.ProcessEnv, folder: string): ApiKey | undefined {
  const given = environment[KEY_VARIABLE];
  if (given !== undefined && given.trim() !== '') return keyOf(given, `the environment's ${KEY_VARIABLE}`);
  const path = join(folder, KEY_FILE);
  if (!existsSync(path)) return undefined;
  // Windows has no such bits.
  if (process.platform !== 'win32' && (statSync(path).mode & OTHERS_MAY_READ) !== 0) {
    throw new TapebenchError('TB_KEY_EXPOSED', `${path} can be read by others on this machine`, {
      where: path,
    });
  }
  const value = valueIn(readFileSync(path, 'utf8'), KEY_VARIABLE);
  return value === undefined || value === '' ? undefined : keyOf(value, path);
}

/** @throws TapebenchError TB_KEY_MISSING besides those of `findDatabentoKey` */
export function requireDatabentoKey(environment: NodeJS.ProcessEnv, folder: string): ApiKey {
  const key = findDatabentoKey(environment, folder);
  if (key !== undefined) return key;
  throw new TapebenchError('TB_KEY_MISSING', 'Databento API key not set', {
    where: `${KEY_VARIABLE} in the environment, or ${join(folder, KEY_FILE)}`,
  });
}

/** @throws TapebenchError TB_FILE_EXISTS when there is a key file that must not be replaced */
export function refuseKeyFile(folder: string, isOverwriting: boolean): void {
  const path = join(folder, KEY_FILE);
  if (isOverwriting || !existsSync(path)) return;
  throw new TapebenchError('TB_FILE_EXISTS', `${path} is there already`, {
    where: path,
    kept: 'it is as it was',
  });
}

/**
 * Writes `trading_config.env` so that only its owner can read it; with an empty key it is a form to fill in.
 * @throws TapebenchError TB_FILE_EXISTS, TB_KEY_INVALID
 */
export async function writeKeyFile(folder: string, key: string, isOverwriting: boolean): Promise<string> {
  const path = join(folder, KEY_FILE);
  refuseKeyFile(folder, isOverwriting);
  if (key !== '') keyOf(key, 'what was typed');
  const file = await open(path, 'w', 0o600);
  try {
    // The mode above counts only for a file that is new.
    await file.chmod(0o600);
    await file.writeFile(
      `# Read by tapebench when ${KEY_VARIABLE} is not in the environment. Keep it to yourself; it is ignored by git.\n${KEY_VARIABLE}=${key.trim()}\n`,
    );
  } finally {
    await file.close();
  }
  return path;
}

function keyOf(text: string, where: string): ApiKey {
  try {
    return new ApiKey(text);
  } catch (cause) {
    throw new TapebenchError('TB_KEY_INVALID', (cause as Error).message, { where });
  }
}

/** The last assignment of a variable in the `NAME=value` lines of an environment file; quotes are taken off. */
function valueIn(text: string, name: string): string | undefined {
  let value: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const match = /^\s*(?:export\s+)?([A-Z_][A-Z0-9_]*)\s*=\s*(.*?)\s*$/.exec(line);
    if (match?.[1] === name) value = match[2]!.replace(/^(["'])(.*)\1$/, '$2');
  }
  return value;
}
