import { ApiKey } from '../apiKey.ts';
import { type Backoff, backoffDelayMs } from '../backoff.ts';
import { abortedError, type Clock, delay, systemClock } from '../clock.ts';
import { rtypeOfSchema, type Schema } from '../codec/enums.ts';
import { LiveSymbolMap } from '../codec/symbolMap.ts';
import { DatabentoError } from '../errors.ts';
import { seededRandom } from '../random.ts';
import { ERROR_CODE } from './controlMessages.ts';
import type { LiveEvent } from './events.ts';
import { RecordFramer } from './framer.ts';
import { gatewayAddress, type SessionTerms } from './handshake.ts';
import { Interpreter, isSkip } from './interpret.ts';
import { BoundedQueue } from './queue.ts';
import type { Recording } from './recording.ts';
import { ResumePoint } from './resume.ts';
import { LiveSession } from './session.ts';
import {
  checkedSubscription,
  type SubscribeQuery,
  type Subscription,
  subscriptionLines,
} from './subscription.ts';

/** The gateway closes at once what comes within a second of the last. */
const SHORTEST_BACKOFF_MS = 1000;
const RECORDING_RETRY_MS = 1000;
/** "Too many sessions" passes when an old session of ours has been noticed as dead, or not at all. */
const CONNECTION_LIMIT_ATTEMPTS = 5;
/** Sessions in a row that ended with skipped records before these were caught up on. */
const SKIPPED_SESSIONS = 3;

export interface ReconnectOptions {
  /** Attempts in a row without a session that began; without limit when absent, 0 for none. */
  readonly maximumAttempts?: number;
  /** Upper end of the first delay, at least 1 s; 2 s when absent. */
  readonly firstDelayMs?: number;
  /** 60 s when absent. */
  readonly longestDelayMs?: number;
  /**
   * When the gateway no longer keeps what was missed: `end` the stream with the error, or `continue` from now. The gap is
   * reported either way. `end` when absent.
   */
  readonly whenAgedOut?: 'end' | 'continue';
  /**
   * When the gateway left out records because they were not read fast enough: `report` the gap and go on, or `ask-again` for them
   * before anything after them is handed on. When three sessions in a row could not catch up for that reason, the gap is reported
   * after all. `report` when absent.
   */
  readonly whenSkipped?: 'report' | 'ask-again';
}

export interface LiveOptions {
  readonly key: ApiKey | string;
  /** One connection is one dataset, e.g. `GLBX.MDP3`. */
  readonly dataset: string;
  /** Another gateway, e.g. that on loopback; the vendor's for the dataset when absent. */
  readonly gateway?: { readonly host: string; readonly port: number };
  /** `none` when absent. */
  readonly compression?: 'none' | 'zstd';
  /** Each record with the time at which the gateway sent it. */
  readonly tsOut?: boolean;
  /** 5 to 1800; the gateway's 30 when absent. A link that is silent for this and 10 s more is dead. */
  readonly heartbeatIntervalSeconds?: number;
  /** For a client that does not keep up: `warn` and in the end disconnect, or `skip` records. The gateway decides when absent. */
  readonly slowReaderBehavior?: 'warn' | 'skip';
  /** 10 s when absent. */
  readonly connectTimeoutMs?: number;
  /** From the connection to the answer to the authentication; 30 s when absent. */
  readonly authenticationTimeoutMs?: number;
  readonly reconnect?: ReconnectOptions;
  /** Events that wait for the consumer before the connection is no longer read; 16 384 when absent. */
  readonly queueLimit?: number;
  /** Where to keep what arrives, before it is handed on. What it holds already is not handed on again. */
  readonly recording?: Recording;
  /** Stops everything at once; the iteration then throws an error of kind `aborted`. */
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
  /** Seed of the jitter between attempts. */
  readonly seed?: number;
  /** How the client names itself to the gateway. */
  readonly client?: string;
}

