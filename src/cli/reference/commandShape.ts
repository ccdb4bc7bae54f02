import type { Argv } from 'yargs';
import { nameOf } from '../commandName.ts';
import type { CommandGroup, CommandRow } from '../commandTable.ts';

export interface OptionShape {
  readonly name: string;
  readonly about: string;
  /** False for a switch, which stands alone. */
  readonly takesValue: boolean;
  readonly isNumber: boolean;
  readonly isRepeated: boolean;
  readonly isRequired: boolean;
  readonly choices: readonly string[];
  /** As it is shown; null when there is none. */
  readonly default: string | null;
}

export interface CommandShape {
  /** One or two words. */
  readonly name: string;
  readonly usage: string;
  readonly about: string;
  readonly group: CommandGroup;
  readonly options: readonly OptionShape[];
  readonly positionals: readonly OptionShape[];
  /** Command and what it is for. */
  readonly examples: readonly (readonly [string, string])[];
  readonly epilogues: readonly string[];
}

interface Declared {
  readonly type?: string;
  readonly describe?: string;
  readonly array?: boolean;
  readonly choices?: readonly unknown[];
  readonly default?: unknown;
  readonly defaultDescription?: string;
  readonly demandOption?: boolean | string;
}

/** What every command takes and says about itself, in the table's order: the ground of the reference page and the completions. */
export async function commandShapes(commands: readonly CommandRow[]): Promise<CommandShape[]> {
  return Promise.all(commands.map(shapeOf));
}

async function shapeOf(row: CommandRow): Promise<CommandShape> {
  const options = new Map<string, Declared>();
  const positionals = new Map<string, Declared>();
  const examples: (readonly [string, string])[] = [];
  const epilogues: string[] = [];
  const declare =
    (into: Map<string, Declared>) =>
    (name: string, spec: Declared): unknown => {
      into.set(name, { ...into.get(name), ...spec });
      return recorder;
    };
  const methods: Readonly<Record<string, (...args: never[]) => unknown>> = {
    option: declare(options),
    positional: declare(positionals),
    example: (command: string, about: string) => {
      examples.push([command.replace('$0', 'tapebench'), about]);
      return recorder;
    },
    epilogue: (text: string) => {
      epilogues.push(text);
      return recorder;
    },
  };
  // A builder only declares; what it says that is of no use here passes and changes nothing.
  const recorder: unknown = new Proxy(methods, {
    get: (known, name) => known[String(name)] ?? (() => recorder),
  });
  (await row.load()).builder(recorder as Argv);
  return {
    name: nameOf(row),
    usage: row.usage,
    about: row.about,
    group: row.group,
    options: [...options].map(optionOf),
    positionals: [...positionals].map(optionOf),
    examples,
    epilogues,
  };
}

function optionOf([name, spec]: [string, Declared]): OptionShape {
  const shown = spec.default === undefined ? spec.defaultDescription : String(spec.default);
  const isSwitch = spec.type === 'boolean';
  return {
    name,
    about: spec.describe ?? '',
    takesValue: !isSwitch,
    isNumber: spec.type === 'number',
    isRepeated: spec.array === true || spec.type === 'array',
    isRequired: spec.demandOption !== undefined && spec.demandOption !== false,
    choices: (spec.choices ?? []).map(String),
    default: shown === undefined || shown === '' || (isSwitch && shown === 'false') ? null : shown,
  };
}
