import type { PointValue, SweepTrialRow } from '../../results/sweepModel.ts';

export type Point = Readonly<Record<string, PointValue>>;

/** The varied parameters of a trial. */
export function pointOf(trial: SweepTrialRow): Point {
  return JSON.parse(trial.point) as Point;
}

/** The same in words: `stopSigmas 1.5, maxHoldMinutes 60`. */
export function pointWords(trial: SweepTrialRow): string {
  return Object.entries(pointOf(trial))
    .map(([name, value]) => `${name} ${String(value)}`)
    .join(', ');
}
