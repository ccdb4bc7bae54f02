import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { ApiKey } from '../apiKey.ts';
import { type Backoff, backoffDelayMs } from '../backoff.ts';
import { abortedError, type Clock, delay, throwIfAborted } from '../clock.ts';
import { DatabentoError } from '../errors.ts';
import { errorOfAnswer } from './errorBody.ts';
import { type Limit, type LimitName, RateLimiter } from './rateLimit.ts';

/**
 * When a failed request may be sent again.
 *
 * - `idempotent`: whenever the failure may pass; asking costs nothing.
 * - `billed`: only while it is certain that nothing was served: the server answered with an error that may pass, or
 *   was never reached. A connection that broke after the request went out may have been billed.
 * - `once`: only where the server said "too many requests" or was never reached, since anything else may have acted.
 */
export type RetryPolicy = 'idempotent' | 'billed' | 'once';

export interface RequestPlan {
  readonly method: 'GET' | 'POST';
  /** `family.method`, e.g. `metadata.get_cost`; or an absolute URL of the same host or of the vendor. */
  readonly path: string;
  /** Sent as the query of a GET and as the form of a POST. */
  readonly fields?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly accept?: string;
  readonly policy: RetryPolicy;
  readonly limit?: LimitName;
  readonly signal?: AbortSignal | undefined;
}

/** An answer with a good status, its body not yet read. */
export interface Answer {
  readonly status: number;
  readonly requestId: string | undefined;
  readonly warnings: readonly string[];
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  /** Chunks as they arrive. Ends with a DatabentoError when the connection breaks or falls silent. */
  readonly body: AsyncIterable<Uint8Array>;
}

export interface TransportOptions {
  readonly key: ApiKey;
  readonly baseUrl: URL;
  readonly clock: Clock;
  readonly random: () => number;
  readonly userAgent: string;
  readonly connectTimeoutMs: number;
  readonly firstByteTimeoutMs: number;
  readonly idleTimeoutMs: number;
  readonly maximumAttempts: number;
  readonly backoff: Backoff;
  readonly longestRetryAfterMs: number;
  readonly limits: Readonly<Record<LimitName, Limit>>;
  readonly onWarning: (warning: string, requestId: string | undefined) => void;
}

const ERROR_BODY_BYTES = 1 << 20;
const NEVER_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Requests with the key, the time limits, the rate limits and the retry policy of one client. */
export class Transport {
  readonly options: TransportOptions;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #limiters: ReadonlyMap<LimitName, RateLimiter>;

