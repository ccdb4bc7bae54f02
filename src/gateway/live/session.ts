import type { Socket } from 'node:net';
import type { ApiKey } from '../../databento/apiKey.ts';
import type { Clock } from '../../databento/clock.ts';
import { STYPES } from '../../databento/codec/enums.ts';
import { ERROR_CODE, SYSTEM_CODE } from '../../databento/live/controlMessages.ts';
import { LineBuffer, readFields } from '../../databento/live/lines.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { ClockFace } from '../clockFace.ts';
import type { FaultPlan } from '../faults.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import { Authentication } from './authentication.ts';
import { Outbox } from './outbox.ts';
import { RecordSender, sessionMetadata } from './recordSender.ts';
import { type Happening, Replay } from './replay.ts';
import { readSubscription, type Subscription, unknownSymbols } from './subscription.ts';

const NANOS = 1_000_000n;
const HOUR_MS = 3_600_000;
const BATCH_BYTES = 1 << 16;

export interface SessionOptions {
  readonly data: GatewayData;
  readonly key: ApiKey;
  readonly face: ClockFace;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly sessionId: string;
  /** How far back a replay may begin, hours of the market's time. */
  readonly replayHours: number;
  /** What the gateway holds for a client that does not read, before it warns; at twice that it disconnects. */
  readonly backlogBytes: number;
  /** Told of every line that the client sent. */
  readonly onLine: (line: string) => void;
}

/** One client of the live gateway, from greeting to the end of its connection. */
export class LiveSession {
  readonly #options: SessionOptions;
  readonly #outbox: Outbox;
  readonly #authentication: Authentication;
  readonly #lines = new LineBuffer();
  readonly #subscriptions: Subscription[] = [];
  #openChunks: Subscription | undefined;
  #sender: RecordSender | undefined;
  #replay: Replay | undefined;
  #isStreaming = false;
  #isClosed = false;
  #wake = (): void => {};

