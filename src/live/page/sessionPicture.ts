import type { Clock } from '../../databento/clock.ts';
import type { LiveEvent } from '../../databento/live/events.ts';
import { newYorkClock } from '../newYorkText.ts';
import type { JournalledEvent } from '../pipeline.ts';
import type { LogLevel } from '../rotatedLog.ts';
import type { SessionObserver } from '../sessionObserver.ts';
import { FeedPicture } from './feedPicture.ts';
import type { SessionJudge } from './sessionJudge.ts';
import { TradingPicture } from './tradingPicture.ts';

const KEPT_REMARKS = 30;

/** Something that was said at the console. */
export interface Said {
  /** By the computer's clock, New York time of day. */
  readonly at: string;
  readonly level: LogLevel;
  readonly text: string;
}

export interface PictureOptions {
  readonly clock: Clock;
  /** How long ago a moment of the market (UTC ms) was, ms, where that can be known. */
  readonly ageMs: (time: number) => number | undefined;
  /** USD. */
  readonly initialCapital: number;
  /** UTC ms; what is before is of the history. */
  readonly judgesFrom: number;
  readonly judge: SessionJudge;
  /** Told how long it took from the word that a bar was complete until its recommendation was on disk and said, ms. */
  readonly onDecided: (milliseconds: number) => void;
  /** Told how long the journal waited for the disk, ms. */
  readonly onSynced: (milliseconds: number) => void;
  /** Told that something has changed. */
  readonly onChanged: () => void;
}

/** What a page knows of a session: all of it was told, in order, by the session itself. */
export class SessionPicture implements SessionObserver {
  readonly feed: FeedPicture;
  readonly trading: TradingPicture;
  /** Newest first. */
  said: readonly Said[] = [];
  lastSyncMs: number | undefined;
  worstSyncMs: number | undefined;
  lastDecisionMs: number | undefined;
  /** Grows whenever the judge has something new to judge. */
  judgedEvents = 0;
  readonly #options: PictureOptions;
  #tookAt = 0;

  constructor(options: PictureOptions) {
    this.#options = options;
    this.feed = new FeedPicture(options.clock, options.ageMs);
    this.trading = new TradingPicture(options.initialCapital, options.judgesFrom);
  }

  readonly taking = (event: LiveEvent): void => {
    this.#tookAt = performance.now();
    this.feed.take(event);
    this.#options.onChanged();
  };

  readonly journalled = (journalled: JournalledEvent): void => {
    const { event } = journalled;
    this.trading.take(journalled);
    this.#options.judge.take(event);
    if (event.type === 'trade' || event.type === 'learned' || event.type === 'session')
      this.judgedEvents += 1;
    this.#options.onChanged();
  };

  readonly recommended = (): void => {
    this.lastDecisionMs = performance.now() - this.#tookAt;
    this.#options.onDecided(this.lastDecisionMs);
    this.#options.onChanged();
  };

  readonly synced = (milliseconds: number): void => {
    this.lastSyncMs = milliseconds;
    this.worstSyncMs = Math.max(this.worstSyncMs ?? 0, milliseconds);
    this.#options.onSynced(milliseconds);
  };

  readonly told = (level: LogLevel, event: string, text: string): void => {
    this.feed.told(level, event, text);
    const at = newYorkClock(this.#options.clock.now());
    this.said = [{ at, level, text }, ...this.said].slice(0, KEPT_REMARKS);
    this.#options.onChanged();
  };
}
