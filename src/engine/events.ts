import type { Direction } from './strategy.ts';

export type ExitReason = 'target' | 'stop' | 'time' | 'close' | 'roll';

/** The rules of the risk gate, and the two that stand before it, by the names that people see. */
export type RefusalRule =
  | 'warm-up'
  | 'one-position'
  | 'emergency-stop'
  | 'max-daily-trades'
  | 'max-consecutive-losses'
  | 'cooldown'
  | 'max-risk-per-trade';

/** In every event: `time` is UTC ms, prices are ticks, money is thousandths of a dollar, contracts are symbols. */
export interface SignalEvent {
  readonly type: 'signal';
  readonly id: number;
  readonly time: number;
  readonly contract: string;
  readonly direction: Direction;
  readonly status: 'in-hours' | 'outside-hours';
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
  readonly sigma1: number;
}

/** `signal` is null for a candidate that was refused before it was judged (warm-up). */
export interface RefusalEvent {
  readonly type: 'refusal';
  readonly time: number;
  readonly contract: string;
  readonly signal: number | null;
  readonly rule: RefusalRule;
  readonly value: number;
  readonly limit: number;
}

export interface OrderEvent {
  readonly type: 'order';
  readonly id: number;
  readonly time: number;
  readonly signal: number;
  readonly action: 'place' | 'cancel' | 'await-retest' | 'retest-lapsed';
  readonly reason: 'accepted' | 'timeout' | 'flat-time' | 'session-close' | 'retest';
  readonly contract: string;
  readonly direction: Direction;
  readonly quantity: number;
  readonly wantedQuantity: number;
  readonly limitTicks: number;
  readonly stopDistanceTicks: number;
  readonly targetDistanceTicks: number;
  readonly validUntil: number;
  readonly multiplier: number;
  readonly confidence: number;
  readonly contextTrades: number;
  readonly isBayesianSized: boolean;
}

export interface FillEvent {
  readonly type: 'fill';
  readonly id: number;
  readonly time: number;
  readonly order: number;
  readonly contract: string;
  readonly role: 'entry' | 'exit';
  readonly reason: 'limit' | ExitReason;
  /** Whether the fill was at its bar's open; otherwise inside the bar. */
  readonly isAtOpen: boolean;
  readonly direction: Direction;
  readonly quantity: number;
  readonly priceTicks: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
}

export interface TradeEvent {
  readonly type: 'trade';
  readonly id: number;
  /** Exit time; the event's place in time. */
  readonly time: number;
  readonly signal: number;
  readonly order: number;
  readonly contract: string;
  readonly direction: Direction;
  readonly signalTime: number;
  readonly entryTime: number;
  readonly entryBarTime: number;
  readonly isEntryAtOpen: boolean;
  readonly entryTicks: number;
  readonly exitBarTime: number;
  readonly exitTicks: number;
  readonly exitReason: ExitReason;
  readonly stopTicks: number;
  readonly targetTicks: number;
  readonly stopDistanceTicks: number;
  readonly wantedQuantity: number;
  readonly quantity: number;
  readonly grossMilli: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
  readonly netMilli: number;
  /** Net over entry notional; the same for any quantity. */
  readonly netReturn: number;
  /** netReturn x quantity. */
  readonly positionAdjustedReturn: number;
  /** Net over what the stop distance is worth. */
  readonly rMultiple: number;
  /** Best and worst move in ticks over what was certainly held, 0 or more each. */
  readonly favourableTicks: number;
  readonly adverseTicks: number;
  readonly barsHeld: number;
  readonly modalBin: number;
  readonly strength: number;
  readonly multiplier: number;
  readonly confidence: number;
  readonly isBayesianSized: boolean;
  readonly equityMilli: number;
}

/** The end of a Globex trade date: what was consumed, so that the journal is tied to its data. */
export interface SessionEvent {
  readonly type: 'session';
  readonly time: number;
  /** `YYYY-MM-DD`. */
  readonly tradeDate: string;
  readonly contract: string | null;
  /** Bars of all contracts on this trade date, and the SHA-256 of their columns. */
  readonly bars: number;
  readonly digest: string;
  /** False when the data end inside the trade date. */
  readonly isComplete: boolean;
  readonly equityMilli: number;
}

export interface RollEvent {
  readonly type: 'roll';
  readonly time: number;
  readonly tradeDate: string;
  readonly from: string | null;
  readonly to: string;
}

/** Trading stops, or goes on again. */
export interface HaltEvent {
  readonly type: 'halt';
  readonly time: number;
  readonly rule: 'emergency-stop' | 'max-consecutive-losses';
  readonly state: 'on' | 'off';
  readonly value: number;
  readonly limit: number;
  readonly equityMilli: number;
  readonly highWaterMilli: number;
}

/**
 * What the sizer holds of an order changes: a person's result takes the place of the paper one, or is taken back. Never in a
 * backtest.
 */
export interface LearnedEvent {
  readonly type: 'learned';
  readonly time: number;
  readonly order: number;
  readonly signal: number;
  readonly modalBin: number;
  /** Whose result counted before, and whose counts from now on; `none` while neither has closed. */
  readonly before: OutcomeSource;
  readonly source: OutcomeSource;
  /** Of the result that counts now; null when none does. */
  readonly exitTime: number | null;
  readonly netMilli: number | null;
}

/** Whose result of an order it is that the sizer has learned. */
export type OutcomeSource = 'real' | 'paper' | 'none';

export type EngineEvent =
  | SignalEvent
  | RefusalEvent
  | OrderEvent
  | FillEvent
  | TradeEvent
  | SessionEvent
  | RollEvent
  | HaltEvent
  | LearnedEvent;

/** Takes events in order. */
export interface EventSink {
  emit(event: EngineEvent): void;
}
