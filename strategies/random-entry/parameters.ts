import type { ParameterTable, ParameterValues } from '../../src/engine/parameters.ts';
import { type SizingParameters, V6_PARAMETERS } from '../v6/parameters.ts';

export interface RandomEntryParameters extends SizingParameters {
  readonly seed: number;
  readonly entriesPerSession: number;
  readonly directions: 'both' | 'long' | 'short';
  readonly strength: number;
  readonly profileMinutes: number;
}

// biome-ignore format: one row a parameter
export const RANDOM_ENTRY_PARAMETERS: Readonly<Record<keyof RandomEntryParameters, ParameterTable[string]>> = {
  seed: { kind: 'number', default: 1, min: 0, max: 4_294_967_295, integer: true, unit: 'seed', group: 'detector', about: 'Draws the minutes and the directions.' },
  entriesPerSession: { kind: 'number', default: 2, min: 0.001, max: 390, unit: 'entries', group: 'detector', about: 'Mean number of entries drawn in a full regular session.' },
  directions: { kind: 'choice', default: 'both', options: ['both', 'long', 'short'], group: 'detector', about: 'Directions drawn, or the one taken always.' },
  strength: { kind: 'number', default: 0.6, min: 0, max: 1, unit: 'strength', group: 'detector', about: 'The strength that every signal has for the sizer.' },
  profileMinutes: { kind: 'number', default: 15, min: 1, max: 240, integer: true, unit: 'minutes', group: 'detector', about: "Length of the window of the modal price, which gives the sizer's context." },
  bayesianLookbackDays: V6_PARAMETERS.bayesianLookbackDays,
  alphaPrior: V6_PARAMETERS.alphaPrior,
  betaPrior: V6_PARAMETERS.betaPrior,
  minTradesForBayesian: V6_PARAMETERS.minTradesForBayesian,
  bayesianScalingFactor: V6_PARAMETERS.bayesianScalingFactor,
  bayesianMaxMultiplier: V6_PARAMETERS.bayesianMaxMultiplier,
  baseSize: V6_PARAMETERS.baseSize,
};

/** The values of `RANDOM_ENTRY_PARAMETERS`, resolved before, under their types. */
export function randomEntryParameters(values: ParameterValues): RandomEntryParameters {
  return values as unknown as RandomEntryParameters;
}