/**
 * A client of the Live API for one dataset.
 *
 *     const live = new Live({ key, dataset: 'GLBX.MDP3' });
 *     live.subscribe({ schema: 'ohlcv-1m', stypeIn: 'parent', symbols: 'ES.FUT' });
 *     await live.start();
 *     for await (const event of live) if (event.kind === 'record') …
 *
 * After a disconnect (an end of the connection that was not asked for is one) it comes back by itself, asks for what it
 * missed, and hands on every record once. Errors that a new attempt would meet again end the iteration.
 */
export class Live implements AsyncIterable<LiveEvent> {
  /** What each instrument id means at the event that was handed on last. */
  readonly symbols: LiveSymbolMap = new LiveSymbolMap();
  readonly #options: LiveOptions;
  readonly #terms: SessionTerms;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #backoff: Backoff;
  readonly #queue: BoundedQueue<LiveEvent>;
  readonly #resume: ResumePoint;
  readonly #subscriptions: Subscription[] = [];
  /** When the first session that had a subscription began, by subscription: what a replay goes back to at most. */
  readonly #begun = new Map<Subscription, bigint>();
  readonly #stopping = new AbortController();
  #session: LiveSession | undefined;
  #isStarted = false;
  #hasConnected = false;
  #attempt = 0;
  #isAgedOut = false;
  #skippedSessions = 0;

