import { calibrateMeans } from './means.ts';
import { calibrateNulls } from './nulls.ts';
import { calibrateRates } from './rates.ts';
import type { Calibration } from './row.ts';
import { calibrateSelection } from './selection.ts';
import { calibrateSequential } from './sequential.ts';

/** Every set of calibrations, with the share of the full number of simulations that its cost allows. */
export const CALIBRATIONS: readonly {
  readonly name: string;
  readonly share: number;
  readonly run: Calibration;
}[] = [
  { name: 'rates', share: 1, run: calibrateRates },
  { name: 'means', share: 0.4, run: calibrateMeans },
  { name: 'sequential', share: 0.4, run: calibrateSequential },
  { name: 'nulls', share: 0.4, run: calibrateNulls },
  { name: 'selection', share: 0.2, run: calibrateSelection },
];
