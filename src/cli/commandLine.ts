import yargs, { type ArgumentsCamelCase, type Argv } from 'yargs';
import { suggestion, TapebenchError } from '../errors.ts';
import { nameOf } from './commandName.ts';
import { COMMANDS, type CommandRow } from './commandTable.ts';
import { describeFailure, EXIT, exitCodeOf, failureJson } from './failure.ts';
import { packageVersion } from './packageVersion.ts';

/**
 * Parses the words behind `tapebench`, runs the command they name and returns the exit code. Errors are printed, never
 * thrown: as text on standard error, and as JSON on standard output besides when --json is among the words.
 */
export async function runCommandLine(words: readonly string[]): Promise<number> {
  try {
    requireKnownCommand(words);
    let exitCode: number = EXIT.done;
    const optionNames: string[] = [];
    const parser = yargs([...words])
      .scriptName('tapebench')
      .usage('Usage: $0 <command> [options]')
      .version(packageVersion())
      .help()
      .alias('help', 'h')
      .strict()
      .exitProcess(false)
      .showHelpOnFail(false)
      .wrap(Math.min(110, process.stdout.columns ?? 100))
      // Without a throw here the handler would still run.
      .fail((message, error) => {
        throw error ?? wrongWords(message, words, optionNames);
      });
    register(parser, words, optionNames, (code) => {
      exitCode = code;
    });
    await parser.parseAsync();
    return exitCode;
  } catch (error) {
    if (words.includes('--json')) process.stdout.write(`${failureJson(error)}\n`);
    process.stderr.write(describeFailure(error));
    return exitCodeOf(error);
  }
}

/** Only the rows that the first word names are registered: their files alone are loaded. */
function register(
  parser: Argv,
  words: readonly string[],
  optionNames: string[],
  setExitCode: (code: number) => void,
): void {
  const rows = COMMANDS.filter((row) => row.usage.split(' ')[0] === words[0]);
  const isNested = rows.some((row) => nameOf(row).includes(' '));
  if (!isNested) {
    for (const row of rows) addCommand(parser, row, row.usage, optionNames, setExitCode);
    return;
  }
  parser.command(words[0]!, '', (nested) => {
    for (const row of rows)
      addCommand(nested, row, row.usage.slice(words[0]!.length + 1), optionNames, setExitCode);
    return nested.demandCommand(1, `Say which: ${rows.map((row) => nameOf(row)).join(', ')}.`);
  });
}

function addCommand(
  parser: Argv,
  row: CommandRow,
  usage: string,
  optionNames: string[],
  setExitCode: (code: number) => void,
): void {
  parser.command(
    usage,
    row.about,
    async (yargsOfCommand: Argv) => (await row.load()).builder(remembering(yargsOfCommand, optionNames)),
    async (args: ArgumentsCamelCase) => {
      const command = await row.load();
      setExitCode((await command.run(args as never, COMMANDS)) ?? EXIT.done);
    },
  );
}

/** Notes the names of the options that a command declares: yargs does not tell them when one is misspelt. */
function remembering(yargsOfCommand: Argv, names: string[]): Argv {
  const declare = yargsOfCommand.option.bind(yargsOfCommand) as (name: string, spec: object) => Argv;
  return Object.assign(yargsOfCommand, {
    option: (name: string, spec: object) => {
      names.push(name);
      return declare(name, spec);
    },
  });
}

function wrongWords(
  message: string,
  words: readonly string[],
  optionNames: readonly string[],
): TapebenchError {
  const unknown = /^Unknown arguments?: ([^,]+)/.exec(message)?.[1];
  const near = unknown === undefined ? undefined : suggestion(unknown, optionNames);
  return new TapebenchError('TB_USAGE', message, {
    next: near === undefined ? `Run: tapebench ${commandWords(words)} --help` : `Did you mean --${near}?`,
  });
}

function requireKnownCommand(words: readonly string[]): void {
  const first = words[0]!;
  if (first.startsWith('-')) {
    throw new TapebenchError('TB_USAGE', `a command is missing before ${first}`, {
      next: 'Run: tapebench --help',
    });
  }
  const names = COMMANDS.map(nameOf);
  const firstWords = [...new Set(names.map((name) => name.split(' ')[0]!))];
  if (!firstWords.includes(first)) throw unknownCommand(first, firstWords);
  const second = words[1];
  const nested = names.filter((name) => name.startsWith(`${first} `)).map((name) => name.split(' ')[1]!);
  if (nested.length > 0 && second !== undefined && !second.startsWith('-') && !nested.includes(second)) {
    throw unknownCommand(
      `${first} ${second}`,
      nested.map((name) => `${first} ${name}`),
    );
  }
}

function unknownCommand(given: string, known: readonly string[]): TapebenchError {
  const near = suggestion(given, known);
  return new TapebenchError('TB_USAGE', `there is no command ${JSON.stringify(given)}`, {
    next: near === undefined ? 'Run: tapebench --help' : `Did you mean: tapebench ${near}?`,
  });
}

function commandWords(words: readonly string[]): string {
  const row = COMMANDS.find((candidate) => `${words.join(' ')} `.startsWith(`${nameOf(candidate)} `));
  return row === undefined ? '' : nameOf(row);
}
