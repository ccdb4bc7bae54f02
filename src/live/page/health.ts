import { durationText } from './marketClock.ts';
import type { SessionPicture } from './sessionPicture.ts';

/** Whether a session can do its work, and why not. */
export interface Health {
  readonly isHealthy: boolean;
  readonly reasons: readonly HealthReason[];
  readonly connection: SessionPicture['feed']['connection'];
  /** Since the last bar or end of a minute, by the computer's clock; null before the first. */
  readonly feedAgeSeconds: number | null;
}

export interface HealthReason {
  readonly code: 'stale' | 'recording-failing' | 'emergency-stop';
  readonly text: string;
}

export function healthOf({ feed, trading }: SessionPicture): Health {
  const { silenceMs, connection } = feed;
  const reasons: HealthReason[] = [];
  if (feed.isStale) {
    const since = silenceMs === undefined ? '' : ` for ${durationText(silenceMs)}`;
    reasons.push({ code: 'stale', text: `no bar${since} in market hours` });
  }
  if (feed.isRecordingFailing)
    reasons.push({ code: 'recording-failing', text: 'the recording cannot be written; nothing is decided' });
  if (trading.halts.has('emergency-stop'))
    reasons.push({
      code: 'emergency-stop',
      text: 'the emergency stop is on; it ends by: tapebench live-reset --reason',
    });
  return {
    isHealthy: reasons.length === 0,
    reasons,
    connection,
    feedAgeSeconds: silenceMs === undefined ? null : silenceMs / 1000,
  };
}
