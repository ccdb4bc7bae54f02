import {
  ENGINE_PARAMETERS,
  type ParameterSpec,
  type ParameterTable,
  resolveParameters,
} from '../../../src/engine/parameters.ts';
import type { Preset } from '../../../src/engine/strategy.ts';

const GROUPS: readonly (readonly [ParameterSpec['group'], string])[] = [
  ['detector', 'What is a signal'],
  ['sizing', 'How many contracts a signal wants'],
  ['entry', 'How a signal is entered'],
  ['exit', 'How a position is left'],
  ['risk', 'What the gate allows'],
  ['fills', 'How fills are simulated'],
  ['costs', 'What trading costs'],
];

function rangeOf(spec: ParameterSpec): string {
  if (spec.kind === 'choice') return spec.options.join(' | ');
  if (spec.kind === 'boolean') return 'true | false';
  return `${spec.min} to ${spec.max}${spec.integer === true ? ', whole' : ''}; ${spec.unit}`;
}

/** A preset as a YAML document: every parameter of the strategy and of the engine with its value, unit, range and meaning. */
export function presetYaml(name: string, preset: Preset, own: ParameterTable): string {
  const table: ParameterTable = { ...own, ...ENGINE_PARAMETERS };
  const values = resolveParameters(table, preset.values);
  const lines = [`# ${name}: ${preset.about}`];
  for (const [group, title] of GROUPS) {
    const names = Object.keys(table).filter((each) => table[each]!.group === group);
    if (names.length === 0) continue;
    lines.push('', `# ${title}`);
    for (const each of names) {
      const spec = table[each]!;
      lines.push(`${each}: ${values[each]} # ${rangeOf(spec)}. ${spec.about}`);
    }
  }
  return `${lines.join('\n')}\n`;
}

/** The parameters of a strategy as a Markdown table, with the value of each preset. */
export function parameterMarkdown(own: ParameterTable, presets: Readonly<Record<string, Preset>>): string {
  const names = Object.keys(presets);
  const rows = Object.entries(own).map(([name, spec]) => {
    const values = names.map((preset) => `\`${presets[preset]!.values[name] ?? spec.default}\``);
    const cells = names.length === 0 ? [`\`${spec.default}\``] : values;
    return `| \`${name}\` | ${cells.join(' | ')} | ${rangeOf(spec).replaceAll('|', '/')} | ${spec.about} |`;
  });
  const heads = names.length === 0 ? ['default'] : names;
  return [
    `| parameter | ${heads.join(' | ')} | range | what it does |`,
    `|---|${heads.map(() => '---|').join('')}---|---|`,
    ...rows,
  ].join('\n');
}
