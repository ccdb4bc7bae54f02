import { strategyNames } from '../../research/strategies.ts';
import type { CommandRow } from '../commandTable.ts';
import { shippedLedgers } from '../ledgers.ts';
import { type CommandShape, commandShapes, type OptionShape } from '../reference/commandShape.ts';

/** What stands in the folder when Tab is pressed, and is looked up then. */
export const LISTS = ['datasets', 'runs'] as const;
export type List = (typeof LISTS)[number];

/** Options and arguments by their names, since a name means the same in every command. */
const LIST_OF: Readonly<Record<string, List>> = {
  data: 'datasets',
  dataset: 'datasets',
  warmup: 'datasets',
  against: 'datasets',
  run: 'runs',
  'from-run': 'runs',
  a: 'runs',
  b: 'runs',
};

/** What completes the value of an option that takes text, besides a file. */
export function listOf({ name, isNumber }: OptionShape): List | undefined {
  return isNumber ? undefined : LIST_OF[name];
}

/** A command as a shell completes it. */
export interface Completed {
  readonly words: readonly string[];
  readonly about: string;
  readonly options: readonly OptionShape[];
  /** What may stand for its positional arguments besides a file. */
  readonly names: readonly string[];
  readonly lists: readonly List[];
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
    isNumber: false,
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
      lists: [...new Set(shape.positionals.flatMap((each) => listOf(each) ?? []))],
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
