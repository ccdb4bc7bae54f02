import type { Bars } from '../market/bars.ts';
import type { Session } from '../market/calendar.ts';
import type { Contract } from '../market/contracts.ts';
import type { Instrument } from '../market/instruments.ts';
import type { ParameterTable, ParameterValues } from './parameters.ts';
import type { Volatility } from './volatility.ts';

export type Direction = 1 | -1;

/** A moment at which a detector sees something worth judging. */
export interface Candidate {
  /** The period's clock end, UTC ms: everything known is from bars with `time < this.time`. */
  readonly time: number;
  /** Those bars are `[0, end)` of the contract. */
  readonly end: number;
  /** How far the period stands out: volume over its baseline for a volume detector. */
  readonly volumeRatio: number;
}

/** A judged candidate that would be traded if hours, risk and the market allow. */
export interface Signal {
  readonly kind: 'signal';
  readonly direction: Direction;
  /** In [0, 1]; the sizer scales by it. */
  readonly strength: number;
  /** Detection price: the last close, in ticks. */
  readonly priceTicks: number;
  /** Modal price (point of control) of the profile window, its low and high, in ticks. */
  readonly modalTicks: number;
  readonly lowTicks: number;
  readonly highTicks: number;
  /** (modal - low) / (high - low), and its decile, the sizer's context. */
  readonly modalPosition: number;
  readonly modalBin: number;
  /** The parts of the strength, each in [0, 1]. */
  readonly positionPart: number;
  readonly volumePart: number;
  readonly momentumPart: number;
}

export type Judgement =
  | Signal
  | {
      readonly kind: 'none';
      /** `data-gap` is no strategy's answer: a live session gives it while bars are missing. */
      readonly reason: 'no-range' | 'no-direction' | 'direction-off' | 'weak' | 'data-gap';
    };

/** Counts for the funnel, raised by the detector as it goes. */
export interface DetectorCounts {
  periods: number;
  clusters: number;
}

/**
 * Finds candidates. It sees each contract's bars in order, in slices of at most one trade date, and never goes back; its
 * answers must depend on nothing but the bars it was shown. It knows nothing of costs, sizes, risk or positions.
 */
export interface Detector {
  /**
   * Shows bars `[0, end)` of a contract, every one of them complete before `until` (UTC ms); the detector remembers how far
   * it had come. Candidates with `time <= until` are appended to `found`, in time order.
   */
  observe(
    contract: number,
    bars: Bars,
    end: number,
    until: number,
    found: Candidate[],
    counts: DetectorCounts,
  ): void;
  /** Judges a candidate of the selected contract. `volatility` is sigma1 at the candidate's time. */
  judge(candidate: Candidate, bars: Bars, volatility: Volatility): Judgement;
  /** Told before the first bar of a trade date is shown. */
  tradeDateOpened?(session: Session): void;
  /** Told when the selected contract changes, before a bar of the time from then on is shown. */
  contractSelected?(contract: number): void;
  /** Told when a trade date is complete, its day number given. */
  tradeDateClosed?(tradeDate: number): void;
  /**
   * What its coming answers on these contracts depend on, as plain data in their order: nothing in it may hang on how the contracts
   * are numbered or on how many bars came before, and all must be in it that a later `observe` or `judge` reads of earlier bars.
   * Equal states answer alike on the same bars; so a warm-up is proved long enough. Without it none can be.
   */
  state?(contracts: readonly number[]): unknown;
}

/** A closed trade, as the sizer may learn from it. */
export interface Outcome {
  readonly modalBin: number;
  /** UTC ms. */
  readonly exitTime: number;
  readonly isWin: boolean;
}

export interface Sizing {
  readonly wantedQuantity: number;
  readonly multiplier: number;
  /** Posterior mean of the win probability in the signal's context. */
  readonly confidence: number;
  /** Trades in the context that the posterior stands on. */
  readonly contextTrades: number;
  readonly isBayesianSized: boolean;
}

/** Decides how many contracts a signal wants; learns from closed trades only. */
export interface Sizer {
  size(signal: Signal, time: number): Sizing;
  learn(outcome: Outcome): void;
  /**
   * Takes an outcome back that was learned before, because another takes its place: what a person really got. A sizer without it
   * learns from the paper account alone.
   */
  forget?(outcome: Outcome): void;
  /** What it has learned, as plain data. */
  state?(): unknown;
}

/** A named set of values laid over the defaults, strategy and engine parameters alike. */
export interface Preset {
  readonly about: string;
  readonly values: ParameterValues;
}

export interface StrategyContext {
  readonly instrument: Instrument;
  readonly contracts: readonly Contract[];
  readonly intervalMs: number;
}

/** What a strategy file exports as its default. Its parameters stand beside the engine's in one flat namespace. */
export interface StrategyDefinition {
  readonly name: string;
  readonly about: string;
  readonly parameters: ParameterTable;
  readonly presets?: Readonly<Record<string, Preset>>;
  createDetector(parameters: ParameterValues, context: StrategyContext): Detector;
  /** Gets the strategy's and the engine's parameters in one. Without one, every signal wants one contract. */
  createSizer?(parameters: ParameterValues): Sizer;
}

/** The sizer of a strategy that brings none: one contract, whatever has been. */
export const ONE_CONTRACT: Sizer = {
  size: () => ({
    wantedQuantity: 1,
    multiplier: 1,
    confidence: 0.5,
    contextTrades: 0,
    isBayesianSized: false,
  }),
  learn: () => {},
  forget: () => {},
};
