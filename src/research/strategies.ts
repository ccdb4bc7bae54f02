import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  ENGINE_PARAMETERS,
  type EngineParameters,
  type ParameterTable,
  type ParameterValues,
  resolveParameters,
} from '../engine/parameters.ts';
import type { StrategyDefinition } from '../engine/strategy.ts';
import { suggestion, TapebenchError } from '../errors.ts';

/** The strategies that come with the workbench; the published procedure is not among them, because nobody should trade it. */
const BUILT_IN: Readonly<Record<string, () => Promise<{ default: StrategyDefinition }>>> = {
  v6: () => import('../../strategies/v6/strategy.ts'),
  'random-entry': () => import('../../strategies/random-entry/strategy.ts'),
};

/** Presets that go by a name of their own on the command line. */
const NAMED_PRESETS: Readonly<Record<string, string>> = { 'v6-cluster15': 'v6' };

export interface LoadedStrategy {
  readonly definition: StrategyDefinition;
  /** Name of the preset, `default` for the parameters' own defaults. */
  readonly preset: string;
  readonly presetValues: ParameterValues;
  /** SHA-256 of a user's file; empty for a strategy that comes with the workbench. */
  readonly digest: string;
}

/** Names that `loadStrategy` knows without a file. */
export function strategyNames(): string[] {
  return [...Object.keys(BUILT_IN), ...Object.keys(NAMED_PRESETS)];
}

/**
 * A strategy by its name, by the name of one of its presets, or by the path of a TypeScript or JavaScript file whose
 * default export is a `StrategyDefinition`.
 * @throws TapebenchError TB_STRATEGY_UNKNOWN with a suggestion, TB_FILE_NOT_FOUND, TB_STRATEGY_INVALID
 */
export async function loadStrategy(name: string): Promise<LoadedStrategy> {
  if (/[\\/]|\.[mc]?[tj]s$/.test(name)) return loadFile(resolve(name));
  const owner = NAMED_PRESETS[name] ?? name;
  const load = Object.hasOwn(BUILT_IN, owner) ? BUILT_IN[owner] : undefined;
  if (!load) {
    const near = suggestion(name, strategyNames());
    throw new TapebenchError('TB_STRATEGY_UNKNOWN', `there is no strategy ${JSON.stringify(name)}`, {
      next:
        near === undefined
          ? `Known are ${strategyNames().join(', ')}; or give the path of a file.`
          : `Did you mean ${near}?`,
    });
  }
  const { default: definition } = await load();
  return withPreset(definition, name, '');
}

function withPreset(definition: StrategyDefinition, name: string, digest: string): LoadedStrategy {
  const preset = definition.presets?.[name];
  return {
    definition,
    preset: preset === undefined ? 'default' : name,
    presetValues: preset?.values ?? {},
    digest,
  };
}

async function loadFile(path: string): Promise<LoadedStrategy> {
  if (!existsSync(path))
    throw new TapebenchError('TB_FILE_NOT_FOUND', 'there is no such strategy file', { where: path });
  const digest = createHash('sha256').update(readFileSync(path)).digest('hex');
  let module: { default?: unknown };
  try {
    module = (await import(pathToFileURL(path).href)) as { default?: unknown };
  } catch (error) {
    throw new TapebenchError(
      'TB_STRATEGY_INVALID',
      `the file cannot be loaded: ${error instanceof Error ? error.message : String(error)}`,
      {
        where: path,
        cause: error,
      },
    );
  }
  requireDefinition(module.default, path);
  return withPreset(module.default, module.default.name, digest);
}

function requireDefinition(candidate: unknown, where: string): asserts candidate is StrategyDefinition {
  const refuse = (what: string): never => {
    throw new TapebenchError('TB_STRATEGY_INVALID', what, { where });
  };
  if (typeof candidate !== 'object' || candidate === null)
    return refuse('its default export is not a strategy definition');
  const { name, about, parameters, createDetector, createSizer, presets } = candidate as Record<
    string,
    unknown
  >;
  if (typeof name !== 'string' || !/^[a-z0-9][a-z0-9-]*$/.test(name))
    return refuse('name must be lower-case letters, digits and hyphens');
  if (typeof about !== 'string') return refuse('about must be a sentence');
  if (typeof parameters !== 'object' || parameters === null)
    return refuse('parameters must be a table, {} when there are none');
  if (typeof createDetector !== 'function') return refuse('createDetector must be a function');
  if (createSizer !== undefined && typeof createSizer !== 'function')
    return refuse('createSizer must be a function, or left out');
  if (presets !== undefined && (typeof presets !== 'object' || presets === null))
    return refuse('presets must be a table, or left out');
  for (const parameter of Object.keys(parameters)) {
    if (Object.hasOwn(ENGINE_PARAMETERS, parameter))
      refuse(`parameter ${parameter} is one of the engine's; choose another name`);
  }
}

/** All parameters of a strategy, its own and the engine's, in the one flat namespace that people write them in. */
export function parameterTableOf(definition: StrategyDefinition): ParameterTable {
  return { ...definition.parameters, ...ENGINE_PARAMETERS };
}

export interface ResolvedParameters {
  readonly all: ParameterValues;
  readonly engine: EngineParameters;
}

/**
 * Defaults, then the preset, then what was given.
 * @throws TapebenchError TB_PARAMETER_UNKNOWN with a suggestion, TB_PARAMETER_INVALID
 */
export function parametersFor(
  strategy: LoadedStrategy,
  given: Readonly<Record<string, unknown>>,
  where?: string,
): ResolvedParameters {
  const all = resolveParameters(
    parameterTableOf(strategy.definition),
    { ...strategy.presetValues, ...given },
    where,
  );
  return { all, engine: engineParametersOf(all) };
}

function engineParametersOf(all: ParameterValues): EngineParameters {
  const names = Object.keys(ENGINE_PARAMETERS);
  // The table that the values were checked against has exactly the keys and kinds of EngineParameters.
  return Object.fromEntries(names.map((name) => [name, all[name]])) as unknown as EngineParameters;
}
