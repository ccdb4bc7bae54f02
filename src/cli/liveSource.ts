import type { ApiKey } from '../databento/apiKey.ts';
import type { SubscribeQuery } from '../databento/live/subscription.ts';
import { ALL_SYMBOLS } from '../databento/symbols.ts';
import { suggestion, TapebenchError } from '../errors.ts';
import { startGateway } from '../gateway/startGateway.ts';
import { catalogueSource } from '../gateway/store/catalogueSource.ts';
import { MINUTE_MS } from '../market/bars.ts';
import { sessionAtOrAfter } from '../market/calendar.ts';
import { DAY_MS } from '../market/dates.ts';
import { type Dataset, loadDataset } from '../sources/catalogue/load.ts';
import { findDatabentoKey, requireDatabentoKey } from '../sources/databentoKey.ts';
import { LOOPBACK, LOOPBACK_KEY } from '../sources/fetch/endpoint.ts';
import { sliceTape } from '../sources/tapeSlice.ts';
import { loopbackKey } from './databento.ts';
import type { Beginning } from './liveSession.ts';

const SYNTHETIC = 'synthetic-es';
/** History that a replayed market is begun on: a month holds more than any window of the strategies here. */
const WARM_UP_DAYS = 31;
/** The vendor replays at most the last day. */
const LONGEST_REPLAY_MS = 23 * 3_600_000;

export interface SourceOptions {
  readonly speed: number;
  /** Where a replayed market begins, UTC ms. */
  readonly fromMs: number | undefined;
  readonly warmUp: string | undefined;
  readonly instrument: string;
  readonly directories: readonly string[];
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
  readonly close: () => Promise<void>;
}

/** A market to follow. */
export interface LiveSource {
  /** As it is named in the session's setup. */
  readonly name: string;
  readonly isSimulation: boolean;
  readonly begin: () => Promise<Beginning>;
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
      const warmUp =
        options.warmUp === undefined
          ? sliceTape(tape, judgesFrom - WARM_UP_DAYS * DAY_MS, judgesFrom)
          : await history(options.warmUp, directories, judgesFrom);
      return {
        instrument: tape.instrument.root,
        isSynthetic,
        judgesFrom,
        warmUp: warmUp.rows.length === 0 ? undefined : warmUp,
      };
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
  const isVendor = gateway === undefined;
  return {
    name,
    isSimulation: !isVendor,
    begin: async () => {
      const now = isVendor ? Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS : undefined;
      const warmUp =
        options.warmUp === undefined
          ? undefined
          : await history(options.warmUp, options.directories, now ?? Number.POSITIVE_INFINITY);
      const end = warmUp === undefined ? undefined : warmUp.rows.time[warmUp.rows.length - 1]! + MINUTE_MS;
      // The time of another's market is not known here; what comes after the history is then judged.
      return { instrument, isSynthetic: false, judgesFrom: now ?? end, warmUp };
    },
    open: (_, completeUntil) => {
      // What lies between the history and now is asked for, so that nothing is missing and nothing is double.
      const isWithinReplay = !isVendor || Date.now() - completeUntil < LONGEST_REPLAY_MS;
      const start =
        Number.isFinite(completeUntil) && isWithinReplay ? { start: BigInt(completeUntil) * 1_000_000n } : {};
      return Promise.resolve({
        key,
        dataset: 'GLBX.MDP3',
        gateway,
        subscription: { schema: 'ohlcv-1m', stypeIn: 'parent', symbols: `${instrument}.FUT`, ...start },
        endMs: undefined,
        ageMs: isVendor ? (time) => Date.now() - time : undefined,
        close: () => Promise.resolve(),
      });
    },
  };
}

async function history(
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
