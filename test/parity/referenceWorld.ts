import type { EngineParameters } from '../../src/engine/parameters.ts';
import type { Direction } from '../../src/engine/strategy.ts';

/** What the reference implementation is given: plain objects, nothing prepared. Times are UTC ms, prices ticks. */
export interface ReferenceBar {
  readonly time: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

export interface ReferenceContract {
  readonly symbol: string;
  readonly kind: 'outright' | 'spread' | 'continuous';
  readonly instrumentId: number;
  readonly expiry: number;
  readonly bars: readonly ReferenceBar[];
  /** Shorter bars of some of the minutes; null when the dataset has none. */
  readonly shortBars: readonly ReferenceBar[] | null;
}

/** A trade date of the exchange, with or without bars; the regular times are NaN when it has no regular session. */
export interface ReferenceSession {
  /** Days since 1970-01-01. */
  readonly tradeDate: number;
  readonly globexOpen: number;
  readonly globexClose: number;
  readonly regularOpen: number;
  readonly regularClose: number;
}

/** What a signal says beside its time and contract; the volatility is the reference's own business. */
export interface ReferenceSignal {
  readonly direction: Direction;
  readonly strength: number;
  readonly priceTicks: number;
  readonly modalTicks: number;
  readonly lowTicks: number;
  readonly highTicks: number;
  readonly modalPosition: number;
  readonly modalBin: number;
  readonly volumeRatio: number;
  readonly positionPart: number;
  readonly volumePart: number;
  readonly momentumPart: number;
}

/** A moment at which a signal is given, of any contract, selected or not, when the volatility can be had. */
export interface ReferenceCandidate {
  readonly time: number;
  readonly contract: number;
  /** Null where it is known that the volatility cannot be had. */
  readonly signal: ReferenceSignal | null;
}

export interface SizingParameters {
  readonly bayesianLookbackDays: number;
  readonly alphaPrior: number;
  readonly betaPrior: number;
  readonly minTradesForBayesian: number;
  readonly bayesianScalingFactor: number;
  readonly bayesianMaxMultiplier: number;
  readonly baseSize: number;
}

export interface ReferenceWorld {
  readonly contracts: readonly ReferenceContract[];
  /** All trade dates from the first bar to some days after the last, in order. */
  readonly sessions: readonly ReferenceSession[];
  readonly candidates: readonly ReferenceCandidate[];
  /** Worth of one tick of one contract in thousandths of a dollar. */
  readonly tickValue: number;
  readonly parameters: EngineParameters;
  readonly sizing: SizingParameters;
  /** Symbol of the one contract to trade, or null for the selection by volume. */
  readonly contractOverride: string | null;
}
