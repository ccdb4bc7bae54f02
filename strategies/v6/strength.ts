import type { Direction } from '../../src/engine/strategy.ts';
import { type Bars, MINUTE_MS } from '../../src/market/bars.ts';

const MOMENTUM_MS = 5 * MINUTE_MS;
const STALE_MS = 30 * MINUTE_MS;
/** No bar that opened this long before its moment has a part in a momentum. */
export const MOMENTUM_LOOKBACK_MS: number = STALE_MS + MINUTE_MS;

/** The parts of a signal's strength, each in [0, 1], and the strength. */
export interface Strength {
  readonly positionPart: number;
  readonly volumePart: number;
  readonly momentumPart: number;
  readonly strength: number;
}

function clamp01(value: number): number {
  return Math.min(Math.max(value, 0), 1);
}

/** The part that the volume ratio has in the strength: full from ten times the baseline on. */
export function volumePartOf(volumeRatio: number): number {
  return Math.min(volumeRatio / 10, 1);
}

/**
 * The return over the five minutes before `time`: close(time) / close(time - 5 min) - 1, where close(x) is the close of the last bar that opened before x.
 * 0 when there is no earlier close, or when it was made more than 30 minutes before `time`.
 * @param end only bars `[0, end)` are looked at
 */
export function fiveMinuteReturn(bars: Bars, end: number, time: number): number {
  let last = end - 1;
  while (last >= 0 && bars.time[last]! >= time) last--;
  let earlier = last;
  while (earlier >= 0 && bars.time[earlier]! >= time - MOMENTUM_MS) earlier--;
  if (earlier < 0 || time - (bars.time[earlier]! + MINUTE_MS) > STALE_MS) return 0;
  return bars.close[last]! / bars.close[earlier]! - 1;
}

/** Momentum in the signal's direction, in units of twice the expected move of five minutes; 0 when there is no volatility. */
export function volatilityMomentum(direction: Direction, fiveMinutes: number, sigma1: number): number {
  return sigma1 === 0 ? 0 : clamp01((direction * fiveMinutes) / (2 * sigma1 * Math.sqrt(5)));
}

/** Momentum as the published procedure scales it. */
export function publishedMomentum(direction: Direction, fiveMinutes: number): number {
  return clamp01(8 * direction * fiveMinutes);
}

/** 0.5 position + 0.3 volume + 0.2 momentum, in doubles, in this order. */
export function strengthOf(positionPart: number, volumePart: number, momentumPart: number): Strength {
  return {
    positionPart,
    volumePart,
    momentumPart,
    strength: 0.5 * positionPart + 0.3 * volumePart + 0.2 * momentumPart,
  };
}
