import type { Argv } from 'yargs';
import type { CommandRow } from '../commandTable.ts';
import { completionScript, SHELLS, type Shell } from '../completion/scripts.ts';
import { vocabulary } from '../completion/vocabulary.ts';

interface Args {
  readonly shell: Shell;
}

export function builder(yargs: Argv): Argv {
  return yargs
    .positional('shell', {
      type: 'string',
      choices: SHELLS,
      demandOption: true,
      describe: 'The shell that the script is for',
    })
    .example('source <($0 completion bash)', 'in ~/.bashrc')
    .example('source <($0 completion zsh)', 'in ~/.zshrc, behind compinit')
    .example('$0 completion fish > ~/.config/fish/completions/tapebench.fish', 'once')
    .epilogue('The script is made from the commands of this version; print it again after an update.');
}

export async function run(args: Args, commands: readonly CommandRow[]): Promise<undefined> {
  process.stdout.write(completionScript(args.shell, await vocabulary(commands)));
  return undefined;
}