  constructor(options: TransportOptions) {
    this.options = options;
    const isLoopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(options.baseUrl.hostname);
    if (options.baseUrl.protocol !== 'https:' && !isLoopback) {
      throw new DatabentoError('usage', 'the key travels only over https, or to this machine itself');
    }
    const agentOptions = { keepAlive: true, maxSockets: 100 };
    this.#agent =
      options.baseUrl.protocol === 'https:' ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
    this.#limiters = new Map(
      Object.entries(options.limits).map(([name, limit]) => [
        name as LimitName,
        new RateLimiter(limit, options.clock),
      ]),
    );
  }

  /** Ends idle connections. */
  close(): void {
    this.#agent.destroy();
  }

  /**
   * Sends a request until it is answered well or may not be sent again.
   * @throws DatabentoError `http`, `network`, `timeout`, `aborted`
   */
  async send(plan: RequestPlan): Promise<Answer> {
    const { clock, maximumAttempts, backoff, random, longestRetryAfterMs } = this.options;
    for (let attempt = 1; ; attempt++) {
      throwIfAborted(plan.signal);
      if (plan.limit !== undefined) await this.#limiters.get(plan.limit)?.turn(plan.signal);
      try {
        return await this.#sendOnce(plan);
      } catch (error) {
        if (
          !(error instanceof DatabentoError) ||
          attempt >= maximumAttempts ||
          !mayRepeat(plan.policy, error)
        )
          throw error;
        const asked = (error.retryAfterSeconds ?? (error.status === 429 ? 1 : 0)) * 1000;
        if (asked > longestRetryAfterMs) throw error;
        await delay(clock, Math.max(asked, backoffDelayMs(backoff, attempt, random)), plan.signal);
      }
    }
  }

  /** Sends a request and reads its answer as JSON. @throws also DatabentoError `protocol` */
  async json(plan: RequestPlan): Promise<unknown> {
    const answer = await this.send(plan);
    const text = await readText(answer.body, Number.POSITIVE_INFINITY);
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new DatabentoError('protocol', `the answer of ${plan.path} is not JSON`, {
        cause,
        ...(answer.requestId === undefined ? {} : { requestId: answer.requestId }),
      });
    }
  }

  async #sendOnce(plan: RequestPlan): Promise<Answer> {
    const message = await this.#exchange(plan);
    const status = message.statusCode ?? 0;
    const requestId = headerText(message, 'request-id');
    const body = this.#body(message, plan);
    if (status !== 200 && status !== 206) {
      const retryAfter = headerText(message, 'retry-after');
      throw errorOfAnswer({
        status,
        body: await readText(body, ERROR_BODY_BYTES),
        requestId,
        retryAfterSeconds: retryAfter === undefined ? undefined : this.#secondsUntil(retryAfter),
      });
    }
    const warnings = warningsOf(headerText(message, 'x-warning'));
    for (const warning of warnings) this.options.onWarning(warning, requestId);
    return { status, requestId, warnings, headers: message.headers, body };
  }

  /** `Retry-After` holds seconds or an HTTP date. */
  #secondsUntil(retryAfter: string): number | undefined {
    if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter);
    const at = Date.parse(retryAfter);
    return Number.isNaN(at) ? undefined : Math.max(0, (at - this.options.clock.now()) / 1000);
  }

  #exchange(plan: RequestPlan): Promise<IncomingMessage> {
    const { key, userAgent, clock, connectTimeoutMs, firstByteTimeoutMs } = this.options;
    const url = this.#urlOf(plan);
    const form = plan.method === 'POST' ? new URLSearchParams(plan.fields ?? {}).toString() : undefined;
    const headers: Record<string, string> = {
      authorization: key.basicAuthorization(),
      'user-agent': userAgent,
      accept: plan.accept ?? 'application/json',
      ...plan.headers,
    };
    if (form !== undefined) {
      headers['content-type'] = 'application/x-www-form-urlencoded';
      headers['content-length'] = String(Buffer.byteLength(form));
    }
    return new Promise((resolve, reject) => {
      const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
      // A connection kept from before may be closed by the server just now, and then nobody knows whether the request
      // was served. What is billed gets a connection of its own.
      const agent = plan.policy === 'idempotent' ? this.#agent : false;
      const request = send(url, { method: plan.method, headers, agent });
      const timeOut = (what: string, afterMs: number) => () =>
        request.destroy(
          new DatabentoError('timeout', `${what} within ${afterMs / 1000} s`, { isRetryable: true }),
        );
      let cancelTimer = clock.after(
        connectTimeoutMs,
        timeOut(`no connection to ${url.host}`, connectTimeoutMs),
      );
      const waitForAnswer = (): void => {
        cancelTimer();
        cancelTimer = clock.after(
          firstByteTimeoutMs,
          timeOut(`no answer to ${plan.path}`, firstByteTimeoutMs),
        );
      };
      const abort = (): void => {
        request.destroy(abortedError(plan.signal));
      };
      plan.signal?.addEventListener('abort', abort, { once: true });
      const settle = (): void => {
        cancelTimer();
        plan.signal?.removeEventListener('abort', abort);
      };
      request.once('socket', (socket) => {
        if (!socket.connecting) waitForAnswer();
        else socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', waitForAnswer);
      });
      request.once('response', (message) => {
        settle();
        resolve(message);
      });
      request.on('error', (error) => {
        settle();
        reject(networkError(error, `no answer to ${plan.path} from ${url.host}`));
      });
      request.end(form);
    });
  }

  /** The key goes to the configured host and to the vendor's own hosts, and to nobody else. */
  #urlOf(plan: RequestPlan): URL {
    const { baseUrl } = this.options;
    const base = baseUrl.href.endsWith('/') ? baseUrl.href : `${baseUrl.href}/`;
    const url = /^https?:/.test(plan.path) ? new URL(plan.path) : new URL(`v0/${plan.path}`, base);
    const isOurs = url.host === baseUrl.host && url.protocol === baseUrl.protocol;
    const isVendor = url.protocol === 'https:' && url.hostname.endsWith('.databento.com');
    if (!isOurs && !isVendor) {
      throw new DatabentoError('protocol', `refused to send the key to ${url.protocol}//${url.host}`);
    }
    if (plan.method === 'GET') {
      for (const [name, value] of Object.entries(plan.fields ?? {})) url.searchParams.set(name, value);
    }
    return url;
  }

  async *#body(message: IncomingMessage, plan: RequestPlan): AsyncGenerator<Uint8Array, void, undefined> {
    const { clock, idleTimeoutMs } = this.options;
    let received = 0;
    const arm = (): (() => void) =>
      clock.after(idleTimeoutMs, () =>
        message.destroy(
          new DatabentoError(
            'timeout',
            `${plan.path} sent nothing for ${idleTimeoutMs / 1000} s after byte ${received}`,
          ),
        ),
      );
    const abort = (): void => {
      message.destroy(abortedError(plan.signal));
    };
    plan.signal?.addEventListener('abort', abort, { once: true });
    if (plan.signal?.aborted === true) abort();
    let cancelTimer = arm();
    try {
      for await (const chunk of message) {
        cancelTimer();
        received += (chunk as Uint8Array).length;
        yield chunk as Uint8Array;
        cancelTimer = arm();
      }
    } catch (error) {
      throw networkError(error, `the body of ${plan.path} broke off after byte ${received}`, received);
    } finally {
      cancelTimer();
      plan.signal?.removeEventListener('abort', abort);
    }
  }
}

