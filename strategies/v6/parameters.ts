import type { ParameterTable, ParameterValues } from '../../src/engine/parameters.ts';
import { TapebenchError } from '../../src/errors.ts';

/** What the sizer reads. */
export interface SizingParameters {
  readonly bayesianLookbackDays: number;
  readonly alphaPrior: number;
  readonly betaPrior: number;
  readonly minTradesForBayesian: number;
  readonly bayesianScalingFactor: number;
  readonly bayesianMaxMultiplier: number;
  readonly baseSize: number;
}

/** The parameters of the detector and of the sizer, by the names that people write in YAML. */
export interface V6Parameters extends SizingParameters {
  readonly clusterMinutes: number;
  readonly baseline: 'trailing' | 'time-of-day';
  readonly baselinePeriods: number;
  readonly volumeThreshold: number;
  readonly minVolumeRatio: number;
  readonly topPerWindow: number;
  readonly rankWindowMinutes: number;
  readonly profileMinutes: number;
  readonly modalPrice: 'volume-profile' | 'close-mode';
  readonly directionRule: 'breakaway' | 'extreme';
  readonly longThreshold: number;
  readonly shortThreshold: number;
  readonly directions: 'both' | 'long' | 'short';
  readonly momentumRule: 'volatility' | 'published';
  readonly minSignalStrength: number;
  readonly shortMinSignalStrength: number;
}

// biome-ignore format: one row a parameter
export const V6_PARAMETERS: Readonly<Record<keyof V6Parameters, ParameterTable[string]>> = {
  clusterMinutes: { kind: 'number', default: 1, min: 1, max: 60, integer: true, unit: 'minutes', group: 'detector', about: 'Length of a volume period, a divisor of 60; periods begin at its multiples in the hour.' },
  baseline: { kind: 'choice', default: 'trailing', options: ['trailing', 'time-of-day'], group: 'detector', about: 'What a period is measured against: the periods just before it, or the same New York clock period on earlier trade dates.' },
  baselinePeriods: { kind: 'number', default: 20, min: 2, max: 1000, integer: true, unit: 'periods', group: 'detector', about: 'Periods in the baseline; all of them must exist.' },
  volumeThreshold: { kind: 'number', default: 4, min: 0.1, max: 1000, unit: 'x baseline', group: 'detector', about: 'A period is a cluster from this multiple of its baseline on.' },
  minVolumeRatio: { kind: 'number', default: 0, min: 0, max: 100_000, unit: 'x baseline x minutes', group: 'detector', about: 'From old configurations: volume ratio times clusterMinutes must reach this as well; 0 is off.' },
  topPerWindow: { kind: 'number', default: 1, min: 0, max: 100, integer: true, unit: 'clusters', group: 'detector', about: 'A cluster is a candidate when fewer than this many clusters of the ranking window are stronger; 0 is off.' },
  rankWindowMinutes: { kind: 'number', default: 120, min: 1, max: 1440, integer: true, unit: 'minutes', group: 'detector', about: 'How far the ranking looks back.' },
  profileMinutes: { kind: 'number', default: 15, min: 0, max: 240, integer: true, unit: 'minutes', group: 'detector', about: 'Length of the window of the modal price; 0 is the volume period itself.' },
  modalPrice: { kind: 'choice', default: 'volume-profile', options: ['volume-profile', 'close-mode'], group: 'detector', about: 'The tick with the most volume, or the most frequent close.' },
  directionRule: { kind: 'choice', default: 'breakaway', options: ['breakaway', 'extreme'], group: 'detector', about: 'Away from the modal price, or by where the modal price lies in its range.' },
  longThreshold: { kind: 'number', default: 0.15, min: 0.01, max: 1, unit: 'share of range', group: 'detector', about: 'Extreme rule: long when the modal position is at or below this.' },
  shortThreshold: { kind: 'number', default: 0.85, min: 0, max: 0.99, unit: 'share of range', group: 'detector', about: 'Extreme rule: short when the modal position is at or above this.' },
  directions: { kind: 'choice', default: 'both', options: ['both', 'long', 'short'], group: 'detector', about: 'Which directions are traded.' },
  momentumRule: { kind: 'choice', default: 'volatility', options: ['volatility', 'published'], group: 'detector', about: 'Momentum part of the strength: in units of volatility, or eight times the return, as published.' },
  minSignalStrength: { kind: 'number', default: 0.45, min: 0, max: 1, unit: 'strength', group: 'detector', about: 'The least strength of a signal; of a long one when shorts have their own.' },
  shortMinSignalStrength: { kind: 'number', default: 0.45, min: 0, max: 1, unit: 'strength', group: 'detector', about: 'The least strength of a short signal.' },
  bayesianLookbackDays: { kind: 'number', default: 60, min: 1, max: 10_000, integer: true, unit: 'days of 24 h', group: 'sizing', about: 'How far back closed trades teach the sizer.' },
  alphaPrior: { kind: 'number', default: 1, min: 0.001, max: 1000, unit: 'wins', group: 'sizing', about: 'Prior of the win probability: wins.' },
  betaPrior: { kind: 'number', default: 1, min: 0.001, max: 1000, unit: 'losses', group: 'sizing', about: 'Prior of the win probability: losses.' },
  minTradesForBayesian: { kind: 'number', default: 3, min: 1, max: 10_000, integer: true, unit: 'trades', group: 'sizing', about: 'Trades of the same modal bin from which the posterior sizes.' },
  bayesianScalingFactor: { kind: 'number', default: 6, min: 0, max: 1000, unit: 'x', group: 'sizing', about: 'How much the multiplier grows with the posterior above one half.' },
  bayesianMaxMultiplier: { kind: 'number', default: 3, min: 1, max: 1000, unit: 'x', group: 'sizing', about: 'The greatest multiplier.' },
  baseSize: { kind: 'number', default: 1, min: 0.01, max: 10_000, unit: 'contracts', group: 'sizing', about: 'Contracts before strength and multiplier.' },
};

/**
 * The values of `V6_PARAMETERS`, resolved before, under their types.
 * @throws TapebenchError TB_PARAMETER_INVALID when clusterMinutes does not divide the hour
 */
export function v6Parameters(values: ParameterValues): V6Parameters {
  const parameters = values as unknown as V6Parameters;
  if (60 % parameters.clusterMinutes !== 0) {
    throw new TapebenchError(
      'TB_PARAMETER_INVALID',
      `clusterMinutes must be a divisor of 60, not ${parameters.clusterMinutes}`,
    );
  }
  return parameters;
}
