import { detect, type EngineInput, type SignalFinding, simulate } from '../../engine/engine.ts';
import type { TradeEvent } from '../../engine/events.ts';
import type { RunResult } from '../../results/model.ts';
import type { NullName, NullResult } from '../../results/verifyModel.ts';
import { type RandomGenerator, randomFromSeed, randomIndex } from '../../stats/random.ts';
import { shuffledDayBlocks, shuffleInPlace } from '../../stats/shuffle.ts';
import type { PreparedRun } from '../run.ts';
import { type EntryMinute, entryMinutes, movedTo, withFindings } from './entryMinutes.ts';
import { Replications } from './replicate.ts';
import { shuffledVolumes } from './volumeShuffle.ts';

export interface NullOptions {
  /** Replications of each null but the volume shuffle, which has to find its signals anew and has its own number; 0 leaves it out. */
  readonly replications: number;
  readonly volumeReplications: number;
  readonly seed: number;
  /** Told after each replication. */
  readonly onReplication?: (done: number, name: NullName) => void;
}

/** Days that stay together when days are shuffled: a week, or fewer where that would leave under 20 blocks to shuffle. */
const MOST_BLOCK_DAYS = 5;
const LEAST_BLOCKS = 20;

const ABOUT: Readonly<Record<NullName, string>> = {
  'random-entries':
    'As many signals at minutes drawn at random from all sessions, sides and strengths dealt anew: what brackets, timer, sizing, hours and cool-down give by themselves.',
  'direction-flips': 'The same signals, the side of each drawn by a coin.',
  'day-shuffle':
    'The signals of a day moved to another day at the same minute, in blocks of up to five days: time of day and the company of signals stay, what the prices of the day had to do with them is gone.',
  'volume-shuffle':
    'Volumes dealt anew among days within each minute of the clock, and the strategy run again: clusters are gone but for those that come at the same minute of many days; the shape of the day stays.',
};

/**
 * Worlds in which the idea is destroyed and everything else is kept, each with the win rate that it gives by itself. The same
 * seed gives the same figures.
 */
export function nullResults(prepared: PreparedRun, run: RunResult, options: NullOptions): NullResult[] {
  const draws = new NullDraws(prepared.input, prepared);
  const { replications, volumeReplications, seed } = options;
  const plans: { name: NullName; count: number; draw: (random: RandomGenerator) => readonly TradeEvent[] }[] =
    [
      { name: 'random-entries', count: replications, draw: (random) => draws.randomEntries(random) },
      { name: 'direction-flips', count: replications, draw: (random) => draws.directionFlips(random) },
      { name: 'day-shuffle', count: replications, draw: (random) => draws.dayShuffle(random) },
      { name: 'volume-shuffle', count: volumeReplications, draw: (random) => draws.volumeShuffle(random) },
    ];
  let done = 0;
  return plans.flatMap(({ name, count, draw }, place) => {
    if (count === 0) return [];
    const random = randomFromSeed(seed * plans.length + place);
    const all = new Replications();
    for (let replication = 0; replication < count; replication++) {
      all.add(draw(random));
      options.onReplication?.(++done, name);
    }
    return [all.result(name, ABOUT[name], run)];
  });
}

class NullDraws {
  readonly #input: EngineInput;
  readonly #detection: PreparedRun['detection'];
  /** Signals in market hours; those outside are never traded. */
  readonly #signals: readonly SignalFinding[];
  readonly #days: readonly (readonly EntryMinute[])[];
  readonly #minutes: readonly EntryMinute[];
  readonly #volatilities = new Map<EntryMinute, number>();

  constructor(input: EngineInput, { detection }: PreparedRun) {
    this.#input = input;
    this.#detection = detection;
    this.#signals = detection.findings.filter(
      (finding): finding is SignalFinding => finding.kind === 'signal' && finding.isInHours,
    );
    const days = entryMinutes(input, detection);
    this.#days = days.filter((minutes) => minutes.length > 0);
    this.#minutes = this.#days.flat();
  }

  randomEntries(random: RandomGenerator): readonly TradeEvent[] {
    if (this.#minutes.length === 0) return [];
    const order = Int32Array.from(this.#signals, (_, position) => position);
    shuffleInPlace(random, order);
    const moved = Array.from(order, (position) => {
      const minute = this.#minutes[randomIndex(random, this.#minutes.length)]!;
      return this.#moved(minute, this.#signals[position]!);
    });
    return this.#simulate(moved);
  }

  directionFlips(random: RandomGenerator): readonly TradeEvent[] {
    const flipped = this.#signals.map((finding) => {
      const direction = randomIndex(random, 2) === 0 ? 1 : -1;
      return { ...finding, signal: { ...finding.signal, direction } } as const;
    });
    return this.#simulate(flipped);
  }

  dayShuffle(random: RandomGenerator): readonly TradeEvent[] {
    const places = new Map(this.#days.map((minutes, place) => [minutes[0]!.tradeDate, place]));
    const blockDays = Math.max(1, Math.min(MOST_BLOCK_DAYS, Math.floor(this.#days.length / LEAST_BLOCKS)));
    const sources = shuffledDayBlocks(random, this.#days.length, blockDays);
    const targetOf = new Map(Array.from(sources, (source, target) => [source, target]));
    const moved = this.#signals.flatMap((finding) => {
      const place = places.get(finding.tradeDate);
      if (place === undefined) return [];
      const minutes = this.#days[targetOf.get(place)!]!;
      const minute = this.#sameClock(finding, this.#days[place]!, minutes);
      return minute === undefined ? [] : [this.#moved(minute, finding)];
    });
    return this.#simulate(moved);
  }

  /** The signals are found anew, since they depend on volume. */
  volumeShuffle(random: RandomGenerator): readonly TradeEvent[] {
    const input = { ...this.#input, tape: shuffledVolumes(this.#input.tape, this.#detection.days, random) };
    return simulate(input, detect(input)).trades;
  }

  /** The last minute of another day that is no later after its open than the signal was; none where that day closed earlier. */
  #sameClock(
    finding: SignalFinding,
    own: readonly EntryMinute[],
    other: readonly EntryMinute[],
  ): EntryMinute | undefined {
    const wanted = other[0]!.time + (finding.time - own[0]!.time);
    if (wanted >= other[0]!.regularClose) return undefined;
    return other.findLast((minute) => minute.time <= wanted);
  }

  #moved(minute: EntryMinute, finding: SignalFinding): SignalFinding {
    return movedTo(minute, finding, this.#input, (at) => this.#volatility(at));
  }

  #volatility(minute: EntryMinute): number {
    let sigma = this.#volatilities.get(minute);
    if (sigma === undefined) {
      sigma = this.#detection.volatilityAt(minute.contract, minute.end).sigma1;
      this.#volatilities.set(minute, sigma);
    }
    return sigma;
  }

  #simulate(findings: readonly SignalFinding[]): readonly TradeEvent[] {
    // A gap later in a day can take a minute's history away; the engine would have refused a signal there.
    const sound = findings.filter(({ sigma1 }) => !Number.isNaN(sigma1));
    return simulate(this.#input, withFindings(this.#detection, sound)).trades;
  }
}
