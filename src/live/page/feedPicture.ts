import type { Clock } from '../../databento/clock.ts';
import type { LiveEvent } from '../../databento/live/events.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import type { LogLevel } from '../rotatedLog.ts';

export type Connection = 'waiting' | 'connected' | 'reconnecting';

/** What is known of the feed, from its events and from what was said of it. Times are UTC ms. */
export class FeedPicture {
  connection: Connection = 'waiting';
  /** No bar for minutes in market hours. */
  isStale = false;
  isRecordingFailing = false;
  /** Since this process began. */
  bars = 0;
  gaps = 0;
  reconnects = 0;
  /** When a bar or the end of a minute came last, by the computer's clock. */
  heardAt: number | undefined;
  /** End of the last bar that came. */
  lastBarEnd: number | undefined;
  /** How old that bar was when it came, where that can be known; undefined for one that was replayed. */
  latenessMs: number | undefined;
  /** The last that was said of the link, and of the computer's clock while it and the bars disagree. */
  linkText: string | undefined;
  clockText: string | undefined;
  readonly #clock: Clock;
  readonly #ageMs: (time: number) => number | undefined;

  constructor(clock: Clock, ageMs: (time: number) => number | undefined) {
    this.#clock = clock;
    this.#ageMs = ageMs;
  }

  /** How long nothing has come, ms of the computer's clock; undefined before the first. */
  get silenceMs(): number | undefined {
    return this.heardAt === undefined ? undefined : Math.max(0, this.#clock.now() - this.heardAt);
  }

  take(event: LiveEvent): void {
    switch (event.kind) {
      case 'connected':
        this.connection = 'connected';
        if (event.isReconnect) this.reconnects += 1;
        return;
      case 'disconnected':
        this.connection = 'reconnecting';
        return;
      case 'gap':
        this.gaps += 1;
        return;
      case 'recording-failed':
        this.isRecordingFailing = true;
        return;
      case 'record':
      case 'end-of-interval':
        // What is handed on has been recorded.
        this.isRecordingFailing = false;
        this.heardAt = this.#clock.now();
        if (event.kind === 'record' && event.record.type === 'OhlcvMsg')
          this.#bar(Number(event.record.tsEvent / 1_000_000n) + MINUTE_MS, event.isReplayed);
        return;
      default:
        return;
    }
  }

  told(level: LogLevel, event: string, text: string): void {
    if (event === 'stale') this.isStale = level === 'warning';
    if (event === 'clock') this.clockText = level === 'warning' ? text : undefined;
    if (event === 'connected' || event === 'disconnected') this.linkText = text;
  }

  #bar(end: number, isReplayed: boolean): void {
    this.bars += 1;
    this.lastBarEnd = end;
    this.latenessMs = isReplayed ? undefined : this.#ageMs(end);
  }
}
