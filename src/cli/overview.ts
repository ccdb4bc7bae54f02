import { styleText } from 'node:util';
import { COMMANDS, type CommandGroup } from './commandTable.ts';

const EXAMPLES: readonly (readonly [string, string])[] = [
  ['tapebench start', 'the main job on the embedded dataset'],
  ['tapebench data import es.dbn.zst', 'bring your own bars'],
  ['tapebench run v6 --data es', 'backtest, report, results'],
  ['tapebench explain 1', 'a trade from bar to cent'],
  ['tapebench verify v6 --data es', 'does the claim hold?'],
];

const EXIT_CODES =
  '0 done · 1 a check failed or a claim is refuted · 2 wrong command line · 3 bad input · 4 a strategy failed · 5 not reproduced · 6 output failed · 70 a defect of ours';

function heading(text: string): string {
  return styleText('bold', text, { stream: process.stdout });
}

/** The page shown by `tapebench` and `tapebench --help`, made from the command table alone. */
export function overview(columns: number): string {
  const width = Math.max(...COMMANDS.map((row) => row.usage.length));
  const lines = [
    ...wrapped(
      'tapebench: replay market data through a strategy, and find out whether to believe the result.',
      columns,
    ).map((line) => line.replace(/^tapebench/, heading('tapebench'))),
    '',
    'Usage: tapebench <command> [options]',
    '       tapebench <command> --help',
  ];
  const groups: readonly CommandGroup[] = [...new Set(COMMANDS.map((row) => row.group))];
  for (const group of groups) {
    lines.push('', heading(group));
    for (const row of COMMANDS) {
      if (row.group === group) lines.push(...inColumns(row.usage.padEnd(width), row.about, columns));
    }
  }
  lines.push('', heading('Examples'));
  const exampleWidth = Math.max(...EXAMPLES.map(([command]) => command.length));
  for (const [command, about] of EXAMPLES)
    lines.push(...inColumns(command.padEnd(exampleWidth), about, columns));
  lines.push(
    '',
    heading('Exit codes'),
    ...wrapped(EXIT_CODES, Math.min(columns, 100) - 2).map((line) => `  ${line}`),
    '',
  );
  return lines.join('\n');
}

/** Two columns, the second broken into lines where the terminal is too narrow. */
function inColumns(first: string, second: string, columns: number): string[] {
  const indent = first.length + 4;
  const room = Math.max(20, columns - indent);
  return wrapped(second, room).map((line, i) => `  ${i === 0 ? first : ' '.repeat(first.length)}  ${line}`);
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines;
}
