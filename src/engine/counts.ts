import type { SimulationCounts } from './simulation.ts';

type Running<Counts> = { -readonly [Name in keyof Counts]: Counts[Name] };

/** The counts of a simulation that goes on. */
export type RunningCounts = Running<Omit<SimulationCounts, 'refusals'>> & {
  readonly refusals: Running<SimulationCounts['refusals']>;
};

export function noCounts(): RunningCounts {
  return {
    refusals: {
      'warm-up': 0,
      'one-position': 0,
      'emergency-stop': 0,
      'max-daily-trades': 0,
      'max-consecutive-losses': 0,
      cooldown: 0,
      'max-risk-per-trade': 0,
    },
    orders: 0,
    cancelled: 0,
    waits: 0,
    lapsed: 0,
    skippedWhileWaiting: 0,
    entryFills: 0,
    emergencyStops: 0,
    lossPauses: 0,
  };
}
