import { strategyNames } from '../../research/strategies.ts';
import type { CommandRow } from '../commandTable.ts';
import { shippedLedgers } from '../ledgers.ts';
import { type CommandShape, commandShapes, type OptionShape } from '../reference/commandShape.ts';

/** A command as a shell completes it. */
export interface Completed {
  readonly words: readonly string[];
  readonly about: string;
  readonly options: readonly OptionShape[];
  /** What may stand for its positional arguments besides a file. */
  readonly names: readonly string[];
}

/** All that a shell completes. */
export interface Vocabulary {
  readonly commands: readonly Completed[];
  readonly firstWords: readonly string[];
  /** First words behind which a second one follows, and those. */
  readonly nested: ReadonlyMap<string, readonly string[]>;
}

/** The options that every command has from the command line itself. */
const EVERYWHERE: readonly OptionShape[] = [
  {
    name: 'help',
    about: 'Show help',
    takesValue: false,
    isRepeated: false,
    isRequired: false,
    choices: [],
    default: null,
  },
];

/** The vocabulary, from the command table and what each command declares. */
export async function vocabulary(commands: readonly CommandRow[]): Promise<Vocabulary> {
  const shapes = await commandShapes(commands);
  const nested = new Map<string, string[]>();
  for (const { name } of shapes) {
    const [first, second] = name.split(' ');
    if (second !== undefined) nested.set(first!, [...(nested.get(first!) ?? []), second]);
  }
  return {
    commands: shapes.map((shape) => ({
      words: shape.name.split(' '),
      about: shape.about,
      options: [...shape.options, ...EVERYWHERE],
      names: namesFor(shape),
    })),
    firstWords: [...new Set(shapes.map(({ name }) => name.split(' ')[0]!))],
    nested,
  };
}

function namesFor({ positionals }: CommandShape): string[] {
  return positionals.flatMap(({ name, choices }) => {
    if (name === 'strategy') return strategyNames();
    if (name === 'claims') return shippedLedgers();
    return choices;
  });
}
