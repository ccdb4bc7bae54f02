import type { Clock } from '../clock.ts';
import { decompressFrames } from '../codec/decompress.ts';
import { DatabentoError } from '../errors.ts';
import { Connection } from './connection.ts';
import { authenticationLine, challengeOf, type SessionTerms, sessionIdOf } from './handshake.ts';
import { LineBuffer } from './lines.ts';

/** A link on which nothing came for the heartbeat interval and this much more is dead. */
const HEARTBEAT_GRACE_MS = 10_000;
const DEFAULT_HEARTBEAT_SECONDS = 30;

export interface SessionLimits {
  readonly clock: Clock;
  readonly connectTimeoutMs: number;
  readonly authenticationTimeoutMs: number;
  readonly signal: AbortSignal | undefined;
}

/** One connection to the live gateway, authenticated. It never comes back: after its end there is another session. */
export class LiveSession {
  readonly sessionId: string | undefined;
  readonly #connection: Connection;
  readonly #terms: SessionTerms;
  readonly #rest: Uint8Array;

  private constructor(
    connection: Connection,
    terms: SessionTerms,
    sessionId: string | undefined,
    rest: Uint8Array,
  ) {
    this.#connection = connection;
    this.#terms = terms;
    this.sessionId = sessionId;
    this.#rest = rest;
  }

  /**
   * Connects and authenticates.
   * @throws DatabentoError `network`, `timeout`, `authentication`, `protocol`, `aborted`
   */
  static async open(
    address: { readonly host: string; readonly port: number },
    terms: SessionTerms,
    limits: SessionLimits,
  ): Promise<LiveSession> {
    const { clock, signal } = limits;
    const connection = await Connection.open(address, { clock, signal, timeoutMs: limits.connectTimeoutMs });
    const abort = (): void => connection.close();
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const deadline = clock.now() + limits.authenticationTimeoutMs;
      const lines = new LineBuffer();
      const line = async (what: string): Promise<string> => {
        for (;;) {
          const next = lines.next();
          if (next !== undefined) return next;
          const seconds = limits.authenticationTimeoutMs / 1000;
          const chunk = await connection.read(
            deadline - clock.now(),
            () =>
              new DatabentoError('timeout', `${connection.name} sent no ${what} within ${seconds} s`, {
                isRetryable: true,
              }),
          );
          if (chunk === undefined) {
            throw new DatabentoError(
              'network',
              `${connection.name} ended the connection before its ${what}`,
              {
                isRetryable: true,
              },
            );
          }
          lines.feed(chunk);
        }
      };
      let challenge = challengeOf(await line('greeting'));
      while (challenge === undefined) challenge = challengeOf(await line('challenge'));
      connection.write(authenticationLine(challenge, terms));
      const sessionId = sessionIdOf(await line('answer to the authentication'));
      return new LiveSession(connection, terms, sessionId, lines.takeRest());
    } catch (error) {
      connection.close();
      throw error;
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** Sends a line of the control protocol, its end included. */
  send(line: string): void {
    this.#connection.write(line);
  }

  close(): void {
    this.#connection.close();
  }

  /**
   * What the gateway sends after the start, decompressed, until it ends the connection.
   * @throws DatabentoError `timeout` for a link without heartbeats, `network`, `corrupt`, `truncated`
   */
  payload(): AsyncIterable<Uint8Array> {
    return this.#terms.compression === 'zstd' ? decompressFrames(this.#received()) : this.#received();
  }

  async *#received(): AsyncGenerator<Uint8Array, void, undefined> {
    if (this.#rest.length > 0) yield this.#rest;
    const interval = this.#terms.heartbeatIntervalSeconds ?? DEFAULT_HEARTBEAT_SECONDS;
    const limitMs = interval * 1000 + HEARTBEAT_GRACE_MS;
    for (;;) {
      const chunk = await this.#connection.read(
        limitMs,
        () =>
          new DatabentoError('timeout', `nothing came for ${limitMs / 1000} s, not even a heartbeat`, {
            isRetryable: true,
          }),
      );
      if (chunk === undefined) return;
      yield chunk;
    }
  }
}
