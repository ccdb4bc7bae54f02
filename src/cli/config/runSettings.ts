/** What decides a run, as one source says it: the command line, the environment, a file. */
export interface RunSettings {
  readonly data?: string;
  readonly datasets?: string;
  readonly from?: string;
  readonly to?: string;
  readonly contract?: string;
  readonly waive?: readonly string[];
  readonly journal?: string;
  readonly out?: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Settings with a place in the order of precedence, and their name in errors. */
export interface SettingsSource {
  readonly name: string;
  readonly settings: RunSettings;
}

/** Settings in which nothing that a run needs is left open. */
export interface MergedSettings extends RunSettings {
  readonly data: string;
  readonly datasets: string;
  readonly out: string;
}

/** What holds where nobody says anything. */
export const DEFAULT_SETTINGS: MergedSettings = {
  data: 'synthetic-es',
  datasets: 'datasets',
  out: 'reports',
  parameters: {},
};

/** The sources laid over one another and over the defaults, the strongest first. Parameters are taken one by one, waivers as a whole. */
export function mergeSettings(sources: readonly SettingsSource[]): MergedSettings {
  let merged = DEFAULT_SETTINGS;
  for (const { settings } of sources.toReversed()) {
    merged = { ...merged, ...settings, parameters: { ...merged.parameters, ...settings.parameters } };
  }
  return merged;
}
