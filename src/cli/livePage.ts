import { systemClock } from '../databento/clock.ts';
import { TapebenchError } from '../errors.ts';
import { guardedObserver } from '../live/page/guardedObserver.ts';
import type { SessionFacts, ShownSession } from '../live/page/pageState.ts';
import { SessionMetrics } from '../live/page/sessionMetrics.ts';
import { SessionPicture } from '../live/page/sessionPicture.ts';
import { StatusPage } from '../live/page/statusPage.ts';
import type { PipelineSetup } from '../live/pipeline.ts';
import type { SessionObserver } from '../live/sessionObserver.ts';
import { styleSheet } from '../report/assets.ts';
import { reviewingJudge } from './pageJudge.ts';
import { note } from './terminal.ts';

/** The port of a page when none is named. */
const DEFAULT_PORT = 4810;

/** Where a page is to be served, as the flags say. */
export interface PageAddress {
  readonly port: number;
  readonly host: string;
  readonly token: string | undefined;
}

export interface PageFlags {
  readonly page?: number | string | boolean;
  readonly pageHost: string;
  readonly pageToken?: string;
}

/** Reads `--page`; undefined when no page is wanted. @throws TapebenchError TB_USAGE */
export function pageAddress({ page, pageHost, pageToken }: PageFlags): PageAddress | undefined {
  if (page === undefined || page === false) {
    if (pageToken === undefined && pageHost === '127.0.0.1') return undefined;
    throw new TapebenchError(
      'TB_USAGE',
      '--page-host and --page-token are for a page, and --page is missing',
    );
  }
  const isBare = page === true || page === '';
  const port = isBare ? DEFAULT_PORT : Number(page);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new TapebenchError('TB_USAGE', `--page wants a port, not ${JSON.stringify(page)}`, {
      next: `For example: --page ${DEFAULT_PORT}; alone it means that one`,
    });
  }
  return { port, host: pageHost, token: pageToken };
}

/** The page of a session that is about to be opened, and who looks on for it. */
export interface OpenPage {
  readonly observer: SessionObserver;
  readonly url: string;
  readonly follow: (session: ShownSession) => void;
  readonly close: () => Promise<void>;
}

/**
 * Serves the page of a session. Should it fail, that is said and the session goes on without it.
 * @throws TapebenchError TB_PAGE_FAILED when the address cannot be had, TB_USAGE
 */
export async function openPage(
  address: PageAddress,
  facts: SessionFacts,
  setup: PipelineSetup,
  ageMs: (time: number) => number | undefined,
): Promise<OpenPage> {
  let page: StatusPage | undefined;
  const onFailure = (error: unknown): void => {
    note(`The page has failed and is closed; the session goes on without it: ${String(error)}`);
    void page?.close();
  };
  const judge = reviewingJudge(setup);
  const metrics = new SessionMetrics(() => ({ picture, session: shown }));
  let shown: ShownSession | undefined;
  const picture = new SessionPicture({
    clock: systemClock,
    ageMs,
    initialCapital: setup.engineParameters.initialCapital,
    judgesFrom: setup.judgesFrom,
    judge,
    onDecided: (milliseconds) => metrics.decided(milliseconds),
    onSynced: (milliseconds) => metrics.synced(milliseconds),
    onChanged: () => page?.changed(),
  });
  page = await StatusPage.listen({
    ...address,
    clock: systemClock,
    facts,
    picture,
    judge,
    metrics,
    ageMs,
    houseStyle: styleSheet(),
    onFailure,
  });
  const opened = page;
  return {
    observer: guardedObserver(picture, onFailure),
    url: opened.url,
    follow: (session) => {
      shown = session;
      opened.follow(session);
    },
    close: () => opened.close(),
  };
}
