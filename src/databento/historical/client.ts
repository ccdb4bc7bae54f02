import { ApiKey } from '../apiKey.ts';
import type { Backoff } from '../backoff.ts';
import { type Clock, systemClock } from '../clock.ts';
import { seededRandom } from '../random.ts';
import { BatchEndpoints } from './batch.ts';
import { MetadataEndpoints } from './metadata.ts';
import { type Limit, type LimitName, OFFICIAL_LIMITS } from './rateLimit.ts';
import { SymbologyEndpoints } from './symbology.ts';
import { TimeseriesEndpoints } from './timeseries.ts';
import { Transport } from './transport.ts';

export const HISTORICAL_URL = 'https://hist.databento.com/';
export const USER_AGENT = 'tapebench/0.1.0';

export interface HistoricalOptions {
  readonly key: ApiKey | string;
  /** Another server, e.g. the gateway on loopback. Only https, or plain http to this machine. */
  readonly baseUrl?: string;
  /** To connect; 10 s when absent. */
  readonly connectTimeoutMs?: number;
  /** From the request to the first byte of its answer, which for a large query can be minutes; 15 min when absent. */
  readonly firstByteTimeoutMs?: number;
  /** Between two chunks of a body; 2 min when absent. */
  readonly idleTimeoutMs?: number;
  /** How often a request is sent in all while its policy allows; 5 when absent. */
  readonly maximumAttempts?: number;
  readonly backoff?: Backoff;
  /** A `Retry-After` that is longer ends the call with its error; 2 min when absent. */
  readonly longestRetryAfterMs?: number;
  readonly limits?: Partial<Readonly<Record<LimitName, Limit>>>;
  /** Called for each `X-Warning` of the server; written to standard error when absent. */
  readonly onWarning?: (warning: string, requestId: string | undefined) => void;
  readonly clock?: Clock;
  /** Seed of the jitter between attempts. */
  readonly seed?: number;
}

/**
 * A client of the Historical API: `timeseries`, `metadata`, `symbology` and `batch`, with the official clients' names in
 * camel case. Everything that fails does so with a `DatabentoError`.
 */
export class Historical {
  readonly timeseries: TimeseriesEndpoints;
  readonly metadata: MetadataEndpoints;
  readonly symbology: SymbologyEndpoints;
  readonly batch: BatchEndpoints;
  readonly #transport: Transport;

  /** @throws DatabentoError `key` for a text that is no key, `usage` for a base URL to which the key must not go */
  constructor(options: HistoricalOptions) {
    this.#transport = new Transport({
      key: ApiKey.from(options.key),
      baseUrl: new URL(options.baseUrl ?? HISTORICAL_URL),
      clock: options.clock ?? systemClock,
      random: seededRandom(options.seed ?? process.pid),
      userAgent: USER_AGENT,
      connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
      firstByteTimeoutMs: options.firstByteTimeoutMs ?? 900_000,
      idleTimeoutMs: options.idleTimeoutMs ?? 120_000,
      maximumAttempts: options.maximumAttempts ?? 5,
      backoff: options.backoff ?? { firstMs: 1000, longestMs: 30_000, shortestMs: 100 },
      longestRetryAfterMs: options.longestRetryAfterMs ?? 120_000,
      limits: { ...OFFICIAL_LIMITS, ...options.limits },
      onWarning:
        options.onWarning ??
        ((warning, requestId) =>
          process.stderr.write(`Databento: ${warning} (request ${requestId ?? 'unknown'})\n`)),
    });
    this.timeseries = new TimeseriesEndpoints(this.#transport);
    this.metadata = new MetadataEndpoints(this.#transport);
    this.symbology = new SymbologyEndpoints(this.#transport);
    this.batch = new BatchEndpoints(this.#transport);
  }

  /** Ends the connections that are kept open between requests. */
  close(): void {
    this.#transport.close();
  }
}
