import { TapebenchError } from '../errors.ts';
import { type Bars, firstIndexAtOrAfter, MINUTE_MS } from '../market/bars.ts';
import { dateText, type Session } from '../market/calendar.ts';
import { contractKey } from '../market/contracts.ts';
import { ContractSelector, type Roll } from '../market/selector.ts';
import { barsDigest } from './barsDigest.ts';
import { checkedVolume } from './checkedVolume.ts';
import {
  basisOf,
  type Detection,
  type DetectionCounts,
  type EngineInput,
  type Finding,
  type TradeDay,
} from './detection.ts';
import { isoTime } from './isoTime.ts';
import type { Candidate, Detector, DetectorCounts, Judgement } from './strategy.ts';
import { badAnswer, guarded } from './strategyFailure.ts';
import { shortfallOf, type Volatility } from './volatility.ts';
import { VolatilityWindow } from './volatilityWindow.ts';

/** One contract on its way through the scan. */
interface Lane {
  readonly contract: number;
  readonly bars: Bars;
  readonly volatility: VolatilityWindow;
  /** Bars `[0, seen)` were shown to the detector; `dayFrom` is the first of the trade date. */
  seen: number;
  dayFrom: number;
}

/**
 * Walks the tape once, all contracts, and finds what does not depend on costs, sizes, risk or fills. It can be taken to its end
 * in one step or minute by minute; the findings are the same.
 */
export class Scan implements Detection {
  readonly basis: string;
  readonly findings: Finding[] = [];
  readonly days: TradeDay[] = [];
  readonly rolls: Roll[] = [];
  until: number = Number.NEGATIVE_INFINITY;

  readonly #input: EngineInput;
  readonly #detector: Detector;
  readonly #selector: ContractSelector;
  readonly #lanes: readonly Lane[];
  readonly #selectedCounts: DetectorCounts = { periods: 0, clusters: 0 };
  readonly #otherCounts: DetectorCounts = { periods: 0, clusters: 0 };
  readonly #dropped: Record<string, number> = {};
  readonly #found: Candidate[] = [];
  #bars = 0;
  #candidates = 0;
  #warmUp = 0;
  #unjudgedOutsideHours = 0;
  #signals = 0;
  #outsideHours = 0;
  #session: Session | undefined;

