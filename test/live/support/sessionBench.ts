import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Live } from '../../../src/databento/index.ts';
import type { Fault } from '../../../src/gateway/faults.ts';
import { type Gateway, startGateway } from '../../../src/gateway/startGateway.ts';
import { PaperSession } from '../../../src/live/paperSession.ts';
import type { PipelineSetup } from '../../../src/live/pipeline.ts';
import type { PaperSessionOptions } from '../../../src/live/sessionOptions.ts';
import { MINUTE_MS } from '../../../src/market/bars.ts';
import type { Tape } from '../../../src/market/tape.ts';
import { ManualClock, settle } from '../../gateway/manualClock.ts';
import { KEY } from '../../gateway/market.ts';
import { livelySetup, servedAs } from './market.ts';

export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'tapebench-session-'));
}

/** A market on a loopback gateway, a folder for a session, and the clock that all live by. */
export class SessionBench {
  readonly folder: string = newFolder();
  readonly clock: ManualClock = new ManualClock();
  readonly printed: string[] = [];
  readonly setup: PipelineSetup;
  readonly endMs: number;
  readonly #gateway: Gateway;

  private constructor(gateway: Gateway, clock: ManualClock, setup: PipelineSetup, endMs: number) {
    this.#gateway = gateway;
    this.clock = clock;
    this.setup = setup;
    this.endMs = endMs;
  }

  static async open(
    tape: Tape,
    options: {
      readonly faults?: readonly Fault[];
      readonly seed?: number;
      readonly setup?: PipelineSetup;
    } = {},
  ): Promise<SessionBench> {
    const clock = new ManualClock();
    const { rows } = tape;
    const gateway = await startGateway({
      data: servedAs(tape),
      key: KEY,
      clock,
      faults: options.faults ?? [],
      seed: options.seed ?? 1,
    });
    const endMs = rows.time[rows.length - 1]! + MINUTE_MS;
    return new SessionBench(gateway, clock, options.setup ?? livelySetup(), endMs);
  }

  session(more: Partial<PaperSessionOptions> = {}): PaperSession {
    return PaperSession.open({
      folder: this.folder,
      pipeline: this.setup,
      clock: this.clock,
      graceMs: 3_600_000,
      print: (text) => this.printed.push(text),
      ...more,
    });
  }

  /** Lets a session follow a new client until the data end, or until so many events of the client have been taken. */
  async follow(session: PaperSession, mostEvents: number = Number.POSITIVE_INFINITY): Promise<void> {
    const live = new Live({
      key: KEY,
      dataset: 'GLBX.MDP3',
      gateway: this.#gateway.live,
      clock: this.clock,
      seed: 1,
      recording: session.recording,
    });
    live.subscribe({ schema: 'ohlcv-1m', stypeIn: 'parent', symbols: 'ES.FUT', start: 0n });
    await settle(this.clock, live.start());
    let taken = 0;
    await settle(
      this.clock,
      session.follow(live, (completeUntil) => ++taken >= mostEvents || completeUntil >= this.endMs),
    );
  }

  read(name: string): string {
    return readFileSync(join(this.folder, name), 'utf8');
  }

  close(): Promise<void> {
    return this.#gateway.close();
  }
}
