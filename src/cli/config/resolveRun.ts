import {
  type LoadedStrategy,
  loadStrategy,
  parametersFor,
  parameterTableOf,
} from '../../research/strategies.ts';
import { environmentSettings } from './environment.ts';
import { isRunFile, readRunFile } from './runFile.ts';
import { type MergedSettings, mergeSettings, type RunSettings, type SettingsSource } from './runSettings.ts';
import { readTradingConfig, type TradingConfig } from './tradingConfig.ts';

export interface RunSources {
  /** A strategy's name or path, or the path of a run's file. */
  readonly named: string;
  /** What the flags say. */
  readonly flags: RunSettings;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Path of a `trading_config.env`. */
  readonly tradingConfig: string | undefined;
}

export interface ResolvedRun {
  /** As it would be typed behind `tapebench run`. */
  readonly strategyName: string;
  readonly strategy: LoadedStrategy;
  readonly settings: MergedSettings;
  readonly tradingConfig: TradingConfig | null;
}

/**
 * A run from all that says something about it: a flag is stronger than the environment, that than `--env`, that than the run's
 * file, that than the preset and the defaults. Each source's parameters are checked by themselves, so that an error names its source.
 * @throws TapebenchError of the sources, TB_PARAMETER_UNKNOWN, TB_PARAMETER_INVALID
 */
export async function resolveRun({
  named,
  flags,
  environment,
  tradingConfig,
}: RunSources): Promise<ResolvedRun> {
  const file = isRunFile(named) ? await readRunFile(named) : null;
  const strategyName = file?.strategy ?? named;
  const strategy = await loadStrategy(strategyName);
  const old =
    tradingConfig === undefined
      ? null
      : await readTradingConfig(tradingConfig, parameterTableOf(strategy.definition));
  const sources: SettingsSource[] = [
    { name: 'command line', settings: flags },
    { name: 'environment', settings: environmentSettings(environment) },
  ];
  if (old !== null && tradingConfig !== undefined)
    sources.push({ name: tradingConfig, settings: { parameters: old.parameters } });
  if (file !== null) sources.push({ name: named, settings: file.settings });
  for (const { name, settings } of sources) parametersFor(strategy, settings.parameters, name);
  return { strategyName, strategy, settings: mergeSettings(sources), tradingConfig: old };
}
