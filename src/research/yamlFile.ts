import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { TapebenchError } from '../errors.ts';

/**
 * The text of a file that a person wrote.
 * @param what what it is, for the message: `claim ledger`
 * @param next what to do when there is none
 * @throws TapebenchError TB_FILE_NOT_FOUND, TB_FILE_UNREADABLE
 */
export async function readWritten(path: string, what: string, next?: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ENOENT')
      throw new TapebenchError('TB_FILE_UNREADABLE', `the ${what} cannot be read`, { where: path, cause });
    throw new TapebenchError('TB_FILE_NOT_FOUND', `there is no such ${what}`, {
      where: path,
      ...(next === undefined ? {} : { next }),
      cause,
    });
  }
}

/**
 * What a YAML text holds, not yet checked; `where` is said in errors, with the line.
 * @throws TapebenchError TB_CONFIG_INVALID
 */
export function parseYaml(text: string, where: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    const line = cause instanceof YAMLParseError ? cause.linePos?.[0].line : undefined;
    const message = (cause instanceof Error ? cause.message : String(cause)).split('\n')[0]!;
    throw new TapebenchError('TB_CONFIG_INVALID', `this is no YAML: ${message}`, {
      where: line === undefined ? where : `${where}, line ${line}`,
      cause,
    });
  }
}
