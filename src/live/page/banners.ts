import type { EntryHalt } from '../entryHalt.ts';
import { gapText } from '../eventText.ts';
import type { SessionPicture } from './sessionPicture.ts';

/** What stands in the way of trading, and what ends it. */
export interface Banner {
  readonly kind: 'emergency-stop' | 'recording-failing' | 'stale' | 'reconnecting' | 'gap' | 'losses';
  readonly title: string;
  readonly text: string;
  /** The command that ends it; null where it ends by itself. */
  readonly command: string | null;
}

/** The banners that apply, the gravest first. */
export function bannersOf(
  { feed, trading }: SessionPicture,
  halt: EntryHalt | undefined,
  resetCommand: string,
): Banner[] {
  const banners: Banner[] = [];
  const stop = trading.halts.get('emergency-stop');
  if (stop !== undefined)
    banners.push({
      kind: 'emergency-stop',
      title: 'Emergency stop',
      text: `Drawdown ${stop.value.toFixed(2)}% reached the limit of ${stop.limit}%. Nothing is recommended until it is ended by hand. Stop the session, then:`,
      command: resetCommand,
    });
  if (feed.isRecordingFailing)
    banners.push({
      kind: 'recording-failing',
      title: 'The recording cannot be written',
      text: 'Nothing is decided until it can. Free space on the disk, or make the folder writable: it goes on by itself.',
      command: null,
    });
  if (feed.connection === 'reconnecting')
    banners.push({
      kind: 'reconnecting',
      title: 'The feed is disconnected',
      text: feed.linkText ?? 'It is being connected again.',
      command: null,
    });
  else if (feed.isStale)
    banners.push({
      kind: 'stale',
      title: 'The feed is stale',
      text: 'No bar for minutes in market hours. Nothing new can be decided until bars come.',
      command: null,
    });
  if (halt !== undefined)
    banners.push({ kind: 'gap', title: 'No new entries after a gap', text: gapText(halt), command: null });
  const losses = trading.halts.get('max-consecutive-losses');
  if (losses !== undefined)
    banners.push({
      kind: 'losses',
      title: 'Paused after losses',
      text: `${losses.value} consecutive losses: no new entries until the next session.`,
      command: null,
    });
  return banners;
}
