import {
  type DbnRecord,
  Live,
  type LiveEvent,
  type LiveOptions,
  type SubscribeQuery,
} from '../../../src/databento/index.ts';
import type { Fault } from '../../../src/gateway/faults.ts';
import { type Gateway, type GatewayOptions, startGateway } from '../../../src/gateway/startGateway.ts';
import { ManualClock, settle } from '../../gateway/manualClock.ts';
import { KEY, type MarketOptions, market } from '../../gateway/market.ts';

export const ALL_OF_ES: SubscribeQuery = {
  schema: 'ohlcv-1m',
  stypeIn: 'parent',
  symbols: 'ES.FUT',
  start: 0n,
};

export interface LiveBenchOptions {
  readonly market?: MarketOptions;
  readonly faults?: readonly Fault[];
  readonly gateway?: Partial<GatewayOptions>;
  readonly live?: Partial<LiveOptions>;
}

/** A gateway, a client of it, and the clock that both live by. */
export class LiveBench {
  readonly clock: ManualClock = new ManualClock();
  readonly lines: string[] = [];
  gateway!: Gateway;
  live!: Live;
  sessions = 0;

  static async open(options: LiveBenchOptions = {}): Promise<LiveBench> {
    const bench = new LiveBench();
    bench.gateway = await startGateway({
      data: market(options.market ?? { minutesADay: 60 }),
      key: KEY,
      clock: bench.clock,
      faults: options.faults ?? [],
      onLine: (line) => bench.lines.push(line),
      onSession: (event) => {
        if (event === 'opened') bench.sessions += 1;
      },
      ...options.gateway,
    });
    bench.live = bench.client(options.live);
    return bench;
  }

  client(options: Partial<LiveOptions> = {}): Live {
    return new Live({
      key: KEY,
      dataset: 'GLBX.MDP3',
      gateway: this.gateway.live,
      clock: this.clock,
      seed: 1,
      ...options,
    });
  }

  /** Subscribes and starts, turning the clock until the stream has begun or failed. */
  async start(query: SubscribeQuery = ALL_OF_ES): Promise<void> {
    this.live.subscribe(query);
    await settle(this.clock, this.live.start());
  }

  /** Events until the predicate holds of one, that one included, turning the clock while waiting. */
  async until(
    predicate: (event: LiveEvent, all: readonly LiveEvent[]) => boolean,
    stepMs = 250,
  ): Promise<LiveEvent[]> {
    const events: LiveEvent[] = [];
    const collecting = (async (): Promise<LiveEvent[]> => {
      for await (const event of this.live) {
        events.push(event);
        if (predicate(event, events)) break;
      }
      return events;
    })();
    return settle(this.clock, collecting, stepMs);
  }

  /** Everything up to the replay's end. */
  untilReplayed(): Promise<LiveEvent[]> {
    return this.until((event) => event.kind === 'replay-completed');
  }

  async close(): Promise<void> {
    this.live.stop();
    await this.gateway.close();
  }
}

export function recordsOf(events: readonly LiveEvent[]): DbnRecord[] {
  return events.flatMap((event) => (event.kind === 'record' ? [event.record] : []));
}

/** A bar as instrument and minute of the day: `101@7`. */
export function barName(record: DbnRecord): string {
  return `${record.instrumentId}@${(record.tsEvent / 60_000_000_000n) % 1440n}`;
}

export function barNames(events: readonly LiveEvent[]): string[] {
  return recordsOf(events).map(barName);
}

/** The names of all bars of `market({ minutesADay })`, in their order. */
export function expectedBars(minutes: number): string[] {
  const names: string[] = [];
  for (let minute = 0; minute < minutes; minute++) {
    names.push(`101@${minute}`);
    if (minute % 3 === 1) names.push(`102@${minute}`);
    if (minute % 10 === 0) names.push(`103@${minute}`);
  }
  return names;
}
