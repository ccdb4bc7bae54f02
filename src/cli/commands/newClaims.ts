import { existsSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Argv } from 'yargs';
import { TapebenchError } from '../../errors.ts';
import { claimsTemplate } from '../claimsTemplate.ts';
import { print } from '../terminal.ts';

interface Args {
  readonly file: string;
  readonly strategy: string;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .positional('file', {
      type: 'string',
      demandOption: true,
      describe: 'Path of the new ledger, ending in .yaml',
    })
    .option('strategy', {
      type: 'string',
      default: 'v6',
      describe: 'Strategy that the claims are about: a name or the path of a file',
    })
    .example(
      '$0 new claims ./breakout.yaml --strategy ./breakout.ts',
      'then: tapebench verify ./breakout.yaml',
    );
}

export async function run({ file, strategy }: Args): Promise<undefined> {
  const path = resolve(file);
  const name = basename(file).replace(/\.ya?ml$/, '');
  if (!/\.ya?ml$/.test(file) || !/^[a-z0-9][a-z0-9.-]*$/.test(name)) {
    throw new TapebenchError('TB_USAGE', `${JSON.stringify(file)} is no name for a claim ledger`, {
      next: 'Give lower-case letters, digits and hyphens, and the ending .yaml: my-claims.yaml',
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
  writeFileSync(path, claimsTemplate(name, JSON.stringify(strategy)), { flag: 'wx' });
  print(`Wrote ${path}`);
  print(`Change the claims, then: tapebench verify ${file} --data DATASET`);
  return undefined;
}
