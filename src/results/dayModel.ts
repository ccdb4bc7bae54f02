import type { Estimate, Interval, TradeRow } from './model.ts';

/** A day of a live session as plain data, with its week and all before it: the journal is the truth, this is what is shown of it. */

/** What happened on the trade dates of a period. Money is in thousandths of a dollar. */
export interface DayPeriod {
  readonly from: string;
  readonly to: string;
  readonly tradeDates: number;
  readonly signals: number;
  readonly outsideHours: number;
  readonly orders: number;
  readonly entries: number;
  readonly trades: number;
  readonly wins: number;
  readonly rate: Estimate | null;
  readonly utilisation: Estimate | null;
  readonly netMilli: number;
  readonly commissionMilli: number;
  readonly slippageMilli: number;
  readonly refusals: readonly { readonly rule: string; readonly count: number }[];
}

/** A trade of the paper account, as it was when it closed; what another reading of its bars would give is not known live. */
export type DayTrade = Omit<TradeRow, 'isAmbiguous' | 'netMilliLow' | 'netMilliHigh'>;

/** Where the claimed win rate stood after some trades; the interval holds at every number of trades at once. */
export interface SequencePoint {
  readonly trades: number;
  readonly rate: number;
  readonly interval: Interval;
}

export interface DayClaim {
  readonly claimed: number;
  readonly against: number;
  readonly rate: Estimate | null;
  readonly sequence: Interval;
  readonly level: number;
  readonly isClaimRuledOut: boolean;
  readonly isOtherRuledOut: boolean;
  readonly tradesNeeded: number;
  readonly tradesToCome: number;
  /** null before the first trade date. */
  readonly tradesPerWeek: number | null;
  readonly weeks: number;
  /** What the sequence rules out, when a verdict is due, and how many trades were expected, in words. */
  readonly standing: string;
  readonly verdict: string;
  readonly expectation: string;
}

/** Something of the review of what was really executed: a row of figures by period, or a sentence. */
export interface ExecutedRow {
  readonly name: string;
  readonly day: string;
  readonly week: string;
  readonly all: string;
}

export interface LiveDay {
  readonly session: string;
  readonly date: string;
  readonly strategy: string;
  readonly source: string;
  readonly isSynthetic: boolean;
  readonly instrument: string;
  readonly priceDecimals: number;
  readonly tickNano: number;
  readonly day: DayPeriod;
  readonly week: DayPeriod;
  readonly all: DayPeriod;
  /** Trades that closed on the day, and every one so far. */
  readonly closed: readonly DayTrade[];
  readonly closedSoFar: readonly DayTrade[];
  readonly sequence: readonly SequencePoint[];
  /** Halts of the week, in words, and the emergency stop that is still on. */
  readonly halts: readonly string[];
  readonly claim: DayClaim;
  /** What a person did with the recommendations; null while nothing was said. */
  readonly executed: { readonly rows: readonly ExecutedRow[]; readonly notes: readonly string[] } | null;
  readonly command: string;
  readonly codeVersion: string;
}
