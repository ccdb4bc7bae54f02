import { join } from 'node:path';
import type { ApiKey } from '../../databento/apiKey.ts';
import type { SubscribeQuery } from '../../databento/live/subscription.ts';
import { ALL_SYMBOLS } from '../../databento/symbols.ts';
import { suggestion, TapebenchError } from '../../errors.ts';
import { startGateway } from '../../gateway/startGateway.ts';
import { catalogueSource } from '../../gateway/store/catalogueSource.ts';
import type { MissingBars } from '../../live/missingBars.ts';
import { MINUTE_MS } from '../../market/bars.ts';
import { sessionAtOrAfter } from '../../market/calendar.ts';
import { DAY_MS } from '../../market/dates.ts';
import { type Dataset, loadDataset } from '../../sources/catalogue/load.ts';
import { findDatabentoKey, requireDatabentoKey } from '../../sources/databentoKey.ts';
import { DayCache } from '../../sources/fetch/dayCache.ts';
import { historicalClient, LOOPBACK, LOOPBACK_KEY } from '../../sources/fetch/endpoint.ts';
import { translateDatabento } from '../../sources/fetch/failure.ts';
import { sliceTape } from '../../sources/tapeSlice.ts';
import { loopbackKey } from '../databento.ts';
import type { CostLimit } from '../fetching.ts';
import { note } from '../terminal.ts';
import { LiveHistory } from './liveHistory.ts';
import type { Beginning, Prove } from './liveSession.ts';

const SYNTHETIC = 'synthetic-es';
/** History that a replayed market is begun on: a month holds more than any window of the strategies here. */
const WARM_UP_DAYS = 31;
/** `--warmup` for a session without history. */
const NO_WARM_UP = 'none';
/** The feed is asked for the last minutes of the history as well, to see that both are the same. */
const OVERLAP_MS = 5 * MINUTE_MS;
const DATASET = 'GLBX.MDP3';

export interface SourceOptions {
  readonly speed: number;
  /** Where a replayed market begins, UTC ms. */
  readonly fromMs: number | undefined;
  readonly warmUp: string | undefined;
  readonly instrument: string;
  readonly directories: readonly string[];
  readonly history: HistoryRequest;
}

