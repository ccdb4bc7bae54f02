import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import type { Clock } from '../../databento/clock.ts';
import { TapebenchError } from '../../errors.ts';
import type { PipelineSetup } from '../pipeline.ts';
import { nameFor, pageToken, TokenCheck } from './access.ts';
import { pageAssets } from './assets.ts';
import { EventStream } from './eventStream.ts';
import { healthOf } from './health.ts';
import { Machine } from './machine.ts';
import { pageApp } from './pageApp.ts';
import { pageState, type SessionFacts, type ShownSession } from './pageState.ts';
import { RecommendationViews } from './recommendationView.ts';
import { RollOutlook } from './rollOutlook.ts';
import type { Judged, SessionJudge } from './sessionJudge.ts';
import type { SessionMetrics } from './sessionMetrics.ts';
import type { SessionPicture } from './sessionPicture.ts';

/** A page is made anew at most so often, however much happens. */
const SHORTEST_MS = 250;
/** And at least so often while somebody looks: ages and clocks go on. */
const LONGEST_MS = 1000;
/** How long the last words may take to readers when the page is closed. */
const LAST_WORDS_MS = 50;

export interface StatusPageOptions {
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  /** As the person gave it; where one is needed and none is given, it is made. */
  readonly token: string | undefined;
  readonly clock: Clock;
  readonly facts: SessionFacts;
  readonly pipeline: Pick<PipelineSetup, 'prior' | 'strategyParameters' | 'contractOverride'>;
  readonly picture: SessionPicture;
  readonly judge: SessionJudge;
  readonly metrics: SessionMetrics;
  /** How long ago a moment of the market (UTC ms) was, ms, where that can be known. */
  readonly ageMs: (time: number) => number | undefined;
  /** Style sheet of the house. */
  readonly houseStyle: string;
  /** Told when the page fails, which never ends the session. */
  readonly onFailure: (error: unknown) => void;
  readonly backlogBytes?: number;
}

/** The page of a session, served to whoever may look. It reads what has been committed, now and then, and never acts. */
export class StatusPage {
  /** Where to look; with the token, when one is needed. */
  readonly url: string;
  readonly stream: EventStream;
  readonly #options: StatusPageOptions;
  readonly #server: Server;
  readonly #machine = new Machine();
  readonly #recommendations: RecommendationViews;
  readonly #outlook: RollOutlook;
  #session: ShownSession | undefined;
  #judged: { readonly events: number; readonly result: Judged } | undefined;
  #cancel: (() => void) | undefined;
  /** When the page was last made, ms of the clock. */
  #madeAt: number = Number.NEGATIVE_INFINITY;
  #isUrgent = false;
  #isClosed = false;

  private constructor(options: StatusPageOptions, server: Server, stream: EventStream, url: string) {
    this.#options = options;
    this.#recommendations = new RecommendationViews(options.pipeline);
    this.#outlook = new RollOutlook(options.pipeline.contractOverride !== undefined);
    this.#server = server;
    this.stream = stream;
    this.url = url;
  }

  /**
   * Serves the page; it says that the session is being opened until `follow`.
   * @throws TapebenchError TB_PAGE_FAILED when the address cannot be had, TB_USAGE for a bad token
   */
  static async listen(options: StatusPageOptions): Promise<StatusPage> {
    const { host, port, clock, houseStyle, backlogBytes } = options;
    const token = pageToken(host, options.token);
    const stream = new EventStream({ clock, ...(backlogBytes === undefined ? {} : { backlogBytes }) });
    let page: StatusPage | undefined;
    let app: ReturnType<typeof pageApp> | undefined;
    const server = createAdaptorServer({
      fetch: (request, env) => app?.fetch(request, env) ?? new Response(null, { status: 503 }),
    }) as Server;
    await listening(server, port, host);
    server.on('error', options.onFailure);
    const bound = (server.address() as AddressInfo).port;
    app = pageApp({
      host,
      token: token === undefined ? undefined : new TokenCheck(token, bound),
      assets: pageAssets(houseStyle),
      stream,
      refresh: () => page?.refresh() ?? false,
      health: () => page?.health(),
      metrics: () => options.metrics.text(),
      onFailure: options.onFailure,
    });
    const query = token === undefined ? '' : `?token=${token}`;
    page = new StatusPage(options, server, stream, `http://${nameFor(host)}:${bound}/${query}`);
    return page;
  }

  /** From here on the page shows this session. */
  follow(session: ShownSession): void {
    this.#session = session;
    this.changed();
  }

  /** Says that there is something new to show. Cheap: the page is made later, when nothing else is to be done. */
  changed(): void {
    if (this.#isUrgent || this.#isClosed) return;
    this.#isUrgent = true;
    this.#cancel?.();
    const { clock } = this.#options;
    this.#wait(Math.max(0, Math.min(SHORTEST_MS, this.#madeAt + SHORTEST_MS - clock.now())));
  }

  /** Makes the state anew for a reader that comes; false while there is no session. */
  refresh(): boolean {
    this.#make();
    if (this.#cancel === undefined) this.#wait(LONGEST_MS);
    return this.#session !== undefined;
  }

  health(): ReturnType<typeof healthOf> | undefined {
    return this.#session === undefined ? undefined : healthOf(this.#options.picture);
  }

  /** Ends all connections and gives the port free. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancel?.();
    this.stream.close();
    this.#machine.stop();
    await new Promise<void>((resolve) => {
      const cancel = this.#options.clock.after(LAST_WORDS_MS, () => this.#server.closeAllConnections());
      this.#server.close(() => {
        cancel();
        resolve();
      });
    });
  }

  #wait(ms: number): void {
    this.#cancel = this.#options.clock.after(ms, () => {
      this.#cancel = undefined;
      this.#isUrgent = false;
      // Nobody looks: whoever comes is shown the state of that moment.
      if (this.stream.readers === 0) return;
      try {
        this.#make();
      } catch (error) {
        this.#options.onFailure(error);
        return;
      }
      this.#wait(LONGEST_MS);
    });
  }

  #make(): void {
    const session = this.#session;
    if (session === undefined) return;
    const { clock, facts, picture, ageMs } = this.#options;
    this.#madeAt = clock.now();
    const known = session.completeUntil;
    const age = Number.isFinite(known) ? ageMs(known) : undefined;
    const now = known + Math.max(0, age ?? 0);
    const judged = this.#judge(now);
    this.stream.publish(
      pageState({
        facts,
        session,
        picture,
        judged,
        recommendations: this.#recommendations,
        outlook: this.#outlook,
        machine: this.#machine.figures(),
        now,
      }),
    );
  }

  /** What the trades are worth changes with them alone. */
  #judge(now: number): Judged {
    const { judge, picture } = this.#options;
    const events = picture.judgedEvents;
    if (this.#judged?.events !== events) this.#judged = { events, result: judge.judge(now) };
    return this.#judged.result;
  }
}

function listening(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void => {
      const isTaken = cause.code === 'EADDRINUSE';
      reject(
        new TapebenchError('TB_PAGE_FAILED', `the page cannot be served: ${cause.message}`, {
          where: `${host}, port ${port}`,
          kept: 'no session was opened',
          next: isTaken
            ? `Something uses port ${port} already, perhaps the page of another session: choose another with --page PORT, or --page 0 for one that is free.`
            : 'Choose another with --page PORT, and an address of this machine with --page-host.',
          cause,
        }),
      );
    };
    server.once('error', fail);
    server.listen(port, host, () => {
      server.off('error', fail);
      resolve();
    });
  });
}