  /** @throws TapebenchError when the input cannot be run: interval, contract, strategy */
  constructor(input: EngineInput) {
    const { tape, definition, engineParameters } = input;
    if (tape.intervalMs !== MINUTE_MS) {
      throw new TapebenchError(
        'TB_BAR_INVALID',
        `the engine works on one-minute bars, these are of ${tape.intervalMs} ms`,
        {
          next: 'Choose the one-minute bars of the dataset.',
        },
      );
    }
    requireOverride(input);
    requireOneSeriesPiece(input);
    this.#input = input;
    this.basis = basisOf(input);
    this.#selector = new ContractSelector(tape.contracts, input.contractOverride ?? null);
    this.#detector = guarded(
      definition.name,
      () => 'createDetector',
      () =>
        definition.createDetector(input.strategyParameters, {
          instrument: tape.instrument,
          contracts: tape.contracts,
          intervalMs: tape.intervalMs,
        }),
    );
    this.#lanes = tape.contracts.flatMap((contract, index) => {
      const bars = tape.byContract[index];
      if (contract.kind === 'spread' || bars === undefined) return [];
      const volatility = new VolatilityWindow(bars, engineParameters, tape.intervalMs);
      return [{ contract: index, bars, volatility, seen: 0, dayFrom: 0 }];
    });
  }

  get counts(): DetectionCounts {
    return {
      bars: this.#bars,
      periods: this.#selectedCounts.periods,
      clusters: this.#selectedCounts.clusters,
      candidates: this.#candidates,
      dropped: { ...this.#dropped },
      warmUp: this.#warmUp,
      unjudgedOutsideHours: this.#unjudgedOutsideHours,
      signals: this.#signals,
      outsideHours: this.#outsideHours,
    };
  }

  /** Index of the contract selected now, -1 for none. */
  get selected(): number {
    return this.#selector.selected;
  }

  volatilityAt(contract: number, end: number): Volatility {
    return this.#lanes.find((lane) => lane.contract === contract)!.volatility.at(end);
  }

  /** Whether the detector tells its state. */
  get tellsState(): boolean {
    return this.#detector.state !== undefined;
  }

  /**
   * What the coming findings depend on, by contract: of every contract, or of those alone that can decide something soon
   * (`ContractSelector.prospects`). It does not hang on how the contracts are numbered, nor on bars that have left every window.
   */
  detectorState(scope: 'all' | 'prospects'): unknown {
    const lanes = new Map(this.#lanes.map((lane) => [lane.contract, lane]));
    const contracts =
      scope === 'all'
        ? [...lanes.keys()]
        : this.#selector.prospects(this.until).filter((each) => lanes.has(each));
    return {
      contracts: contracts.map((contract) => contractKey(this.#input.tape.contracts[contract]!)),
      detector: this.#detector.state?.(contracts) ?? null,
      selection: this.#selector.state(this.until),
      volatility: contracts.map((contract) => {
        const { volatility, seen } = lanes.get(contract)!;
        return volatility.state(seen);
      }),
    };
  }

  /**
   * Takes in all bars that opened before `until` (UTC ms, a whole minute); every one of them must be complete and in place. Going
   * back changes nothing.
   */
  advance(until: number): void {
    if (!(until > this.until)) return;
    const opened = this.#session ?? this.#firstSession(until);
    if (opened === undefined) return;
    let session = opened;
    for (;;) {
      const end = Math.min(until, session.globexClose);
      for (let change = this.#nextSeriesChange(); change.time < end; change = this.#nextSeriesChange()) {
        // At that time the old piece is not the selected one any more: a signal of it would come after the roll.
        this.#observe(session, change.time, change.time);
        this.#rolled(this.#selector.add(change.contract, 0, change.time, session.tradeDate));
      }
      this.#observe(session, end);
      if (until < session.globexClose) break;
      this.#closeDay(session, session.globexClose, true);
      session = this.#input.calendar.sessionAtOrAfter(session.globexClose);
      this.#openDay(session);
    }
    this.until = until;
  }

  /** Ends the scan where the data end: a trade date under way becomes a day that is not complete. */
  finish(): void {
    if (this.#session === undefined) return;
    this.#closeDay(this.#session, this.until, false);
  }

  #firstSession(until: number): Session | undefined {
    let first = Number.POSITIVE_INFINITY;
    for (const { bars } of this.#lanes) if (bars.length > 0) first = Math.min(first, bars.time[0]!);
    if (first >= until) return undefined;
    const session = this.#input.calendar.sessionAtOrAfter(first);
    this.#openDay(session);
    return session;
  }

  #openDay(session: Session): void {
    this.#session = session;
    this.#detector.tradeDateOpened?.(session);
    this.#rolled(this.#selector.open(session.globexOpen, session.tradeDate));
  }

  #rolled(roll: Roll | null): void {
    if (roll === null) return;
    this.rolls.push(roll);
    this.#detector.contractSelected?.(roll.to);
  }

  /** The piece of the selected continuous series that prints next, and when (UTC ms; Infinity: none is there yet). */
  #nextSeriesChange(): { readonly contract: number; readonly time: number } {
    const { contracts } = this.#input.tape;
    const selected = contracts[this.selected];
    let next = { contract: -1, time: Number.POSITIVE_INFINITY };
    if (selected?.kind !== 'continuous') return next;
    for (const { contract, bars, seen } of this.#lanes) {
      if (contract <= this.selected || contracts[contract]!.rawSymbol !== selected.rawSymbol) continue;
      if (seen < bars.length && bars.time[seen]! < next.time) next = { contract, time: bars.time[seen]! };
    }
    return next;
  }

  /** Candidates are judged when their time lies before `judgedBefore`. */
  #observe(session: Session, until: number, judgedBefore: number = Number.POSITIVE_INFINITY): void {
    for (const lane of this.#lanes) {
      const { contract, bars } = lane;
      const to = firstIndexAtOrAfter(bars, until, lane.seen);
      if (to === 0) continue;
      if (to > lane.seen) {
        const volume = checkedVolume(bars, lane.seen, to, this.#symbol(contract));
        this.#rolled(this.#selector.add(contract, volume, bars.time[lane.seen]!, session.tradeDate));
        lane.volatility.see(session, lane.seen, to);
        lane.seen = to;
      }
      const isSelected = contract === this.selected;
      this.#found.length = 0;
      guarded(
        this.#input.definition.name,
        () => `observe, ${this.#symbol(contract)} up to ${isoTime(until)}`,
        () =>
          this.#detector.observe(
            contract,
            bars,
            to,
            until,
            this.#found,
            isSelected ? this.#selectedCounts : this.#otherCounts,
          ),
      );
      if (!isSelected) continue;
      for (const candidate of this.#found)
        if (candidate.time < judgedBefore) this.#judge(session, lane, candidate, until);
    }
    this.until = until;
  }

  #judge(session: Session, lane: Lane, candidate: Candidate, until: number): void {
    const { definition, engineParameters } = this.#input;
    const { contract, bars } = lane;
    const { time, end, volumeRatio } = candidate;
    const where = (): string => `${this.#symbol(contract)} at ${isoTime(time)}`;
    const isCausal =
      time <= until &&
      Number.isFinite(volumeRatio) &&
      end >= 1 &&
      end <= lane.seen &&
      bars.time[end - 1]! < time &&
      (end === lane.seen || bars.time[end]! >= time);
    if (!isCausal)
      throw badAnswer(
        definition.name,
        where(),
        'a candidate must end where its time ends, and have a volume ratio',
      );
    this.#candidates++;
    const isInHours = time >= session.regularOpen && time < session.regularClose;
    const volatility = lane.volatility.at(end);
    if (!volatility.isSufficient) {
      if (!isInHours) {
        this.#unjudgedOutsideHours++;
        return;
      }
      this.#warmUp++;
      const shortfall = shortfallOf(volatility, engineParameters.volatilityBars);
      this.findings.push({ kind: 'warm-up', time, contract, ...shortfall });
      return;
    }
    const judgement = guarded(
      definition.name,
      () => `judge, ${where()}`,
      () => this.#detector.judge(candidate, bars, volatility),
    );
    if (judgement.kind === 'none') {
      this.#dropped[judgement.reason] = (this.#dropped[judgement.reason] ?? 0) + 1;
      return;
    }
    requireSoundSignal(definition.name, where, judgement);
    this.#signals++;
    if (!isInHours) this.#outsideHours++;
    this.findings.push({
      kind: 'signal',
      id: this.#signals,
      time,
      contract,
      end,
      volumeRatio,
      signal: judgement,
      sigma1: volatility.sigma1,
      isInHours,
      tradeDate: session.tradeDate,
      regularClose: session.regularClose,
    });
  }

  #closeDay(session: Session, time: number, isComplete: boolean): void {
    const slices = this.#lanes.map((lane) => ({
      symbol: this.#symbol(lane.contract),
      bars: lane.bars,
      from: lane.dayFrom,
      to: lane.seen,
    }));
    const bars = slices.reduce((sum, slice) => sum + slice.to - slice.from, 0);
    const tradeDate = dateText(session.tradeDate);
    if (bars > 0) {
      const digest = barsDigest(slices);
      this.days.push({ time, session, tradeDate, selected: this.selected, bars, digest, isComplete });
    }
    this.#bars += bars;
    for (const lane of this.#lanes) lane.dayFrom = lane.seen;
    if (isComplete) this.#detector.tradeDateClosed?.(session.tradeDate);
  }

  #symbol(contract: number): string {
    return this.#input.tape.contracts[contract]!.rawSymbol;
  }
}

