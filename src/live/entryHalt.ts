import type { LiveEvent } from '../databento/live/events.ts';
import type { Candidate, Detector, StrategyDefinition } from '../engine/strategy.ts';
import { MINUTE_MS } from '../market/bars.ts';
import { sessionAtOrAfter, sessionsBetween } from '../market/calendar.ts';
import { passingOn } from './passingOn.ts';

/** A stretch of time in which no signal is taken, because bars before it are missing. */
export interface EntryHalt {
  /** Up to here, UTC ms, all was decided when the gap was found: what comes later is refused. */
  readonly after: number;
  /** End of the trade date in which the data went on, UTC ms. */
  readonly until: number;
}

/**
 * What a gap means, told by the first bar or end of a minute that comes after it.
 * @param completeUntil up to where bars had been used, UTC ms; -Infinity when there was none
 * @returns undefined while the event is neither; `nothing-missed` when the market was closed all the time
 */
export function haltAfterGap(
  completeUntil: number,
  event: LiveEvent,
): EntryHalt | 'nothing-missed' | undefined {
  const goesOn = minuteOf(event);
  if (goesOn === undefined) return undefined;
  const { globexClose } = sessionAtOrAfter(goesOn);
  if (!Number.isFinite(completeUntil)) return { after: goesOn, until: globexClose };
  if (goesOn > completeUntil && sessionsBetween(completeUntil, goesOn).length === 0) return 'nothing-missed';
  return { after: completeUntil, until: globexClose };
}

/** A gap whose extent has become known. */
export interface FoundGap {
  readonly reason: string;
  readonly halt: EntryHalt | 'nothing-missed';
}

/** Follows the events of a feed for gaps. */
export class GapWatch {
  #reason: string | undefined;
  /** Up to where the data before the feed go, UTC ms, until the first of the feed has come. */
  #joinsAt: number | undefined;

  /** @param joinsAt the feed must begin by then, UTC ms; what lies between is a gap that nobody tells of */
  constructor(joinsAt?: number) {
    this.#joinsAt = joinsAt;
  }

  /** What was missing has come. */
  close(): void {
    this.#reason = undefined;
  }

  /** Whether a gap has been told of and no data have come after it. */
  get isOpen(): boolean {
    return this.#reason !== undefined;
  }

  /** To be called before the event is used; the gap that ends with it, if one does. */
  take(event: LiveEvent, completeUntil: number): FoundGap | undefined {
    const begins = minuteOf(event);
    const joinsAt = this.#joinsAt ?? Number.NEGATIVE_INFINITY;
    if (begins !== undefined && this.#joinsAt !== undefined) {
      if (begins > joinsAt) this.#reason ??= 'the feed begins after the history ends';
      this.#joinsAt = undefined;
    }
    const reason = this.#reason;
    if (event.kind === 'gap') this.#reason = event.reason;
    else if (reason !== undefined) {
      const halt = haltAfterGap(Math.max(completeUntil, joinsAt), event);
      if (halt === undefined) return undefined;
      this.#reason = undefined;
      return { reason, halt };
    }
    return undefined;
  }
}

/**
 * The strategy, with what it finds during a halt refused. A halt is a stretch of the market's time, so that it does not
 * matter when the strategy learns of it as long as nothing after its begin has been judged.
 * @param halts may grow
 * @param onRefused told of each signal that is not taken
 */
export function refusingDuring(
  halts: readonly EntryHalt[],
  definition: StrategyDefinition,
  onRefused: (candidate: Candidate, halt: EntryHalt) => void,
): StrategyDefinition {
  return {
    ...definition,
    createDetector: (parameters, context): Detector => {
      const inner = definition.createDetector(parameters, context);
      return {
        ...passingOn(inner),
        judge: (candidate, bars, volatility) => {
          const judgement = inner.judge(candidate, bars, volatility);
          const halt = halts.find(({ after, until }) => candidate.time > after && candidate.time <= until);
          if (halt === undefined || judgement.kind === 'none') return judgement;
          onRefused(candidate, halt);
          return { kind: 'none', reason: 'data-gap' };
        },
      };
    },
  };
}

/** Begin of the minute that an event of the bars tells of, UTC ms. */
function minuteOf(event: LiveEvent): number | undefined {
  if (event.kind === 'record' && event.record.type === 'OhlcvMsg')
    return Number(event.record.tsEvent / 1_000_000n);
  if (event.kind === 'end-of-interval' && event.schema === 'ohlcv-1m')
    return Number(event.end / 1_000_000n) - MINUTE_MS;
  return undefined;
}
