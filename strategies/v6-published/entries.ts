import type { Cluster, RegularHours } from './clusters.ts';
import { tradableClusters } from './clusters.ts';
import { mostFrequentClose, volumeProfilePeak } from './modalPrice.ts';
import type { SampleVolatility } from './sampleVolatility.ts';
import { type DayView, firstRowAt, PERIOD_MS } from './stream.ts';
import { isMended, type MendMask } from './switches.ts';

const MINUTE_MS = 60_000;
const LONG_THRESHOLD = 0.15;
const MINIMUM_STRENGTH = 0.45;
const RETEST_POINTS = 0.75;
const LEAST_STOP_SHARE = 0.005;
const TARGET_RATIO = 2.0;

export interface Entry {
  readonly view: DayView;
  readonly clusterStart: number;
  readonly volumeRatio: number;
  readonly modal: number;
  readonly modalPosition: number;
  readonly bin: number;
  readonly strength: number;
  /** Row whose close is the entry price, the first at its stamp. */
  readonly row: number;
  readonly time: number;
  readonly price: number;
  readonly stop: number;
  readonly target: number;
}

/** Volume ratios of the rank-1 clusters, with or without a trade: what the fitted 150 is compared with. */
export interface EntryScan {
  readonly entries: readonly Entry[];
  readonly rankedRatios: readonly number[];
}

/** Steps 1 to 9 over all days: every entry of the procedure with its bracket. */
export function findEntries(
  days: readonly DayView[],
  mask: MendMask,
  isRegular: RegularHours,
  volatility: SampleVolatility,
): EntryScan {
  const entries: Entry[] = [];
  const rankedRatios: number[] = [];
  for (const view of days) {
    for (const cluster of tradableClusters(view, mask, isRegular)) {
      rankedRatios.push(cluster.volumeRatio);
      const entry = entryOf(view, cluster, mask, volatility);
      if (entry) entries.push(entry);
    }
  }
  return { entries, rankedRatios };
}

function entryOf(
  view: DayView,
  cluster: Cluster,
  mask: MendMask,
  volatility: SampleVolatility,
): Entry | undefined {
  const { stream } = view;
  const { start, from, to } = cluster.period;
  const modal = isMended(mask, 'low-tie-break')
    ? volumeProfilePeak(stream, from, to)
    : mostFrequentClose(stream, from, to);
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (let i = from; i < to; i++) {
    if (stream.low[i]! < low) low = stream.low[i]!;
    if (stream.high[i]! > high) high = stream.high[i]!;
  }
  const modalPosition = (modal - low) / (high - low + 1e-9);
  if (!(modalPosition <= LONG_THRESHOLD)) return undefined;
  const strength =
    0.5 * (1 - modalPosition / LONG_THRESHOLD) +
    0.3 * Math.min(cluster.volumeRatio / 150, 1) +
    0.2 * Math.min(Math.max(0, 8 * momentumBefore(view, start)), 1);
  if (!(strength >= MINIMUM_STRENGTH)) return undefined;
  const row = entryRow(view, start, modal, mask);
  if (row < 0) return undefined;
  const price = stream.close[row]!;
  const time = stream.time[row]!;
  const distance = Math.max(volatility.at(stream, time) * price, LEAST_STOP_SHARE * price);
  return {
    view,
    clusterStart: start,
    volumeRatio: cluster.volumeRatio,
    modal,
    modalPosition,
    bin: Math.min(Math.trunc(modalPosition / 0.1), 9),
    strength,
    row,
    time,
    price,
    stop: price - distance,
    target: price + TARGET_RATIO * distance,
  };
}

/** Step 7: the change over the day's rows in the five minutes before the period, both ends included. */
function momentumBefore({ stream, from, to }: DayView, start: number): number {
  const first = firstRowAt(stream, start - 5 * MINUTE_MS, from, to);
  const end = firstRowAt(stream, start + 1, from, to);
  if (end - first < 2) return 0;
  return (stream.close[end - 1]! - stream.close[first]!) / stream.close[first]!;
}

/** Step 8: the row after the retest, the first in stream order at the next later stamp; -1 when there is none. */
function entryRow({ stream, from, to }: DayView, start: number, modal: number, mask: MendMask): number {
  const earliest = isMended(mask, 'early-entry') ? start + PERIOD_MS : start;
  let i = firstRowAt(stream, earliest, from, to);
  while (i < to && !(Math.abs(stream.close[i]! - modal) <= RETEST_POINTS)) i++;
  if (i >= to) return -1;
  const next = firstRowAt(stream, stream.time[i]! + 1, i, to);
  return next < to ? next : -1;
}