function requireOverride({ tape, contractOverride }: EngineInput): void {
  if (contractOverride === undefined) return;
  const wanted = contractOverride.trim().toUpperCase();
  const symbols = tape.contracts.filter(({ kind }) => kind !== 'spread').map(({ rawSymbol }) => rawSymbol);
  if (symbols.some((symbol) => symbol.toUpperCase() === wanted)) return;
  throw new TapebenchError(
    'TB_SYMBOL_INVALID',
    `the data hold no contract ${JSON.stringify(contractOverride)}`,
    {
      next: `They hold ${[...new Set(symbols)].join(', ')}.`,
    },
  );
}

/** A position held over the change of a continuous series would have no bar of its own to be closed on. */
function requireOneSeriesPiece({ tape, engineParameters }: EngineInput): void {
  if (engineParameters.flatAtClose) return;
  const symbols = tape.contracts
    .filter(({ kind }) => kind === 'continuous')
    .map(({ rawSymbol }) => rawSymbol);
  const repeated = symbols.find((symbol, index) => symbols.indexOf(symbol) !== index);
  if (repeated === undefined) return;
  throw new TapebenchError(
    'TB_PARAMETER_INVALID',
    `flatAtClose must be true on ${repeated}: its contract changes, and the old one has no bars to close a position on`,
  );
}

function requireSoundSignal(
  strategy: string,
  where: () => string,
  signal: Exclude<Judgement, { kind: 'none' }>,
): void {
  const { direction, strength, priceTicks, modalBin } = signal;
  const figures = [
    signal.modalTicks,
    signal.lowTicks,
    signal.highTicks,
    signal.modalPosition,
    signal.positionPart,
    signal.volumePart,
    signal.momentumPart,
  ];
  const isSound =
    (direction === 1 || direction === -1) &&
    strength >= 0 &&
    strength <= 1 &&
    Number.isInteger(priceTicks) &&
    Number.isInteger(modalBin) &&
    figures.every(Number.isFinite);
  if (!isSound) {
    throw badAnswer(
      strategy,
      where(),
      'direction must be 1 or -1, strength in [0, 1], price and bin whole, all else finite',
    );
  }
}
