import { readdirSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { type Clock, systemClock } from '../src/databento/clock.ts';
import { Live } from '../src/databento/live/client.ts';
import { type Gateway, startGateway } from '../src/gateway/startGateway.ts';
import type { GatewaySource } from '../src/gateway/store/gatewayData.ts';
import { PaperSession } from '../src/live/paperSession.ts';
import type { PipelineSetup } from '../src/live/pipeline.ts';
import { MINUTE_MS } from '../src/market/bars.ts';
import { tradeDateOf } from '../src/market/calendar.ts';

const KEY = 'db-soakbench0000000000000000000B';
/** Market milliseconds that a millisecond of the gateway's clock is. */
const SPEED = 60_000;
/** On the gateway's clock: five days of the market. */
const LONGEST_CLOSURE_MS = 5 * 24 * 60;
/** A new day of a closed market ends no minute: after so long without one it is gone on. */
const SILENCE_MS = 250;

export interface SoakOptions {
  readonly data: GatewaySource;
  readonly setup: PipelineSetup;
  /** A new folder for the session. */
  readonly folder: string;
}

/** What the process held when a trade date was over, garbage collected. */
export interface SoakSample {
  /** Day number. */
  readonly tradeDate: number;
  readonly heapBytes: number;
  readonly rssBytes: number;
  /** Memory outside of the heap: the columns of bars, and buffers. */
  readonly externalBytes: number;
  readonly openFiles: number;
  readonly timers: number;
  /** Records of the recording, and events of the journal, so far. */
  readonly records: number;
  readonly events: number;
}

export interface SoakResult {
  readonly samples: readonly SoakSample[];
  /** Milliseconds from a minute's arrival in the client until all was decided, on disk and said, a minute with bars each. */
  readonly minuteMs: Float64Array;
  /** The same until the block was printed, a recommendation each. */
  readonly recommendationMs: readonly number[];
  /** When the slowest minutes were over, UTC ms, and what they took, the slowest first. */
  readonly slowest: readonly { readonly time: number; readonly ms: number }[];
}

/**
 * A market that goes on minute by minute, each as soon as the one before has been dealt with, through the whole way of a
 * session: gateway, socket, client, recording, pipeline, journal and recommendations, all on disk.
 */
export async function soak({ data, setup, folder }: SoakOptions): Promise<SoakResult> {
  const clock = new StepClock();
  const gateway = await startGateway({ data, key: KEY, clock, speed: SPEED });
  const collectGarbage = garbageCollector();
  const samples: SoakSample[] = [];
  const minutes = new Minutes(Math.ceil((gateway.endMs - gateway.startMs) / MINUTE_MS));
  const recommendationMs: number[] = [];
  let arrivedAt = 0;
  let records = 0;
  const session = PaperSession.open({
    folder,
    pipeline: setup,
    clock: systemClock,
    graceMs: 60_000,
    print: (text) => {
      if (text.includes('TRADING RECOMMENDATION')) recommendationMs.push(performance.now() - arrivedAt);
    },
  });
  const { recording } = session;
  const append = recording.append.bind(recording);
  recording.append = (pieces) => {
    arrivedAt = performance.now();
    append(pieces);
  };
  const live = liveClient(gateway, session);
  await live.start();
  let silence: NodeJS.Timeout | undefined;
  // Once the session is back at its feed.
  const goOn = (): void => {
    clearTimeout(silence);
    silence = setTimeout(goOn, SILENCE_MS);
    setImmediate(() => clock.step());
  };
  goOn();
  let completeUntil = session.completeUntil;
  await session.follow(live, (until) => {
    if (until === completeUntil) return false;
    // A closed market says that its minutes are over, and nothing else.
    if (recording.records - records > 1) minutes.add(until, performance.now() - arrivedAt);
    records = recording.records;
    clearTimeout(silence);
    const wasOver = Number.isFinite(completeUntil) && tradeDateOf(until) !== tradeDateOf(completeUntil);
    if (wasOver) samples.push(sampleAt(tradeDateOf(completeUntil), session, collectGarbage));
    completeUntil = until;
    if (until + MINUTE_MS > gateway.marketMs()) goOn();
    return until >= gateway.endMs;
  });
  clearTimeout(silence);
  session.close();
  await gateway.close();
  return {
    samples,
    minuteMs: minutes.ms,
    recommendationMs,
    slowest: minutes.slowest(),
  };
}

function liveClient(gateway: Gateway, session: PaperSession): Live {
  const live = new Live({
    key: KEY,
    dataset: gateway.dataset,
    gateway: gateway.live,
    recording: session.recording,
  });
  live.subscribe({ schema: 'ohlcv-1m', stypeIn: 'parent', symbols: 'ES.FUT' });
  return live;
}

/**
 * A clock that goes on when it is told to, to the next moment that somebody waits for; not to a heartbeat, which is further
 * away than any market is closed for.
 */
class StepClock implements Clock {
  #nowMs = 0;
  #isDue = false;
  readonly #waiting = new Map<() => void, number>();

  now(): number {
    return this.#nowMs;
  }

  after(delayMs: number, callback: () => void): () => void {
    const own = (): void => callback();
    this.#waiting.set(own, this.#nowMs + delayMs);
    if (this.#isDue) setImmediate(() => this.#isDue && this.step());
    return () => this.#waiting.delete(own);
  }

  /** Goes on; when the market is not waiting yet, as soon as it does. */
  step(): void {
    const next = Math.min(...this.#waiting.values());
    this.#isDue = next - this.#nowMs > LONGEST_CLOSURE_MS;
    if (this.#isDue) return;
    this.#nowMs = Math.max(this.#nowMs, next);
    for (const [callback, at] of this.#waiting) {
      if (at > this.#nowMs) continue;
      this.#waiting.delete(callback);
      callback();
    }
  }
}

/** What each minute took, in columns of their final size: the measurement must not be what grows. */
class Minutes {
  readonly #time: Float64Array;
  readonly #ms: Float64Array;
  #length = 0;

  constructor(most: number) {
    this.#time = new Float64Array(most);
    this.#ms = new Float64Array(most);
  }

  get ms(): Float64Array {
    return this.#ms.subarray(0, this.#length);
  }

  add(time: number, ms: number): void {
    this.#time[this.#length] = time;
    this.#ms[this.#length] = ms;
    this.#length += 1;
  }

  slowest(): { readonly time: number; readonly ms: number }[] {
    const all = Array.from(this.ms, (ms, i) => ({ time: this.#time[i]!, ms }));
    return all.sort((a, b) => b.ms - a.ms).slice(0, 10);
  }
}

function sampleAt(tradeDate: number, session: PaperSession, collectGarbage: () => void): SoakSample {
  collectGarbage();
  const { heapUsed, rss, external } = process.memoryUsage();
  return {
    tradeDate,
    heapBytes: heapUsed,
    rssBytes: rss,
    externalBytes: external,
    openFiles: openFiles(),
    timers: process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length,
    records: session.recording.records,
    events: session.events,
  };
}

/** Where the system tells of them; 0 elsewhere. */
function openFiles(): number {
  return process.platform === 'linux' ? readdirSync('/proc/self/fd').length : 0;
}

function garbageCollector(): () => void {
  setFlagsFromString('--expose-gc');
  return runInNewContext('gc') as () => void;
}