function mayRepeat(policy: RetryPolicy, error: DatabentoError): boolean {
  if (!error.isRetryable) return false;
  const wasNeverSent = error.kind === 'network' && NEVER_SENT.has(causeCode(error.cause));
  switch (policy) {
    case 'idempotent':
      return true;
    case 'billed':
      return error.kind === 'http' || wasNeverSent;
    case 'once':
      return error.status === 429 || wasNeverSent;
  }
}

function causeCode(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : '';
}

function networkError(error: unknown, what: string, byteOffset?: number): DatabentoError {
  if (error instanceof DatabentoError) return error;
  const reason = causeCode(error) || (error instanceof Error ? error.message : String(error));
  return new DatabentoError('network', `${what}: ${reason}`, {
    cause: error,
    isRetryable: true,
    ...(byteOffset === undefined ? {} : { byteOffset }),
  });
}

function headerText(message: IncomingMessage, name: string): string | undefined {
  const value = message.headers[name];
  return Array.isArray(value) ? value.join(', ') : value;
}

/** `X-Warning` is a JSON list of text; one that cannot be read is handed on as it is and fails nothing. */
function warningsOf(header: string | undefined): readonly string[] {
  if (header === undefined) return [];
  try {
    const parsed: unknown = JSON.parse(header);
    if (Array.isArray(parsed))
      return parsed.map((item) => (typeof item === 'string' ? item : JSON.stringify(item)));
  } catch {
    // Not JSON: shown as text below.
  }
  return [header];
}

async function readText(body: AsyncIterable<Uint8Array>, limitBytes: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length >= limitBytes) break;
  }
  return Buffer.concat(chunks).toString('utf8');
}
