import type { Candidate, Detector, DetectorCounts, Judgement } from '../../src/engine/strategy.ts';
import { type Bars, MINUTE_MS } from '../../src/market/bars.ts';
import type { Session } from '../../src/market/calendar.ts';
import { barsSince } from '../v6/barsSince.ts';
import { volumeProfileMode } from '../v6/modalPrice.ts';
import { mix } from './mix.ts';
import type { RandomEntryParameters } from './parameters.ts';

/** Minutes of an ordinary regular session. */
const SESSION_MINUTES = 390;
const ENTRY = 1;
const SIDE = 2;

/** Enters at minutes of the regular session drawn from a seed, in a direction drawn from it: what a strategy without any idea does. */
export class RandomEntryDetector implements Detector {
  readonly #parameters: RandomEntryParameters;
  /** A draw below this enters. */
  readonly #threshold: number;
  readonly #bars: Bars[] = [];
  readonly #next: number[] = [];
  #until = Number.NEGATIVE_INFINITY;
  #session: Session | undefined;

  constructor(parameters: RandomEntryParameters) {
    this.#parameters = parameters;
    this.#threshold = (parameters.entriesPerSession / SESSION_MINUTES) * 4_294_967_296;
  }

  tradeDateOpened(session: Session): void {
    this.#session = session;
  }

  observe(
    contract: number,
    bars: Bars,
    end: number,
    until: number,
    found: Candidate[],
    counts: DetectorCounts,
  ): void {
    const { regularOpen, regularClose } = this.#session!;
    for (let i = this.#next[contract] ?? 0; i < end; i++) {
      const time = bars.time[i]! + MINUTE_MS;
      if (!(time >= regularOpen && time < regularClose)) continue;
      counts.periods++;
      if (mix(this.#parameters.seed, time / MINUTE_MS, ENTRY) >= this.#threshold) continue;
      counts.clusters++;
      found.push({ time, end: i + 1, volumeRatio: 1 });
    }
    this.#bars[contract] = bars;
    this.#next[contract] = end;
    this.#until = until;
  }

  judge({ time, end }: Candidate, bars: Bars): Judgement {
    const { seed, directions, profileMinutes, strength } = this.#parameters;
    const drawn = mix(seed, time / MINUTE_MS, SIDE) < 2_147_483_648 ? 1 : -1;
    const direction = directions === 'both' ? drawn : directions === 'long' ? 1 : -1;
    let from = end;
    while (from > 0 && bars.time[from - 1]! >= time - profileMinutes * MINUTE_MS) from--;
    const { modalTicks, lowTicks, highTicks } = volumeProfileMode(bars, from, end);
    const span = highTicks - lowTicks;
    if (span === 0 || Number.isNaN(modalTicks)) return { kind: 'none', reason: 'no-range' };
    return {
      kind: 'signal',
      direction,
      strength,
      priceTicks: bars.close[end - 1]!,
      modalTicks,
      lowTicks,
      highTicks,
      modalPosition: (modalTicks - lowTicks) / span,
      modalBin: Math.min(Math.floor((10 * (modalTicks - lowTicks)) / span), 9),
      positionPart: 0,
      volumePart: 0,
      momentumPart: 0,
    };
  }

  /** Its draws depend on the time alone; what it says of an entry depends on the bars of the profile. */
  state(contracts: readonly number[]): unknown {
    const from = this.#until - this.#parameters.profileMinutes * MINUTE_MS;
    return contracts.map((contract) => {
      const bars = this.#bars[contract];
      return bars === undefined ? [] : barsSince(bars, this.#next[contract]!, from);
    });
  }
}
