import type { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer as createTcpServer, type Socket, type Server as TcpServer } from 'node:net';
import { ApiKey } from '../databento/apiKey.ts';
import { type Clock, systemClock } from '../databento/clock.ts';
import { ClockFace } from './clockFace.ts';
import { type Fault, FaultPlan } from './faults.ts';
import { createHistoricalServer, type ServedRequest } from './http/server.ts';
import { LiveSession } from './live/session.ts';
import { type GatewaySource, openGatewayData } from './store/gatewayData.ts';

export interface GatewayOptions {
  readonly data: GatewaySource;
  /** What the dataset is called, e.g. `GLBX.MDP3`; what its metadata say when absent. */
  readonly dataset?: string;
  /** The key that clients must have. */
  readonly key: ApiKey | string;
  /** How many times as fast as the clock the market runs; as fast as it is taken when absent. */
  readonly speed?: number;
  /**
   * Where in the data the market's time begins, UTC ms, or how to choose it from where they start and end; at their start
   * when absent. With a finite speed only.
   */
  readonly startMs?: number | ((data: { readonly startMs: number; readonly endMs: number }) => number);
  readonly faults?: readonly Fault[];
  /** Seed of the faults that have a probability. */
  readonly seed?: number;
  readonly clock?: Clock;
  /** Loopback when absent; the protocol of the live gateway is not encrypted. */
  readonly host?: string;
  /** Chosen by the system when absent. */
  readonly httpPort?: number;
  readonly livePort?: number;
  /** How far back a live session may ask to be replayed; 24 when absent. */
  readonly replayHours?: number;
  /** Bytes that are held for a slow client before it is warned; 16 MiB when absent. */
  readonly backlogBytes?: number;
  /** The vendor's word on single days, `YYYY-MM-DD`; days with records are `available` when absent. */
  readonly conditions?: Readonly<Record<string, string>>;
  readonly onRequest?: (request: ServedRequest) => void;
  /** Told of each line that a live client sends, with the number of its session. */
  readonly onLine?: (line: string, session: number) => void;
  readonly onSession?: (event: 'opened' | 'closed', session: number) => void;
}

export interface Gateway {
  /** The base URL for a Historical client. */
  readonly httpUrl: string;
  /** The address for a Live client. */
  readonly live: { readonly host: string; readonly port: number };
  readonly dataset: string;
  readonly schemas: readonly string[];
  readonly startMs: number;
  readonly endMs: number;
  /** The market's time now, UTC ms. */
  marketMs(): number;
  /** Live connections at this moment. */
  liveConnections(): number;
  /** Ends every connection and both servers. */
  close(): Promise<void>;
}

/**
 * Serves a dataset by the protocols of the Historical and of the Live API, for tests and for developing without an account.
 * The key is verified as the vendor does, by Basic authentication and by the challenge.
 * @throws TapebenchError, DatabentoError when the data cannot be served, or the address not be used
 */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
  const clock = options.clock ?? systemClock;
  const key = ApiKey.from(options.key);
  const data = await openGatewayData(options.data, options.dataset);
  const speed = options.speed ?? Number.POSITIVE_INFINITY;
  const opening = typeof options.startMs === 'function' ? options.startMs(data) : options.startMs;
  const face = new ClockFace(clock, speed, opening ?? data.startMs, data.endMs);
  const faults = new FaultPlan(options.faults ?? [], options.seed ?? 0);
  const host = options.host ?? '127.0.0.1';
  const available = (): { start: bigint; end: bigint } => ({
    start: BigInt(data.startMs) * 1_000_000n,
    end: BigInt(Math.floor(Math.min(face.marketMs(), data.endMs))) * 1_000_000n,
  });

  const http = createHistoricalServer({
    data,
    key,
    faults,
    available,
    nowMs: () => face.marketMs(),
    conditions: options.conditions ?? {},
    onRequest: options.onRequest ?? (() => {}),
  });
  const sockets = new Set<Socket>();
  let sessions = 0;
  const live = createTcpServer((socket) => {
    sessions += 1;
    const session = sessions;
    sockets.add(socket);
    options.onSession?.('opened', session);
    socket.once('close', () => {
      sockets.delete(socket);
      options.onSession?.('closed', session);
    });
    new LiveSession(socket, {
      data,
      key,
      face,
      clock,
      faults,
      sessionId: String(session),
      replayHours: options.replayHours ?? 24,
      backlogBytes: options.backlogBytes ?? 16 << 20,
      onLine: (line) => options.onLine?.(line, session),
    })
      .greet()
      .catch(() => socket.destroy());
  });

  await listen(http, options.httpPort ?? 0, host);
  await listen(live, options.livePort ?? 0, host);
  const httpPort = (http.address() as AddressInfo).port;
  const livePort = (live.address() as AddressInfo).port;
  return {
    httpUrl: `http://${host}:${httpPort}/`,
    live: { host, port: livePort },
    dataset: data.dataset,
    schemas: data.schemas,
    startMs: data.startMs,
    endMs: data.endMs,
    marketMs: () => face.marketMs(),
    liveConnections: () => sockets.size,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      http.closeAllConnections();
      await Promise.all([closed(http), closed(live)]);
    },
  };
}

function listen(server: HttpServer | TcpServer, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: HttpServer | TcpServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
