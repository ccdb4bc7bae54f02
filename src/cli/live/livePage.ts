import type { Argv } from 'yargs';
import { systemClock } from '../../databento/clock.ts';
import { TapebenchError } from '../../errors.ts';
import { guardedObserver } from '../../live/page/guardedObserver.ts';
import type { ShownSession } from '../../live/page/pageState.ts';
import { SessionMetrics } from '../../live/page/sessionMetrics.ts';
import { SessionPicture } from '../../live/page/sessionPicture.ts';
import { StatusPage } from '../../live/page/statusPage.ts';
import type { PipelineSetup } from '../../live/pipeline.ts';
import type { SessionObserver } from '../../live/sessionObserver.ts';
import type { SessionSetup } from '../../live/sessionSetup.ts';
import { styleSheet } from '../../report/assets.ts';
import { commandText } from '../options.ts';
import { note } from '../terminal.ts';
import type { LiveSource } from './liveSource.ts';
import { reviewingJudge } from './pageJudge.ts';

/** The port of a page when none is named. */
const DEFAULT_PORT = 4810;
const LOOPBACK_HOST = '127.0.0.1';

/** Where a page is to be served, as the flags say. */
export interface PageAddress {
  readonly port: number;
  readonly host: string;
  readonly token: string | undefined;
}

export interface PageFlags {
  /** Empty when the flag stands alone. */
  readonly page?: string;
  readonly pageHost: string;
  readonly pageToken?: string;
}

export function withPage<T>(yargs: Argv<T>): Argv<T & PageFlags> {
  return yargs
    .option('page', {
      type: 'string',
      describe: `Serve a status page for a browser, on this port (${DEFAULT_PORT} when it stands alone, 0 for any)`,
    })
    .option('page-host', {
      type: 'string',
      default: LOOPBACK_HOST,
      describe: 'Address that the page is served on; any but the loopback needs a token',
    })
    .option('page-token', {
      type: 'string',
      describe: 'Token that the page asks for; made and printed where one is needed and none is given',
    }) as unknown as Argv<T & PageFlags>;
}

/** Reads the flags of the page; undefined when none is wanted. @throws TapebenchError TB_USAGE */
export function pageAddress({ page, pageHost, pageToken }: PageFlags): PageAddress | undefined {
  if (page === undefined) {
    if (pageToken === undefined && pageHost === LOOPBACK_HOST) return undefined;
    throw new TapebenchError('TB_USAGE', '--page-host and --page-token are of a page, and there is none', {
      next: 'Add --page.',
    });
  }
  const port = page === '' ? DEFAULT_PORT : Number(page);
  if (!(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    throw new TapebenchError('TB_USAGE', `--page wants a port, not ${JSON.stringify(page)}`, {
      next: `For example: --page ${DEFAULT_PORT}; alone it means that one`,
    });
  }
  return { port, host: pageHost, token: pageToken };
}

/** A session of which a page is wanted. */
export interface PageOf {
  readonly args: { readonly session: string };
  readonly source: Pick<LiveSource, 'isSimulation'>;
  readonly setup: SessionSetup;
  readonly pipeline: PipelineSetup;
  /** How long ago a moment of the market (UTC ms) was, ms, where that can be known. */
  readonly ageMs: (time: number) => number | undefined;
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
  { args, source, setup, pipeline, ageMs }: PageOf,
): Promise<OpenPage> {
  let page: StatusPage | undefined;
  const onFailure = (error: unknown): void => {
    note(`The page has failed and is closed; the session goes on without it: ${String(error)}`);
    void page?.close();
  };
  const judge = reviewingJudge(pipeline);
  const metrics = new SessionMetrics(() => ({ picture, session: shown }));
  let shown: ShownSession | undefined;
  const picture = new SessionPicture({
    clock: systemClock,
    ageMs,
    initialCapital: pipeline.engineParameters.initialCapital,
    judgesFrom: pipeline.judgesFrom,
    judge,
    onDecided: (milliseconds) => metrics.decided(milliseconds),
    onSynced: (milliseconds) => metrics.synced(milliseconds),
    onChanged: () => page?.changed(),
  });
  page = await StatusPage.listen({
    ...address,
    clock: systemClock,
    facts: {
      strategy: setup.strategy,
      source: setup.source,
      folder: args.session,
      isSimulation: source.isSimulation,
      isSynthetic: setup.isSynthetic,
      resetCommand: commandText(['live-reset', '--session', args.session, '--reason', '...']),
    },
    pipeline,
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
