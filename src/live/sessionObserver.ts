import type { LiveEvent } from '../databento/live/events.ts';
import type { JournalledEvent } from './pipeline.ts';
import type { Recommendation } from './recommendation.ts';
import type { LogLevel } from './rotatedLog.ts';

/**
 * Looks on while a session works, and has no say in it. It is called in the way of decisions, so it only notes what it is
 * told, and never throws.
 */
export interface SessionObserver {
  /** An event of the feed has come; what follows of it is told before the next one. */
  readonly taking: (event: LiveEvent) => void;
  /** In order, once it is on disk; also what the journal had when the session was opened. */
  readonly journalled: (journalled: JournalledEvent) => void;
  /** New, on disk and said. */
  readonly recommended: (recommendation: Recommendation) => void;
  /** How long the journal waited for the disk. */
  readonly synced: (milliseconds: number) => void;
  /** What was said at the console; `event` is a word for what it is of. */
  readonly told: (level: LogLevel, event: string, text: string) => void;
}

/** Several that look on, each at what it wants to know. */
export function observersAsOne(observers: readonly Partial<SessionObserver>[]): SessionObserver {
  return {
    taking: (event) => {
      for (const each of observers) each.taking?.(event);
    },
    journalled: (journalled) => {
      for (const each of observers) each.journalled?.(journalled);
    },
    recommended: (recommendation) => {
      for (const each of observers) each.recommended?.(recommendation);
    },
    synced: (milliseconds) => {
      for (const each of observers) each.synced?.(milliseconds);
    },
    told: (level, event, text) => {
      for (const each of observers) each.told?.(level, event, text);
    },
  };
}
