import type { Contract } from '../../src/market/contracts.ts';
import { type DayView, daysOf, type Stream, streamsByContract, weekdayOf } from './stream.ts';

/**
 * The days of a mixed stream, each reduced to the rows of one contract: the one with the largest summed volume on the
 * latest Monday-to-Friday UTC date before it that has rows (tie: nearer expiry). Days without such a date, and days on
 * which that contract has no row, are left out.
 */
export function frontContractDays(mixed: Stream, contracts: readonly Contract[]): DayView[] {
  const views = new Map<number, Map<number, DayView>>();
  for (const [contract, stream] of streamsByContract(mixed)) {
    views.set(contract, new Map(daysOf(stream).map((view) => [view.day, view])));
  }
  const days: DayView[] = [];
  let front: number | undefined;
  for (const { day, from, to } of daysOf(mixed)) {
    const view = front === undefined ? undefined : views.get(front)?.get(day);
    if (view) days.push(view);
    if (weekdayOf(day) < 5) front = largestVolume(mixed, from, to, contracts);
  }
  return days;
}

function largestVolume(stream: Stream, from: number, to: number, contracts: readonly Contract[]): number {
  const sums = new Map<number, number>();
  for (let i = from; i < to; i++) {
    const contract = stream.contract[i]!;
    sums.set(contract, (sums.get(contract) ?? 0) + stream.volume[i]!);
  }
  let best = -1;
  for (const [contract, sum] of sums) {
    const bestSum = best < 0 ? -1 : sums.get(best)!;
    if (sum > bestSum || (sum === bestSum && contracts[contract]!.expiry < contracts[best]!.expiry))
      best = contract;
  }
  return best;
}
