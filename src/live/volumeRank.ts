import type { ParameterValues } from '../engine/parameters.ts';
import { type Bars, firstIndexAtOrAfter, MINUTE_MS } from '../market/bars.ts';

/**
 * Rank of the volume of the period that ended at a time (UTC ms) among all of the contract's periods that ended in the ranking window
 * before it, in the open interval that ranks clusters: 1 when none of them had more. It is told to a person and decides nothing.
 * @returns undefined for a strategy without such periods (`clusterMinutes`, `rankWindowMinutes`), and where nothing traded
 */
export function volumeRank(bars: Bars, time: number, parameters: ParameterValues): number | undefined {
  const { clusterMinutes, rankWindowMinutes } = parameters;
  if (typeof clusterMinutes !== 'number' || typeof rankWindowMinutes !== 'number') return undefined;
  const periodMs = clusterMinutes * MINUTE_MS;
  const from = time - rankWindowMinutes * MINUTE_MS;
  const volumes = new Map<number, number>();
  const end = firstIndexAtOrAfter(bars, time);
  for (let i = firstIndexAtOrAfter(bars, from - periodMs); i < end; i++) {
    const closes = (Math.floor(bars.time[i]! / periodMs) + 1) * periodMs;
    if (closes > from) volumes.set(closes, (volumes.get(closes) ?? 0) + bars.volume[i]!);
  }
  const own = volumes.get(time) ?? 0;
  if (own === 0) return undefined;
  return 1 + [...volumes.values()].filter((volume) => volume > own).length;
}
