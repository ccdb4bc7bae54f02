import type { CommandRow } from '../commandTable.ts';
import { type CommandShape, commandShapes, type OptionShape } from './commandShape.ts';

/** The reference page of the command line, made from the commands themselves. */
export async function commandReference(commands: readonly CommandRow[]): Promise<string> {
  const shapes = await commandShapes(commands);
  const groups = [...new Set(shapes.map((shape) => shape.group))];
  const lines = [
    '# Command line',
    '',
    'Results go to standard output, remarks and progress to standard error. `--json` prints one JSON document instead of text, errors included. Exit codes and error codes are in [errors.md](errors.md), files and environment in [config.md](config.md). `tapebench completion bash` (or `zsh`, `fish`) prints a script that completes all of this in a shell.',
  ];
  for (const group of groups) {
    lines.push('', `## ${group}`);
    for (const shape of shapes) if (shape.group === group) lines.push('', ...commandLines(shape));
  }
  return `${lines.join('\n')}\n`;
}

function commandLines(shape: CommandShape): string[] {
  const lines = [
    `### tapebench ${shape.name}`,
    '',
    `${shape.about}.`,
    '',
    `Usage: \`tapebench ${shape.usage}\``,
  ];
  const rows = [
    ...shape.positionals.map((each) => row(each, each.name)),
    ...shape.options.map((each) => row(each, `--${each.name}`)),
  ];
  if (rows.length > 0) lines.push('', '| option | meaning | default |', '|---|---|---|', ...rows);
  if (shape.examples.length > 0) {
    // Files, datasets and ids in them are examples: a test holds the words against the parser and runs none of it.
    lines.push('', '<!-- not run: files and ids are examples -->');
    lines.push('```sh', ...shape.examples.map(([command, about]) => `${command}  # ${about}`), '```');
  }
  for (const epilogue of shape.epilogues) lines.push('', epilogue);
  return lines;
}

function row(option: OptionShape, name: string): string {
  const extra = [
    option.choices.length > 0 ? `one of ${option.choices.join(', ')}` : '',
    option.isRepeated ? 'may be given again' : '',
    option.isRequired && name.startsWith('--') ? 'required' : '',
  ].filter((each) => each !== '' && !option.about.includes(each));
  const meaning = [option.about, ...extra].filter((each) => each !== '').join('; ');
  const escaped = (text: string): string => text.replaceAll('|', '\\|');
  return `| \`${name}\` | ${escaped(meaning)} | ${option.default === null ? '' : `\`${escaped(option.default)}\``} |`;
}
