import type { Session } from '../market/calendar.ts';
import type { Roll } from '../market/selector.ts';
import type { Tape } from '../market/tape.ts';
import type { EngineParameters, ParameterValues } from './parameters.ts';
import type { Signal, StrategyDefinition } from './strategy.ts';
import type { Volatility } from './volatility.ts';

/** What the engine asks of an exchange calendar; `src/market/calendar.ts` as a module answers it. */
export interface Calendar {
  /** The Globex session that holds a moment (UTC ms), or else the next one. */
  sessionAtOrAfter(time: number): Session;
}

/** Everything that decides a run, but for the code itself. */
export interface EngineInput {
  readonly tape: Tape;
  readonly calendar: Calendar;
  readonly definition: StrategyDefinition;
  readonly strategyParameters: ParameterValues;
  readonly engineParameters: EngineParameters;
  /** Raw symbol of the one contract to trade, in place of the selection by volume. */
  readonly contractOverride?: string;
}

/** A Globex trade date on which there were bars. */
export interface TradeDay {
  /** When it ended, UTC ms: the Globex close, or the end of the data on the last day. */
  readonly time: number;
  readonly session: Session;
  /** `YYYY-MM-DD`. */
  readonly tradeDate: string;
  /** Index of the contract selected on it, -1 for none. */
  readonly selected: number;
  /** Bars of all contracts but spreads, and the SHA-256 of their columns (`barsDigest`). */
  readonly bars: number;
  readonly digest: string;
  /** False when the data end inside it. */
  readonly isComplete: boolean;
}

/** A judged signal of the contract that was selected at its time. */
export interface SignalFinding {
  readonly kind: 'signal';
  /** Counts from 1. */
  readonly id: number;
  /** UTC ms; all that is known is from bars with an earlier open. */
  readonly time: number;
  readonly contract: number;
  /** Those bars are `[0, end)` of the contract; an order acts from bar `end` on. */
  readonly end: number;
  readonly volumeRatio: number;
  readonly signal: Signal;
  readonly sigma1: number;
  /** Whether the time lies in the regular session. */
  readonly isInHours: boolean;
  /** Day number of the trade date that the time belongs to. */
  readonly tradeDate: number;
  /** Close of that date's regular session, UTC ms; NaN when it has none. */
  readonly regularClose: number;
}

/** A candidate in market hours without enough history for a volatility. */
export interface WarmUpFinding {
  readonly kind: 'warm-up';
  readonly time: number;
  readonly contract: number;
  /** Bars in scope against bars needed, or, when those suffice, returns against returns needed. */
  readonly value: number;
  readonly limit: number;
}

export type Finding = SignalFinding | WarmUpFinding;

/** What became of the candidates before the gate, on the selected contract of each trade date. */
export interface DetectionCounts {
  readonly bars: number;
  readonly periods: number;
  readonly clusters: number;
  readonly candidates: number;
  /** Candidates that the detector itself gave up, by reason. */
  readonly dropped: Readonly<Record<string, number>>;
  readonly warmUp: number;
  /** Candidates outside market hours that could not be judged for want of history; they are in no finding. */
  readonly unjudgedOutsideHours: number;
  readonly signals: number;
  /** Signals outside market hours. */
  readonly outsideHours: number;
}

/** Everything about a run that does not depend on costs, fills, sizing or risk; shared by every cell of a grid. */
export interface Detection {
  /** The parameters that it depends on, as text; a simulation must ask for the same. */
  readonly basis: string;
  readonly findings: readonly Finding[];
  readonly days: readonly TradeDay[];
  readonly rolls: readonly Roll[];
  readonly counts: DetectionCounts;
  /** Every bar consumed opened before this time (UTC ms). */
  readonly until: number;
  /** sigma1 of a contract over its bars `[0, end)` in scope, as its candidates were judged by; `end` must have been consumed. */
  volatilityAt(contract: number, end: number): Volatility;
}

/** The part of an input that a detection depends on, as text. */
export function basisOf(input: EngineInput): string {
  const { definition, strategyParameters, engineParameters, contractOverride, tape } = input;
  return JSON.stringify([
    definition.name,
    strategyParameters,
    engineParameters.volatilityBars,
    engineParameters.volatilityScope,
    contractOverride ?? null,
    tape.instrument.root,
  ]);
}
