import { DatabentoError } from '../databento/errors.ts';
import type { Live, ReconnectOptions } from '../databento/live/client.ts';
import { ERROR_CODE } from '../databento/live/controlMessages.ts';
import { utcText } from '../market/dates.ts';
import type { MissingBars } from './missingBars.ts';
import type { PaperSession } from './paperSession.ts';

/** A market as a session follows it. */
export interface FollowedMarket {
  /** A client that is not started yet. */
  readonly connect: (reconnect: ReconnectOptions) => Live;
  /**
   * What the history has from a moment (UTC ms) on; undefined when it has nothing that is later. Absent where there is no history
   * to ask.
   */
  readonly missing?: ((from: number) => Promise<MissingBars | undefined>) | undefined;
  /** Told when a client has connected. */
  readonly onConnected?: () => void;
  /** Ends it all. */
  readonly signal?: AbortSignal;
}

/**
 * Lets a session follow a market until it is over. Where the feed no longer has what the session is missing, that is taken from the
 * history into the recording, and the feed is asked for what comes after; only what the history does not have either becomes a gap.
 * @throws DatabentoError of the client, TapebenchError TB_SESSION_WRITE
 */
export async function followMarket(
  session: PaperSession,
  market: FollowedMarket,
  isOver: (completeUntil: number) => boolean = () => false,
): Promise<void> {
  for (let mayFill = market.missing !== undefined; market.signal?.aborted !== true; ) {
    const live = market.connect({ whenSkipped: 'ask-again', whenAgedOut: mayFill ? 'end' : 'continue' });
    try {
      await live.start();
      market.onConnected?.();
      await session.follow(live, isOver);
      return;
    } catch (error) {
      if (!isAgedOut(error) || !mayFill) throw error;
      mayFill = await fill(session, market);
    }
  }
}

function isAgedOut(error: unknown): boolean {
  return error instanceof DatabentoError && error.errorCode === ERROR_CODE.replayDataAgedOut;
}

/** Takes what is missing from the history; whether the session has come further. */
async function fill(session: PaperSession, market: FollowedMarket): Promise<boolean> {
  const from = session.completeUntil;
  session.tell(
    'info',
    'fill',
    `The feed no longer has the bars after ${utcText(from)}; asking the history for them.`,
  );
  let found: MissingBars | undefined;
  try {
    found = await market.missing?.(from);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    session.tell('warning', 'fill', `The missing bars could not be had: ${reason}`);
    return false;
  }
  if (found === undefined || !(found.until > from)) {
    session.tell('warning', 'fill', 'The history has nothing later either.');
    return false;
  }
  session.fill(found);
  return session.completeUntil > from;
}
