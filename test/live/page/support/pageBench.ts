import { readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import { reviewingJudge } from '../../../../src/cli/live/pageJudge.ts';
import { systemClock } from '../../../../src/databento/clock.ts';
import type { LiveEvent } from '../../../../src/databento/live/events.ts';
import { guardedObserver } from '../../../../src/live/page/guardedObserver.ts';
import { SessionMetrics } from '../../../../src/live/page/sessionMetrics.ts';
import { SessionPicture } from '../../../../src/live/page/sessionPicture.ts';
import { StatusPage } from '../../../../src/live/page/statusPage.ts';
import { PaperSession } from '../../../../src/live/paperSession.ts';
import type { PipelineSetup } from '../../../../src/live/pipeline.ts';
import type { Recommendation } from '../../../../src/live/recommendation.ts';
import { SESSION_FILES } from '../../../../src/live/sessionSetup.ts';
import { styleSheet } from '../../../../src/report/assets.ts';
import { feedDirectly, type RecordedStream } from '../../support/directFeed.ts';
import { newFolder } from '../../support/sessionBench.ts';

export interface BenchOptions {
  readonly host?: string;
  readonly token?: string;
  readonly source?: string;
  readonly backlogBytes?: number;
}

/** A session and its page, on the real clock and real sockets. */
export class PageBench {
  readonly session: PaperSession;
  readonly picture: SessionPicture;
  readonly failures: unknown[] = [];
  readonly #options: BenchOptions;
  readonly #setup: PipelineSetup;
  readonly #metrics: SessionMetrics;
  readonly #judge: ReturnType<typeof reviewingJudge>;
  #page: StatusPage | undefined;

  constructor(setup: PipelineSetup, options: BenchOptions = {}) {
    this.#options = options;
    this.#setup = setup;
    this.#judge = reviewingJudge(setup);
    this.#metrics = new SessionMetrics(() => ({ picture: this.picture, session: this.session }));
    this.picture = new SessionPicture({
      clock: systemClock,
      ageMs: () => undefined,
      initialCapital: setup.engineParameters.initialCapital,
      judgesFrom: setup.judgesFrom,
      judge: this.#judge,
      onDecided: (milliseconds) => this.#metrics.decided(milliseconds),
      onSynced: (milliseconds) => this.#metrics.synced(milliseconds),
      onChanged: () => this.#page?.changed(),
    });
    this.session = PaperSession.open({
      folder: newFolder(),
      pipeline: setup,
      clock: systemClock,
      graceMs: 3_600_000,
      print: () => {},
      observer: guardedObserver(this.picture, (error) => this.failures.push(error)),
    });
  }

  /** Serves the page, as `tapebench live --page` does. @returns its address */
  async serve(port = 0): Promise<string> {
    const { host = '127.0.0.1', token, source = 'synthetic', backlogBytes } = this.#options;
    this.#page = await StatusPage.listen({
      host,
      port,
      token,
      clock: systemClock,
      facts: {
        strategy: 'v6',
        source,
        folder: 'data',
        isSimulation: true,
        isSynthetic: true,
        resetCommand: 'tapebench live-reset --session data --reason "..."',
      },
      pipeline: this.#setup,
      picture: this.picture,
      judge: this.#judge,
      metrics: this.#metrics,
      ageMs: () => undefined,
      houseStyle: styleSheet(),
      onFailure: (error) => this.failures.push(error),
      ...(backlogBytes === undefined ? {} : { backlogBytes }),
    });
    this.#page.follow(this.session);
    return this.#page.url;
  }

  get page(): StatusPage {
    return this.#page!;
  }

  /** Gives the session records of a stream, as the client of a feed would. */
  feed(stream: RecordedStream, until: number = stream.records.length): void {
    feedDirectly(this.session, stream, until);
  }

  /** Feeds until something holds of the session; @returns records fed */
  feedUntil(stream: RecordedStream, holds: () => boolean, from = 0): number {
    for (let until = from; until < stream.records.length; until++) {
      this.feed(stream, until);
      if (holds()) return until;
    }
    throw new Error('the stream ended before it held');
  }

  /** The recommendations that were written down, the oldest first. */
  log(): Recommendation[] {
    const path = join(this.session.folder, SESSION_FILES.recommendations);
    const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Recommendation);
  }

  /** An event of the feed that brings no data. */
  take(event: LiveEvent): void {
    this.session.take(event);
  }

  closePage(): Promise<void> {
    return this.page.close();
  }

  async close(): Promise<void> {
    await this.#page?.close();
    this.session.close();
  }
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Asks as no browser could: any method, any header, `Host` included. */
export function ask(
  url: string,
  options: { readonly method?: string; readonly headers?: Readonly<Record<string, string>> } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = request(url, { agent: false, ...options }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (piece: string) => {
        text += piece;
      });
      response.on('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
      );
    });
    asked.on('error', reject);
    asked.end();
  });
}
