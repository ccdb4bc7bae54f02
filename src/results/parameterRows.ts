import type { RunHeader } from './model.ts';
import type { ParameterRow } from './tables.ts';

type Parameters = RunHeader['parameters'];

/** Parameters as rows that remember what kind of value each was. */
export function parameterRows(parameters: Parameters): ParameterRow[] {
  return Object.entries(parameters).map(([name, value]) => ({
    name,
    kind: typeof value as ParameterRow['kind'],
    value: String(value),
    number: typeof value === 'number' ? value : null,
  }));
}

/** The inverse of `parameterRows`. */
export function parametersOf(rows: readonly ParameterRow[]): Parameters {
  return Object.fromEntries(
    rows.map(({ name, kind, value, number }) => [
      name,
      kind === 'number' ? number! : kind === 'boolean' ? value === 'true' : value,
    ]),
  );
}
