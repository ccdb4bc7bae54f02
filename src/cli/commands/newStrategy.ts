import { existsSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { strategyTemplate } from '../strategyTemplate.ts';
import { print } from '../terminal.ts';

interface Args {
  readonly file: string;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'Path of the new file, ending in .ts',
    })
    .example('$0 new strategy ./breakout.ts', 'then: tapebench run ./breakout.ts');
}

export async function run({ file }: Args): Promise<undefined> {
  const path = resolve(file);
  const name = basename(file).replace(/\.[mc]?ts$/, '');
  if (!/\.[mc]?ts$/.test(file) || !/^[a-z0-9][a-z0-9-]*$/.test(name)) {
    throw new TapebenchError('TB_USAGE', `${JSON.stringify(file)} is no name for a strategy file`, {
      next: 'Give lower-case letters, digits and hyphens, and the ending .ts: my-idea.ts',
    });
  }
  if (existsSync(path)) {
    throw new TapebenchError('TB_FILE_EXISTS', 'there is such a file already', {
      where: path,
      kept: 'the file was left as it is',
      next: 'Choose another name.',
    });
  }
  // Exclusive creation: a file that appears in between is not overwritten either.
  writeFileSync(path, strategyTemplate(name), { flag: 'wx' });
  print(`Wrote ${path}`);
  print(`Run it: tapebench run ${file.startsWith('.') || file.startsWith('/') ? file : `./${file}`}`);
  return undefined;
}
