import { detect, type EngineInput, simulate, type TradeDay } from '../../engine/engine.ts';
import type { TradeEvent } from '../../engine/events.ts';
import type { Bars } from '../../market/bars.ts';
import { firstIndexAtOrAfter } from '../../market/bars.ts';
import { newYorkMinutesOfDay } from '../../market/newYork.ts';
import type { Tape } from '../../market/tape.ts';
import type { RandomGenerator } from '../../stats/random.ts';
import { shuffledWithinGroups } from '../../stats/shuffle.ts';

/**
 * A run on bars whose volumes were dealt anew among the days on which a contract was selected, each minute of the New York
 * clock by itself: the volume that a time of day has stays, what stood out on a day is gone. Prices are untouched, and so are
 * the volumes of all other bars, which mostly keeps the selection as it was.
 */
export class VolumeShuffle {
  readonly #input: EngineInput;
  readonly #days: readonly TradeDay[];

  constructor(input: EngineInput, days: readonly TradeDay[]) {
    this.#input = input;
    this.#days = days;
  }

  /** The trades of one replication; the signals are found anew, since they depend on volume. */
  trades(random: RandomGenerator): readonly TradeEvent[] {
    const input = { ...this.#input, tape: this.#shuffled(random) };
    return simulate(input, detect(input)).trades;
  }

  #shuffled(random: RandomGenerator): Tape {
    const { tape } = this.#input;
    return {
      ...tape,
      byContract: tape.byContract.map((bars, contract) => this.#shuffledBars(bars, contract, random)),
    };
  }

  #shuffledBars(bars: Bars, contract: number, random: RandomGenerator): Bars {
    const rows: number[] = [];
    for (const { session, selected } of this.#days) {
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
}
