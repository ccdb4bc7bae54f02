import type { TradeDay } from '../../engine/engine.ts';
import { type Bars, firstIndexAtOrAfter } from '../../market/bars.ts';
import { newYorkMinutesOfDay } from '../../market/newYork.ts';
import type { Tape } from '../../market/tape.ts';
import type { RandomGenerator } from '../../stats/random.ts';
import { shuffledWithinGroups } from '../../stats/shuffle.ts';

/**
 * The tape with its volumes dealt anew among the days on which a contract was selected, each minute of the New York clock by
 * itself: the volume that a time of day has stays, what stood out on a day is gone. Prices are untouched, and so are the
 * volumes of all other bars, which mostly keeps the selection of contracts as it was. What recurs at the same minute of many
 * days (a scheduled announcement) is part of the shape of the day and stays too. Rows as delivered are left as they were.
 */
export function shuffledVolumes(tape: Tape, days: readonly TradeDay[], random: RandomGenerator): Tape {
  return {
    ...tape,
    byContract: tape.byContract.map((bars, contract) => shuffledBars(bars, contract, days, random)),
  };
}

function shuffledBars(
  bars: Bars,
  contract: number,
  days: readonly TradeDay[],
  random: RandomGenerator,
): Bars {
  const rows: number[] = [];
  for (const { session, selected } of days) {
    if (selected !== contract) continue;
    const to = firstIndexAtOrAfter(bars, session.globexClose);
    for (let i = firstIndexAtOrAfter(bars, session.globexOpen); i < to; i++) rows.push(i);
  }
  if (rows.length === 0) return bars;
  const minutes = Int32Array.from(rows, (row) => newYorkMinutesOfDay(bars.time[row]!));
  const sources = shuffledWithinGroups(random, minutes);
  const volume = bars.volume.slice(0, bars.length);
  rows.forEach((row, position) => {
    volume[row] = bars.volume[rows[sources[position]!]!]!;
  });
  const { length, time, open, high, low, close } = bars;
  return { length, time, open, high, low, close, volume };
}