  /** @throws DatabentoError `key`, `usage` */
  constructor(options: LiveOptions) {
    const heartbeat = options.heartbeatIntervalSeconds;
    if (heartbeat !== undefined && !(Number.isInteger(heartbeat) && heartbeat >= 5 && heartbeat <= 1800)) {
      throw new DatabentoError('usage', `a heartbeat interval is 5 to 1800 whole seconds, not ${heartbeat}`);
    }
    this.#options = options;
    this.#terms = {
      key: ApiKey.from(options.key),
      dataset: options.dataset,
      compression: options.compression ?? 'none',
      tsOut: options.tsOut ?? false,
      client: options.client ?? 'tapebench 0.1.0',
      heartbeatIntervalSeconds: heartbeat,
      slowReaderBehavior: options.slowReaderBehavior,
    };
    this.#clock = options.clock ?? systemClock;
    this.#random = seededRandom(options.seed ?? process.pid);
    this.#backoff = {
      firstMs: options.reconnect?.firstDelayMs ?? 2000,
      longestMs: options.reconnect?.longestDelayMs ?? 60_000,
      shortestMs: SHORTEST_BACKOFF_MS,
    };
    this.#queue = new BoundedQueue(options.queueLimit ?? 16_384);
    this.#resume = options.recording?.resume ?? new ResumePoint();
    const abort = (): void => this.#end({ error: abortedError(options.signal) });
    if (options.signal?.aborted === true) abort();
    options.signal?.addEventListener('abort', abort, { once: true });
    this.#stopping.signal.addEventListener('abort', () =>
      options.signal?.removeEventListener('abort', abort),
    );
  }

  /** Events that have been received and not yet consumed. */
  get waiting(): number {
    return this.#queue.length;
  }

  /**
   * Adds a subscription, before the start or after it. There is no way to take one back but to stop.
   * @throws DatabentoError `usage` for what the gateway would refuse
   */
  subscribe(query: SubscribeQuery): void {
    const subscription = checkedSubscription(query, this.#subscriptions.length + 1);
    if (this.#isStarted && subscription.start !== undefined) {
      throw new DatabentoError('usage', 'a replay can only be asked for before the start');
    }
    this.#subscriptions.push(subscription);
    const session = this.#session;
    if (session === undefined) return;
    this.#begun.set(subscription, this.#resume.latest() ?? BigInt(this.#clock.now()) * 1_000_000n);
    for (const line of subscriptionLines(subscription)) session.send(line);
  }

  /**
   * Connects, authenticates and starts the stream. Resolves when the stream has begun.
   * @throws DatabentoError `network`, `timeout`, `authentication`, `protocol`, `gateway`, `aborted`; a first attempt is not repeated
   */
  async start(): Promise<void> {
    if (this.#isStarted) throw new DatabentoError('usage', 'this client has been started already');
    if (this.#subscriptions.length === 0) throw new DatabentoError('usage', 'nothing is subscribed to');
    this.#isStarted = true;
    await new Promise<void>((resolve, reject) => {
      this.#run(resolve, reject);
    });
  }

  /** Ends the connection. What has been received can still be consumed; then the iteration ends. */
  stop(): void {
    this.#end();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<LiveEvent, void, undefined> {
    try {
      for (let event = await this.#queue.take(); event !== undefined; event = await this.#queue.take()) {
        // Not before: events wait in the queue, and the table must be that of the event at hand.
        if (event.kind === 'connected') this.symbols.clear();
        else if (event.kind === 'mapping') this.symbols.observe(event.record);
        yield event;
      }
    } finally {
      this.stop();
    }
  }

  #end(failure?: { readonly error: unknown }): void {
    this.#queue.end(failure);
    this.#stopping.abort();
    this.#session?.close();
  }

  /** Session after session, until stopped or until an error that a new attempt would meet again. */
  async #run(begun: () => void, failed: (error: unknown) => void): Promise<void> {
    while (!this.#queue.isEnded) {
      let error: unknown;
      try {
        await this.#runSession(begun);
      } catch (caught) {
        error = caught;
      }
      this.#session?.close();
      this.#session = undefined;
      if (this.#queue.isEnded) break;
      if (!(error instanceof DatabentoError) || !this.#hasConnected || !this.#mayReconnect(error)) {
        if (this.#hasConnected) this.#pushGap(error);
        this.#end({ error });
        failed(error);
        return;
      }
      this.#attempt += 1;
      const retryInMs = backoffDelayMs(this.#backoff, this.#attempt, this.#random);
      this.#queue.push({ kind: 'disconnected', error, retryInMs, attempt: this.#attempt });
      await delay(this.#clock, retryInMs, this.#stopping.signal).catch(() => {});
    }
    failed(abortedError(this.#options.signal));
  }

  #mayReconnect(error: DatabentoError): boolean {
    const { maximumAttempts = Number.POSITIVE_INFINITY, whenAgedOut = 'end' } = this.#options.reconnect ?? {};
    if (this.#attempt >= maximumAttempts) return false;
    switch (error.kind) {
      case 'network':
      case 'timeout':
      case 'truncated':
      case 'corrupt':
      case 'protocol':
        return true;
      case 'gateway':
        if (error.errorCode === ERROR_CODE.connectionLimitExceeded)
          return this.#attempt < CONNECTION_LIMIT_ATTEMPTS;
        if (
          error.errorCode === ERROR_CODE.replayDataAgedOut &&
          whenAgedOut === 'continue' &&
          !this.#isAgedOut
        ) {
          this.#isAgedOut = true;
          // The connection is good; every second of waiting would widen the gap.
          this.#attempt = 0;
          this.#pushGap(error);
          return true;
        }
        if (isSkip(error)) this.#skippedSessions += 1;
        return isSkip(error) || error.errorCode === ERROR_CODE.internalError;
      default:
        return false;
    }
  }

  #pushGap(error: unknown): void {
    const reason = error instanceof Error ? error.message : String(error);
    this.#queue.push({ kind: 'gap', schema: undefined, from: this.#resume.latest(), to: undefined, reason });
  }

  async #runSession(begun: () => void): Promise<void> {
    const {
      connectTimeoutMs = 10_000,
      authenticationTimeoutMs = 30_000,
      recording,
      reconnect,
    } = this.#options;
    const address = this.#options.gateway ?? gatewayAddress(this.#options.dataset);
    const session = await LiveSession.open(address, this.#terms, {
      clock: this.#clock,
      connectTimeoutMs,
      authenticationTimeoutMs,
      signal: this.#stopping.signal,
    });
    this.#session = session;
    if (this.#stopping.signal.aborted) return;
    const subscriptions = [...this.#subscriptions];
    const starts = subscriptions.map((subscription) => this.#startOf(subscription));
    for (const [i, subscription] of subscriptions.entries()) {
      for (const line of subscriptionLines(subscription, starts[i])) session.send(line);
    }
    session.send('start_session\n');
    const from = this.#resume.latest();
    if (from !== undefined) this.#resume.beginReplay();
    const framer = new RecordFramer();
    let interpreter: Interpreter | undefined;
    for await (const chunk of session.payload()) {
      const whole = framer.feed(chunk);
      if (framer.metadata === undefined) continue;
      if (interpreter === undefined) {
        const { metadata } = framer;
        recording?.begin(metadata);
        const replayed = subscriptions.filter((_, i) => starts[i] !== undefined).map(({ schema }) => schema);
        interpreter = new Interpreter({
          metadata,
          resume: this.#resume,
          schemas: subscriptions.map(({ schema }) => schema),
          replayed,
          isSkipFatal: reconnect?.whenSkipped === 'ask-again' && this.#skippedSessions < SKIPPED_SESSIONS,
          catchingUpFrom: replayed.length > 0 ? (from ?? this.#begunFrom(starts)) : undefined,
        });
        for (const subscription of this.#subscriptions) {
          if (this.#begun.has(subscription)) continue;
          const now = BigInt(this.#clock.now()) * 1_000_000n;
          this.#begun.set(
            subscription,
            metadata.start > 0n && metadata.start < 2n ** 63n ? metadata.start : now,
          );
        }
        const { sessionId } = session;
        this.#queue.push({ kind: 'connected', sessionId, isReconnect: this.#hasConnected, metadata });
        this.#pushUnreplayable(subscriptions, from);
        this.#hasConnected = true;
        this.#isAgedOut = false;
        begun();
      }
      if (whole.length > 0) await this.#handOn(interpreter, whole);
      if (framer.failure !== undefined) throw framer.failure;
      if (this.#queue.isEnded) return;
      await this.#queue.room();
    }
    if (!framer.isAtBoundary) throw framer.truncated();
    throw new DatabentoError('network', 'the gateway ended the connection', { isRetryable: true });
  }

  async #handOn(interpreter: Interpreter, whole: Uint8Array): Promise<void> {
    const { events, kept, fatal } = interpreter.read(whole);
    if (events.some(({ kind }) => kind === 'record')) this.#attempt = 0;
    await this.#record(kept);
    for (const event of events) {
      if (event.kind === 'caught-up') this.#skippedSessions = 0;
      this.#queue.push(event);
    }
    if (fatal !== undefined) throw fatal;
  }

  /** Waits until the recording has been written: nothing is handed on that is not on record. */
  async #record(kept: readonly Uint8Array[]): Promise<void> {
    const { recording } = this.#options;
    for (let isReported = false; recording !== undefined && !this.#queue.isEnded; isReported = true) {
      try {
        recording.append(kept);
        return;
      } catch (error) {
        if (!(error instanceof DatabentoError)) throw error;
        if (!isReported) this.#queue.push({ kind: 'recording-failed', error });
        await delay(this.#clock, RECORDING_RETRY_MS, this.#stopping.signal).catch(() => {});
      }
    }
  }

  /** Where a session must begin for a subscription so that nothing is missed; its own start the first time. */
  #startOf(subscription: Subscription): bigint | undefined {
    if (subscription.snapshot || this.#isAgedOut) return undefined;
    return (
      this.#resume.resumeAt(rtypeOfSchema(subscription.schema)) ??
      subscription.start ??
      this.#begun.get(subscription)
    );
  }

  /** After a disconnect before anything came, what is caught up on began with the first session. */
  #begunFrom(starts: readonly (bigint | undefined)[]): bigint | undefined {
    return this.#hasConnected ? starts.find((start) => start !== undefined) : undefined;
  }

  /** A book snapshot starts anew with each session: what happened in between is not replayed. */
  #pushUnreplayable(subscriptions: readonly Subscription[], from: bigint | undefined): void {
    if (!this.#hasConnected) return;
    const schemas = new Set<Schema>(
      subscriptions.filter(({ snapshot }) => snapshot).map(({ schema }) => schema),
    );
    for (const schema of schemas) {
      this.#queue.push({ kind: 'gap', schema, from, to: undefined, reason: 'snapshots are not replayed' });
    }
  }
}
