import { type DayView, PERIOD_MS, type Period } from './stream.ts';
import { isMended, type MendMask } from './switches.ts';

const DAY_MS = 86_400_000;
const VOLUME_THRESHOLD = 4.0;
const TRAILING_PERIODS = 20;
const RANK_WINDOW_MS = 120 * 60_000;
const HOURS_FROM_MS = 14 * 3_600_000;
const HOURS_TO_MS = 17.5 * 3_600_000;

export interface Cluster {
  readonly period: Period;
  readonly volumeRatio: number;
}

/** Whether a moment lies in the regular session of a trading day. */
export type RegularHours = (time: number) => boolean;

/** Steps 1 to 3: the day's clusters inside the hours that rank first in their two hours. */
export function tradableClusters(view: DayView, mask: MendMask, isRegular: RegularHours): Cluster[] {
  const kept = clustersOf(view, mask).filter(({ period }) =>
    isMended(mask, 'clock') ? isRegular(period.start) : isInPublishedHours(period.start),
  );
  return kept.filter(
    ({ period, volumeRatio }) =>
      !kept.some(
        (other) =>
          other.period.start >= period.start - RANK_WINDOW_MS &&
          other.period.start < period.start &&
          other.volumeRatio >= volumeRatio,
      ),
  );
}

/** Meant as Central European time, compared with UTC stamps. */
function isInPublishedHours(start: number): boolean {
  const timeOfDay = start % DAY_MS;
  return timeOfDay >= HOURS_FROM_MS && timeOfDay < HOURS_TO_MS;
}

function clustersOf(view: DayView, mask: MendMask): Cluster[] {
  const { stream, firstPeriod, endPeriod } = view;
  const clusters: Cluster[] = [];
  if (isMended(mask, 'day-average')) {
    for (let p = Math.max(firstPeriod, TRAILING_PERIODS); p < endPeriod; p++) {
      let volume = 0;
      let rows = 0;
      for (let before = p - TRAILING_PERIODS; before < p; before++) {
        const period = stream.periods[before]!;
        volume += period.volume;
        rows += period.to - period.from;
      }
      const period = stream.periods[p]!;
      if (volume === 0 || !(period.volume > VOLUME_THRESHOLD * (volume / TRAILING_PERIODS))) continue;
      clusters.push({ period, volumeRatio: period.volume / (volume / rows) });
    }
    return clusters;
  }
  let volume = 0;
  for (let p = firstPeriod; p < endPeriod; p++) volume += stream.periods[p]!.volume;
  const spanned = (stream.periods[endPeriod - 1]!.start - stream.periods[firstPeriod]!.start) / PERIOD_MS + 1;
  const mean = volume / spanned;
  const rowMean = volume / (view.to - view.from);
  for (let p = firstPeriod; p < endPeriod; p++) {
    const period = stream.periods[p]!;
    if (period.volume > VOLUME_THRESHOLD * mean)
      clusters.push({ period, volumeRatio: period.volume / rowMean });
  }
  return clusters;
}
