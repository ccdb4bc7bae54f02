import type { Argv } from 'yargs';
import { KEY_FILE, KEY_VARIABLE, refuseKeyFile, writeKeyFile } from '../../sources/databentoKey.ts';
import { note, print } from '../terminal.ts';

interface Args {
  readonly force: boolean;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .option('force', { type: 'boolean', default: false, describe: `Replace the ${KEY_FILE} that is there` })
    .example('$0 init', 'asks for the key without showing it')
    .example('$0 init < key.txt', 'takes it from a file');
}

export async function run(args: Args): Promise<undefined> {
  // Before anybody types a key in vain.
  refuseKeyFile('.', args.force);
  const key = (process.stdin.isTTY === true ? await typedKey() : await pipedKey()).trim();
  const path = await writeKeyFile('.', key, args.force);
  print(`Wrote ${path}, which only you can read.`);
  print(
    key === ''
      ? `\nNext: put your Databento key behind ${KEY_VARIABLE}= in it. Without one everything runs in simulation mode.`
      : '\nNext: tapebench data cost --symbols ES.FUT --start 2024-01-01 --end 2025-01-01',
  );
  return undefined;
}

async function pipedKey(): Promise<string> {
  let text = '';
  for await (const chunk of process.stdin) text += String(chunk);
  return text.split(/\r?\n/)[0] ?? '';
}

/** Reads a line from the terminal without showing it. */
async function typedKey(): Promise<string> {
  note('Databento API key (it is not shown; empty for none):');
  const { stdin } = process;
  stdin.setRawMode(true);
  let text = '';
  try {
    for await (const chunk of stdin) {
      for (const character of String(chunk)) {
        if (character === '\r' || character === '\n') return text;
        if (character === '\u0003') {
          stdin.setRawMode(false);
          process.kill(process.pid, 'SIGINT');
        }
        text = character === '\u007f' ? text.slice(0, -1) : text + character;
      }
    }
    return text;
  } finally {
    stdin.setRawMode(false);
  }
}
