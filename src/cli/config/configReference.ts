import { z } from 'zod';
import { RUN_VARIABLES } from './environment.ts';
import { RUN_FILE } from './runFile.ts';
import { OLD_NAMES } from './tradingConfig.ts';

/** An example that the tests run as it stands. */
export const EXAMPLE_RUN_FILE = `# yaml-language-server: $schema=./docs/schema/run.schema.json
about: What half a tick more of slippage does to a summer
strategy: v6
data: synthetic-es-edge
from: 2024-06-03
to: 2024-08-30
parameters:
  stopSigmas: 1.5
  maxHoldMinutes: 60
costs:
  commission: 2.50
  slippage: 1.25
out: reports
`;

/** The reference page of configuration, made from what is read. */
export function configReference(): string {
  return [
    '# Configuration',
    '',
    'A run can be said in words on the command line, or in one YAML file:',
    '',
    '```yaml',
    `${EXAMPLE_RUN_FILE}\`\`\``,
    '',
    'Run it with `tapebench run config.yaml`. Every key but `strategy` may be left out. A key or parameter that is not known is refused with a suggestion, never skipped. Paths are taken from the folder in which the command runs. The stored run names the whole command, so that it can be made again when the file has changed.',
    '',
    'Editors check and complete the file by the JSON Schema in [schema/run.schema.json](schema/run.schema.json); the first line of the example tells editors with a YAML language server where it is.',
    '',
    '## Which setting holds',
    '',
    '1. a flag: `--slippage 1`',
    '2. the environment: `TAPEBENCH_SLIPPAGE=1`',
    '3. `--env trading_config.env`',
    '4. the run file: `costs: { slippage: 1 }`',
    "5. the strategy's preset, then the defaults of its parameters",
    '',
    'The first that says something holds. Parameters are taken one by one; a list of waivers is taken as a whole.',
    '',
    '## Keys of a run file',
    '',
    '| key | meaning |',
    '|---|---|',
    ...keyRows(),
    '',
    "All parameters, with units, ranges and defaults, are in the schema and in the strategy's README.",
    '',
    '## Environment',
    '',
    '| variable | meaning |',
    '|---|---|',
    ...Object.entries(RUN_VARIABLES).map(([name, about]) => `| \`${name}\` | ${about} |`),
    '| `DATABENTO_API_KEY` | the key for Databento; a backtest needs none. See `tapebench init` |',
    '| `NO_COLOR` | no colours and no bold text |',
    '',
    'They hold for `tapebench run`. A variable that is nearly one of these is refused.',
    '',
    '## Settings of the original system',
    '',
    '`tapebench run v6-cluster15 --env trading_config.env` takes the settings of the original system by their old names, in upper or lower case, and prints what each came to. A name that is not in this table is refused with a suggestion. The line with the API key is passed over: its value is neither kept nor shown. A setting with no effect that asks for something else than what happens is marked NOT FOLLOWED.',
    '',
    '| old name | parameter | note |',
    '|---|---|---|',
    ...Object.entries(OLD_NAMES).map(([name, { to, note, only }]) => {
      const target = to.length === 0 ? 'none' : to.map((each) => `\`${each}\``).join(', ');
      const fixed = only === undefined ? '' : `; \`${only}\` says the same, another value is not followed`;
      return `| \`${name}\` | ${target} | ${note}${fixed} |`;
    }),
    '',
  ].join('\n');
}

function keyRows(): string[] {
  const { properties } = z.toJSONSchema(RUN_FILE) as {
    properties: Record<
      string,
      { description?: string; properties?: Record<string, { description?: string }> }
    >;
  };
  return Object.entries(properties).flatMap(([key, { description, properties: inner = {} }]) => [
    `| \`${key}\` | ${description} |`,
    ...Object.entries(inner).map(([name, each]) => `| \`${key}.${name}\` | ${each.description} |`),
  ]);
}