/** How a session of a served market gets its history. */
export interface HistoryRequest {
  /** Where the Historical API of a gateway listens. */
  readonly httpPort: number;
  readonly cost: CostLimit;
  readonly longestTradeDates: number;
  /** Folder of the catalogue; the cache of paid days is in it. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Where a client connects to, and for what. */
export interface Feed {
  readonly key: ApiKey | string;
  readonly dataset: string;
  readonly gateway: { readonly host: string; readonly port: number } | undefined;
  readonly subscription: SubscribeQuery;
  /** When the data end, UTC ms; undefined for a market that goes on. */
  readonly endMs: number | undefined;
  /** How long ago a moment of the market was, milliseconds of the clock, where it can be known. */
  readonly ageMs: ((time: number) => number) | undefined;
  /** What the history has from a moment (UTC ms) on, for what the feed no longer has. */
  readonly missing?: (from: number) => Promise<MissingBars | undefined>;
  readonly close: () => Promise<void>;
}

/** A market to follow. */
export interface LiveSource {
  /** As it is named in the session's setup. */
  readonly name: string;
  readonly isSimulation: boolean;
  readonly begin: (prove: Prove) => Promise<Beginning>;
  /**
   * Opens the way to it.
   * @param judgesFrom of the session's setup
   * @param completeUntil up to where the session has all bars, -Infinity at first
   */
  readonly open: (judgesFrom: number, completeUntil: number) => Promise<Feed>;
}

/** The source that is meant when none is named: Databento with a key, the synthetic market without. */
export function defaultSource(): string {
  return findDatabentoKey(process.env, '.') === undefined ? 'synthetic' : 'databento';
}

/**
 * Reads `--source`.
 * @throws TapebenchError TB_USAGE, TB_KEY_MISSING
 */
export function liveSource(text: string, options: SourceOptions): LiveSource {
  const [kind, ...rest] = text.split(':');
  const detail = rest.join(':');
  switch (kind) {
    case 'synthetic':
      return replayed('synthetic', SYNTHETIC, options);
    case 'replay':
      if (detail !== '') return replayed(text, detail, options);
      break;
    case 'gateway': {
      const address = /^([\w.-]+):(\d{1,5})$/.exec(detail || `${LOOPBACK.host}:${LOOPBACK.livePort}`);
      if (address !== null) {
        const gateway = { host: address[1]!, port: Number(address[2]) };
        return served('gateway', loopbackKey(), gateway, options);
      }
      break;
    }
    case 'databento':
      return served('databento', requireDatabentoKey(process.env, '.'), undefined, options);
  }
  const near = suggestion(kind!, ['synthetic', 'replay', 'gateway', 'databento']);
  throw new TapebenchError('TB_USAGE', `--source ${JSON.stringify(text)} is no market to follow`, {
    next: `Give synthetic, replay:DATASET, gateway, gateway:HOST:PORT or databento.${near === undefined || near === kind ? '' : ` Did you mean ${near}?`}`,
  });
}

/** A dataset, played by a gateway in this process and followed over the loopback by the client of the vendor's protocol. */
function replayed(name: string, dataset: string, options: SourceOptions): LiveSource {
  const { directories, speed, fromMs } = options;
  let loading: Promise<Dataset> | undefined;
  const load = (): Promise<Dataset> => {
    loading ??= loadDataset(dataset, { directories });
    return loading;
  };
  return {
    name,
    isSimulation: true,
    begin: async () => {
      const { tape, from, to, isSynthetic } = await load();
      const judgesFrom = fromMs ?? openingAfter(from + (to - from) * 0.75);
      if (!(judgesFrom >= from && judgesFrom <= to)) {
        throw new TapebenchError('TB_DATE_INVALID', `${dataset} has no bars at the moment of --from`, {
          next: `Give a moment from ${new Date(from).toISOString()} to ${new Date(to).toISOString()}.`,
        });
      }
      const own = { instrument: tape.instrument.root, isSynthetic, judgesFrom };
      if (options.warmUp === NO_WARM_UP) return { ...own, warmUp: undefined };
      if (options.warmUp !== undefined)
        return { ...own, warmUp: await datasetUntil(options.warmUp, directories, judgesFrom) };
      const warmUp = sliceTape(tape, judgesFrom - WARM_UP_DAYS * DAY_MS, judgesFrom);
      return { ...own, warmUp: warmUp.rows.length === 0 ? undefined : warmUp, historyUntil: judgesFrom };
    },
    open: async (judgesFrom, completeUntil) => {
      const startMs = Math.max(judgesFrom, completeUntil);
      const isPaced = speed > 0;
      const gateway = await startGateway({
        data: await catalogueSource(dataset, directories),
        key: LOOPBACK_KEY,
        // A market that runs fast may be days ahead before a client has connected.
        replayHours: Number.POSITIVE_INFINITY,
        ...(isPaced ? { speed, startMs } : {}),
      });
      return {
        key: LOOPBACK_KEY,
        dataset: gateway.dataset,
        gateway: gateway.live,
        subscription: {
          schema: 'ohlcv-1m',
          stypeIn: 'raw_symbol',
          symbols: ALL_SYMBOLS,
          start: BigInt(startMs) * 1_000_000n,
        },
        endMs: gateway.endMs,
        ageMs: isPaced ? (time) => (gateway.marketMs() - time) / speed : undefined,
        close: () => gateway.close(),
      };
    },
  };
}

/** A gateway that somebody else runs: the vendor's, or one on this machine. */
function served(
  name: 'gateway' | 'databento',
  key: ApiKey | string,
  gateway: { readonly host: string; readonly port: number } | undefined,
  options: SourceOptions,
): LiveSource {
  const { instrument } = options;
  const now = gateway === undefined ? (): number => Date.now() : undefined;
  return {
    name,
    isSimulation: gateway !== undefined,
    begin: async (prove) => {
      const own = { instrument, isSynthetic: false };
      // The time of another's market is not known here; what comes after the history is then judged.
      const begun = now === undefined ? undefined : Math.floor(now() / MINUTE_MS) * MINUTE_MS;
      if (options.warmUp === NO_WARM_UP) return { ...own, judgesFrom: begun, warmUp: undefined };
      if (options.warmUp !== undefined) {
        const latest = begun ?? Number.POSITIVE_INFINITY;
        const warmUp = await datasetUntil(options.warmUp, options.directories, latest);
        const end = warmUp.rows.time[warmUp.rows.length - 1]! + MINUTE_MS;
        return { ...own, judgesFrom: begun ?? end, warmUp, historyUntil: end };
      }
      const { tape, until } = await withHistory(key, gateway, now, options, (history) =>
        history.warmUp(prove, options.history.longestTradeDates),
      );
      return {
        ...own,
        judgesFrom: begun ?? until,
        warmUp: tape,
        ...(tape === undefined ? {} : { historyUntil: until }),
      };
    },
    open: (_, completeUntil) =>
      Promise.resolve({
        key,
        dataset: DATASET,
        gateway,
        subscription: {
          schema: 'ohlcv-1m',
          stypeIn: 'parent',
          symbols: `${instrument}.FUT`,
          // What lies between the history and now is asked for, so that nothing is missing and nothing is double.
          ...(Number.isFinite(completeUntil)
            ? { start: BigInt(completeUntil - OVERLAP_MS) * 1_000_000n }
            : {}),
        },
        endMs: undefined,
        ageMs: now === undefined ? undefined : (time) => now() - time,
        missing: (from) => withHistory(key, gateway, now, options, (history) => history.missing(from)),
        close: () => Promise.resolve(),
      }),
  };
}

/** Asks the Historical API of a served market. @throws TapebenchError, with what to do when there is no such API */
async function withHistory<T>(
  key: ApiKey | string,
  gateway: { readonly host: string; readonly port: number } | undefined,
  now: (() => number) | undefined,
  { instrument, history }: SourceOptions,
  ask: (history: LiveHistory) => Promise<T>,
): Promise<T> {
  const isLoopback = gateway !== undefined;
  const address =
    gateway === undefined
      ? undefined
      : { host: gateway.host, httpPort: history.httpPort, livePort: gateway.port };
  const client = historicalClient(key, address, (warning) => note(`Databento: ${warning}`));
  const cache = new DayCache(join(history.folder, 'cache', isLoopback ? 'gateway' : 'databento'));
  const { cost, signal } = history;
  try {
    return await ask(
      new LiveHistory({ client, cache, dataset: DATASET, instrument, cost, isLoopback, now, signal }),
    );
  } catch (error) {
    throw translateDatabento(error, { isLoopback, kept: 'the session is as it was' });
  } finally {
    client.close();
  }
}

async function datasetUntil(
  dataset: string,
  directories: readonly string[],
  until: number,
): Promise<Dataset['tape']> {
  const { tape } = await loadDataset(dataset, { directories });
  const cut = sliceTape(tape, Number.NEGATIVE_INFINITY, until);
  if (cut.rows.length > 0) return cut;
  throw new TapebenchError('TB_DATA_EMPTY', `${dataset} has no bars before the session begins`, {
    next: 'Give history that ends before it: --warmup DATASET',
  });
}

/** Half an hour before the regular session that is or comes next at a moment. */
function openingAfter(time: number): number {
  let session = sessionAtOrAfter(time);
  while (Number.isNaN(session.regularOpen)) session = sessionAtOrAfter(session.globexClose);
  return session.regularOpen - 30 * MINUTE_MS;
}
