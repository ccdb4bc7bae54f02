import type { LiveEvent } from '../databento/live/events.ts';
import { isSkip } from '../databento/live/interpret.ts';
import type { LogLevel } from './rotatedLog.ts';

/** Something for the person at the console and the log. */
export interface Remark {
  readonly level: LogLevel;
  /** What it is of, a word for the log. */
  readonly event: string;
  readonly text: string;
}

/** What the person at the console should know of an event of the feed; undefined for one that is all in order. */
export function feedText(event: LiveEvent): Remark | undefined {
  switch (event.kind) {
    case 'connected':
      return {
        level: 'info',
        event: 'connected',
        text: event.isReconnect ? 'Connected again.' : 'Connected.',
      };
    case 'disconnected': {
      const inSeconds = `in ${(event.retryInMs / 1000).toFixed(1)} s`;
      const text = isSkip(event.error)
        ? `The venue left out records (${event.error.message}); they are asked for again ${inSeconds}, and nothing after them is used before.`
        : `Disconnected (${event.error.message}); trying again ${inSeconds}.`;
      return { level: 'warning', event: 'disconnected', text };
    }
    case 'caught-up':
      return {
        level: 'info',
        event: 'caught-up',
        text: `Caught up on what was missed; ${event.duplicates} records came a second time and were left out.`,
      };
    case 'gap':
      return { level: 'warning', event: 'gap', text: `A gap in the data: ${event.reason}` };
    case 'recording-failed':
      return {
        level: 'error',
        event: 'recording-failed',
        text: `${event.error.message}. Nothing is decided until it can be written.`,
      };
    case 'error':
      return { level: 'warning', event: 'feed-error', text: event.error.message };
    case 'slow-reader-warning':
      return { level: 'warning', event: 'slow-reader', text: event.text };
    default:
      return undefined;
  }
}
