import type { Clock } from '../databento/clock.ts';
import type { PipelineSetup } from './pipeline.ts';
import type { SessionObserver } from './sessionObserver.ts';

export interface PaperSessionOptions {
  readonly folder: string;
  readonly pipeline: PipelineSetup;
  readonly clock: Clock;
  /** How long a bar waits for the word that its minute is complete. */
  readonly graceMs: number;
  /** A line or a block for the person at the console. */
  readonly print: (text: string) => void;
  /** Rings the terminal's bell; absent when it is to be quiet. */
  readonly ring?: (bell: string) => void;
  /** Up to where the history goes that the session was begun on, UTC ms: the feed must begin by then, or there is a gap. */
  readonly joinsAt?: number;
  /** How long ago a moment of the market (UTC ms) was, in milliseconds, where and while that can be known. */
  readonly ageMs?: (time: number) => number | undefined;
  /** Looks on, e.g. for the status page. */
  readonly observer?: SessionObserver;
}
