import { z } from 'zod';
import { V6_PARAMETERS } from '../../../strategies/v6/parameters.ts';
import { ENGINE_PARAMETERS, type ParameterSpec } from '../../engine/parameters.ts';
import { RUN_FILE } from './runFile.ts';

/**
 * The JSON Schema of a run's file, for editors. The parameters of v6 and of the engine are offered by name with their ranges; a
 * strategy of one's own may have others, which are checked against it when it runs.
 */
export function runFileSchema(): string {
  const schema = z.toJSONSchema(RUN_FILE) as {
    properties: Record<string, Record<string, unknown>>;
  };
  const parameters = schema.properties['parameters']!;
  const table = { ...V6_PARAMETERS, ...ENGINE_PARAMETERS };
  parameters['properties'] = Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [name, parameterSchema(spec!)]),
  );
  const document = {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'A run of tapebench',
    description: 'What `tapebench run config.yaml` reads.',
    ...schema,
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

function parameterSchema(spec: ParameterSpec): Record<string, unknown> {
  const description = spec.about;
  switch (spec.kind) {
    case 'number':
      return {
        description: `${description} In ${spec.unit}.`,
        type: spec.integer === true ? 'integer' : 'number',
        minimum: spec.min,
        maximum: spec.max,
        default: spec.default,
      };
    case 'choice':
      return { description, enum: spec.options, default: spec.default };
    case 'boolean':
      return { description, type: 'boolean', default: spec.default };
  }
}