  constructor(socket: Socket, options: SessionOptions) {
    const { data, key, faults, sessionId, face } = options;
    this.#options = options;
    this.#outbox = new Outbox(socket, { fragmentBytes: faults.standing('fragment')?.bytes });
    this.#authentication = new Authentication({
      key,
      faults,
      sessionId,
      dataset: data.dataset,
      outbox: this.#outbox,
      metadata: (terms) => sessionMetadata(data, face.marketMs(), terms.hasTsOut),
    });
    socket.setNoDelay(true);
    // One chunk after the other: a line is answered before the next is read.
    let receiving = Promise.resolve();
    socket.on('data', (chunk) => {
      receiving = receiving.then(() => this.#receive(chunk as Uint8Array)).catch(() => void socket.destroy());
    });
    socket.once('close', () => this.#stop());
  }

  greet(): Promise<void> {
    return this.#authentication.greet();
  }

  async #receive(chunk: Uint8Array): Promise<void> {
    this.#lines.feed(chunk);
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      this.#options.onLine(line);
      const fields = readFields(line);
      const sender = this.#sender;
      if (sender === undefined) await this.#authenticate(fields);
      else if (fields.has('start_session')) this.#stream(sender).catch(() => this.#outbox.close('reset'));
      else if (fields.has('schema')) await this.#subscribe(sender, fields);
    }
  }

  async #authenticate(fields: ReadonlyMap<string, string>): Promise<void> {
    const { data, face, clock, faults, backlogBytes } = this.#options;
    const terms = await this.#authentication.answer(fields);
    if (terms === undefined) return;
    if (terms.isCompressed) this.#outbox.startCompression();
    const disconnect = faults.take('disconnect', (fault) => fault.afterBytes !== undefined);
    if (disconnect !== undefined) this.#outbox.cutAfter(disconnect.afterBytes!, disconnect.how ?? 'end');
    this.#sender = new RecordSender({
      data,
      face,
      clock,
      faults,
      backlogBytes,
      outbox: this.#outbox,
      hasTsOut: terms.hasTsOut,
      heartbeatMs: terms.heartbeatMs,
      skip: (records) => this.#skip(records),
      onEnd: () => this.#stop(),
    });
    this.#sender.hasSentMetadata = this.#authentication.hasSentMetadata;
  }

  async #subscribe(sender: RecordSender, fields: ReadonlyMap<string, string>): Promise<void> {
    const line = readSubscription(fields, this.#options.data);
    if (line.problem !== undefined) {
      await sender.fail(ERROR_CODE.invalidSubscription, line.problem);
      return;
    }
    const open = this.#openChunks;
    const subscription =
      open === undefined
        ? line.subscription
        : { ...line.subscription, symbols: [...open.symbols, ...line.subscription.symbols] };
    this.#openChunks = line.isLast ? undefined : subscription;
    if (!line.isLast) return;
    this.#subscriptions.push(subscription);
    if (this.#replay === undefined) return;
    await this.#begin(sender, this.#replay, subscription, this.#options.face.marketMs());
    await sender.flush();
    this.#wake();
  }

  /** Where a subscription begins, the market's ms; undefined when its start is older than what the gateway keeps. */
  #startOf(subscription: Subscription): number | undefined {
    const { data, face, replayHours } = this.#options;
    if (subscription.start === undefined) return face.isPaced ? face.marketMs() : data.startMs;
    const startMs = Number(subscription.start / NANOS);
    if (!face.isPaced) return Math.max(startMs, data.startMs);
    const oldestMs = face.marketMs() - replayHours * HOUR_MS;
    if (subscription.start === 0n) return Math.max(oldestMs, data.startMs);
    return startMs < oldestMs && data.startMs < oldestMs ? undefined : Math.max(startMs, data.startMs);
  }

  async #stream(sender: RecordSender): Promise<void> {
    if (this.#isStreaming) return;
    this.#isStreaming = true;
    const { data, face } = this.#options;
    // The stream begins now, however long it takes to say so.
    const starts = this.#subscriptions.map((subscription) => this.#startOf(subscription));
    const nowMs = face.marketMs();
    await sender.begin();
    if (starts.includes(undefined)) {
      const text = 'The start is older than the data that are kept for replay.';
      await sender.fail(ERROR_CODE.replayDataAgedOut, text);
      return;
    }
    const fromMs = Math.min(...(starts as number[]), face.isPaced ? nowMs : data.endMs);
    const replay = new Replay(data, fromMs);
    this.#replay = replay;
    for (const [i, subscription] of this.#subscriptions.entries()) {
      await this.#begin(sender, replay, subscription, starts[i]!);
    }
    let replayed = this.#subscriptions.filter((subscription) => subscription.start !== undefined);
    while (!this.#isClosed && !this.#outbox.isClosed) {
      const next = replay.peek();
      const waitMs = next === undefined ? undefined : face.delayUntil(next.atMs);
      if (next !== undefined && waitMs === 0) {
        replay.take(next);
        await this.#happen(sender, replay, next);
        if (sender.batchBytes >= BATCH_BYTES) await sender.flush();
        continue;
      }
      for (const { schema } of replayed) {
        await sender.system(SYSTEM_CODE.replayCompleted, `Finished ${schema} replay`, face.marketMs());
      }
      replayed = [];
      if (next === undefined) sender.release();
      await sender.flush();
      await this.#sleep(waitMs);
    }
    this.#stop();
  }

  /** Acknowledges a subscription, names its instruments, and adds it to what is sent. */
  async #begin(
    sender: RecordSender,
    replay: Replay,
    subscription: Subscription,
    fromMs: number,
  ): Promise<void> {
    const { data, face } = this.#options;
    const atMs = face.marketMs();
    const id = subscription.id ?? String(this.#subscriptions.indexOf(subscription) + 1);
    const text = `Subscription request ${id} for ${subscription.schema} data succeeded`;
    await sender.system(SYSTEM_CODE.subscriptionAck, text, atMs);
    const [firstDay, endDay] = [Math.floor(data.startMs / DAY_MS), Math.ceil(data.endMs / DAY_MS) + 1];
    const unknown = unknownSymbols(subscription, data, firstDay, endDay);
    for (const [i, symbol] of unknown.entries()) {
      const isLast = i === unknown.length - 1 ? 1 : 0;
      await sender.error(
        ERROR_CODE.symbolResolutionFailed,
        `Failed to resolve symbol ${symbol}`,
        isLast,
        atMs,
      );
    }
    replay.add(subscription, fromMs);
    await this.#map(sender, replay, Math.floor(fromMs / DAY_MS), fromMs, subscription);
  }

  async #happen(sender: RecordSender, replay: Replay, happening: Happening): Promise<void> {
    switch (happening.kind) {
      case 'record':
        await sender.market(this.#options.data.table.copyOf(happening.row, undefined), happening.atMs);
        return;
      case 'end-of-interval': {
        const text = `End of interval for ${happening.schema}`;
        await sender.system(SYSTEM_CODE.endOfInterval, text, happening.atMs);
        return;
      }
      case 'day':
        await this.#map(sender, replay, happening.day, happening.atMs);
        return;
    }
  }

  /** Sends what each symbol means on a day; of one subscription when it is given. */
  async #map(
    sender: RecordSender,
    replay: Replay,
    day: number,
    atMs: number,
    only?: Subscription,
  ): Promise<void> {
    for (const { subscription, meanings } of replay.meanings(day)) {
      if (only !== undefined && only !== subscription) continue;
      for (const { symbol, listing } of meanings) {
        const mapping = {
          instrumentId: listing.instrumentId,
          stypeInCode: STYPES.indexOf(subscription.stypeIn),
          symbolIn: symbol,
          symbolOut: listing.rawSymbol,
          start: BigInt(day * DAY_MS) * NANOS,
          end: BigInt((day + 1) * DAY_MS) * NANOS,
        };
        await sender.mapping(mapping, atMs);
      }
    }
  }

  #skip(records: number): void {
    for (let skipped = 0; skipped < records; ) {
      const next = this.#replay?.peek();
      if (next === undefined) return;
      this.#replay!.take(next);
      if (next.kind === 'record') skipped += 1;
    }
  }

  /** Waits so long on the clock, or until there is something new to say; for good when nothing will come by itself. */
  #sleep(delayMs: number | undefined): Promise<void> {
    return new Promise((resolve) => {
      const cancel =
        delayMs === undefined ? (): void => {} : this.#options.clock.after(delayMs, () => this.#wake());
      this.#wake = () => {
        cancel();
        this.#wake = () => {};
        resolve();
      };
      if (this.#isClosed) this.#wake();
    });
  }

  #stop(): void {
    this.#isClosed = true;
    this.#sender?.stop();
    this.#wake();
  }
}
