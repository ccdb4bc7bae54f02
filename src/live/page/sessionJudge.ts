import type { EngineEvent } from '../../engine/events.ts';

/** A rate never stands without its n and its interval. */
export interface RateStanding {
  readonly rate: number;
  readonly n: number;
  readonly low: number;
  readonly high: number;
  readonly level: number;
}

/** What was learned of a modal bin. */
export interface BinStanding {
  readonly modalBin: number;
  readonly trades: number;
  readonly wins: number;
  readonly netMilli: number;
  /** Of the posterior's outcomes those that a person reported, in place of paper. */
  readonly realOutcomes: number;
  /** What the next trade of the bin would be sized by; null for a strategy that keeps no posterior. */
  readonly posterior: (RateStanding & { readonly multiplier: number; readonly isSizedByIt: boolean }) | null;
}

/** Where the claim about the win rate stands. */
export interface ClaimView {
  readonly claimed: number;
  readonly against: number;
  readonly wins: number;
  /** Of the rate so far; null without trades. */
  readonly rate: RateStanding | null;
  /** The confidence sequence: it may be looked at at any time. */
  readonly sequence: Omit<RateStanding, 'rate'>;
  readonly standing: string;
  /** Trades and weeks to a verdict, in words. */
  readonly verdict: string;
}

export interface Judged {
  readonly bins: readonly BinStanding[];
  readonly claim: ClaimView;
}

/** Says what the trades so far are worth. It stands outside: a session makes no statistics. */
export interface SessionJudge {
  /** To be given every event of the journal, in order. */
  readonly take: (event: EngineEvent) => void;
  /** @param now the moment that posteriors are of, UTC ms */
  readonly judge: (now: number) => Judged;
}
