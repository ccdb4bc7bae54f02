import yargs, { type Argv } from 'yargs';
import { nameOf } from '../../src/cli/commandName.ts';
import { COMMANDS, type CommandRow } from '../../src/cli/commandTable.ts';

const OPERATORS = new Set(['|', '||', '&&', ';', '&', '(', ')', '>', '>>', '<']);

/** The commands of a shell line as words, without redirections and what stands behind `#`. */
export function simpleCommands(line: string): string[][] {
  const tokens = [
    ...line.matchAll(
      /"[^"]*"|'[^']*'|\|\||&&|>>|[|;&()<>]|#.*$|(?:[^\s"'|;&()<>#]|(?<=\S)#|"[^"]*"|'[^']*')+/g,
    ),
  ]
    .map(([token]) => token)
    .filter((token) => !token.startsWith('#'));
  const commands: string[][] = [[]];
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i]!;
    if (token === '>' || token === '>>' || (token === '<' && tokens[i + 1] !== '(')) i++;
    else if (OPERATORS.has(token)) commands.push([]);
    else commands.at(-1)!.push(token.replaceAll(/["']/g, ''));
  }
  return commands
    .map((words) => words.slice(words.findIndex((word) => !/^[A-Z_]+=/.test(word))))
    .filter((words) => words.length > 0);
}

/** The words behind `tapebench` of every call of it in a shell line, also by npm. */
export function tapebenchCalls(line: string): string[][] {
  return simpleCommands(line).flatMap((words) => {
    if (words[0] === 'npx' && words[1] === 'tapebench') return [words.slice(2)];
    if (words[0] === 'tapebench') return [words.slice(1)];
    const named = words.indexOf('tapebench');
    return words[0] === 'npm' && named > 0 ? [words.slice(named + 2)] : [];
  });
}

/** The command that words name. @throws Error when there is none */
export function commandOf(words: readonly string[]): CommandRow {
  const row = COMMANDS.find((each) => `${words.join(' ')} `.startsWith(`${nameOf(each)} `));
  if (row === undefined) throw new Error(`there is no command: tapebench ${words.join(' ')}`);
  return row;
}

/**
 * Lets the real parser read the words, and runs nothing.
 * @throws Error for a command, an option or a value that the command line would refuse
 */
export async function parse(words: readonly string[]): Promise<void> {
  if (words.length === 0 || ['--help', '--version'].includes(words[0]!)) return;
  const row = commandOf(words);
  const { builder } = await row.load();
  const depth = nameOf(row).split(' ').length;
  const parser = yargs(words.slice(depth - 1))
    .strict()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      throw error ?? new Error(`${message}: tapebench ${words.join(' ')}`);
    })
    .command(
      row.usage
        .split(' ')
        .slice(depth - 1)
        .join(' '),
      row.about,
      (each: Argv) => builder(each),
      () => {},
    );
  await parser.parseAsync();
}
