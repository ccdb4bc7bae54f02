import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';
import type { ApiKey } from '../../databento/apiKey.ts';
import type { Clock } from '../../databento/clock.ts';
import { STYPES } from '../../databento/codec/enums.ts';
import { createMetadata, encodeMetadata } from '../../databento/codec/metadata.ts';
import { ERROR_CODE, FATAL_ERROR_CODES, SYSTEM_CODE } from '../../databento/live/controlMessages.ts';
import { LineBuffer, readFields } from '../../databento/live/lines.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { ClockFace } from '../clockFace.ts';
import type { FaultPlan } from '../faults.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import { withSendTime } from '../store/recordTable.ts';
import { errorRecord, mappingRecord, systemRecord } from './controlRecords.ts';
import { Outbox } from './outbox.ts';
import { type Happening, Replay } from './replay.ts';
import { readSubscription, type Subscription, unknownSymbols } from './subscription.ts';

const NANOS = 1_000_000n;
const DEFAULT_HEARTBEAT_S = 30;
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
  readonly #lines = new LineBuffer();
  readonly #challenge: string = randomBytes(24).toString('base64url');
  readonly #subscriptions: Subscription[] = [];
  #openChunks: Subscription | undefined;
  #state: 'greeting' | 'subscribing' | 'streaming' | 'closed' = 'greeting';
  #hasTsOut = false;
  #hasSentMetadata = false;
  #heartbeatMs: number = DEFAULT_HEARTBEAT_S * 1000;
  #replay: Replay | undefined;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #sentRecords = 0;
  #isSilent = false;
  #hasWarned = false;
  readonly #held: { readonly bytes: Uint8Array; readonly releaseAt: number }[] = [];
  #wake = (): void => {};
  #cancelHeartbeat = (): void => {};

  constructor(socket: Socket, options: SessionOptions) {
    this.#options = options;
    this.#outbox = new Outbox(socket, { fragmentBytes: options.faults.standing('fragment')?.bytes });
    socket.setNoDelay(true);
    // One chunk after the other: a line is answered before the next is read.
    let receiving = Promise.resolve();
    socket.on('data', (chunk) => {
      receiving = receiving.then(() => this.#receive(chunk as Uint8Array)).catch(() => void socket.destroy());
    });
    socket.once('close', () => this.#stop());
  }

  async greet(): Promise<void> {
    const { faults } = this.#options;
    if (this.#handshakeFault('never-greets')) return;
    const isPlain = this.#handshakeFault('plain-greeting');
    const greeting = isPlain ? 'lsg-test\n' : 'lsg_version=0.8.0\n';
    if (this.#handshakeFault('no-challenge')) {
      await this.#text(greeting);
      return;
    }
    const challenge = `cram=${this.#challenge}\n`;
    if (faults.take('handshake', ({ variant }) => variant === 'glued') !== undefined) {
      await this.#text(greeting + challenge);
      return;
    }
    await this.#text(greeting);
    await this.#text(challenge);
  }

  async #receive(chunk: Uint8Array): Promise<void> {
    this.#lines.feed(chunk);
    for (let line = this.#lines.next(); line !== undefined; line = this.#lines.next()) {
      this.#options.onLine(line);
      const fields = readFields(line);
      if (this.#state === 'greeting') await this.#authenticate(fields);
      else if (fields.has('start_session')) this.#stream().catch(() => this.#outbox.close('reset'));
      else if (fields.has('schema')) await this.#subscribe(fields);
    }
  }

  #handshakeFault(variant: string): boolean {
    return this.#options.faults.take('handshake', (fault) => fault.variant === variant) !== undefined;
  }

  #text(text: string): Promise<void> {
    return this.#outbox.write(Buffer.from(text, 'latin1'));
  }

  async #authenticate(fields: ReadonlyMap<string, string>): Promise<void> {
    const { key, data, sessionId } = this.#options;
    if (this.#handshakeFault('no-reply')) return;
    if (this.#handshakeFault('close-before-reply')) return this.#outbox.close('end');
    if (this.#handshakeFault('empty-reply')) return this.#text('\n');
    if (this.#handshakeFault('missing-success')) return this.#text(`session_id=${sessionId}\n`);
    const given = Buffer.from(fields.get('auth') ?? '', 'latin1');
    const wanted = Buffer.from(key.answerChallenge(this.#challenge), 'latin1');
    const isKnown = given.length === wanted.length && timingSafeEqual(given, wanted);
    const refusal =
      !isKnown || this.#handshakeFault('rejected')
        ? 'Authentication failed.'
        : fields.get('dataset') !== data.dataset
          ? `A live data license is required to access ${fields.get('dataset') ?? 'a dataset'}.`
          : fields.get('encoding') !== 'dbn'
            ? 'This gateway serves dbn.'
            : undefined;
    if (refusal !== undefined) {
      await this.#text(`success=0|error=${refusal}\n`);
      await this.#outbox.close('end');
      return;
    }
    this.#hasTsOut = fields.get('ts_out') === '1';
    const heartbeat = Number(fields.get('heartbeat_interval_s') ?? DEFAULT_HEARTBEAT_S);
    this.#heartbeatMs = (heartbeat >= 5 && heartbeat <= 1800 ? heartbeat : DEFAULT_HEARTBEAT_S) * 1000;
    this.#state = 'subscribing';
    const isPiped = this.#handshakeFault('trailing-pipe');
    const reply = `success=1|session_id=${sessionId}${isPiped ? '|novel_key=a=b||' : ''}\n`;
    const isCompressed = fields.get('compression') === 'zstd';
    if (!isCompressed && this.#handshakeFault('reply-with-metadata')) {
      // One write, so that the client meets the end of the text and the beginning of the data in one chunk.
      this.#hasSentMetadata = true;
      await this.#outbox.write(Buffer.concat([Buffer.from(reply, 'latin1'), this.#metadata()]));
    } else {
      await this.#text(reply);
    }
    if (isCompressed) this.#outbox.startCompression();
    const disconnect = this.#options.faults.take('disconnect', (fault) => fault.afterBytes !== undefined);
    if (disconnect !== undefined) this.#outbox.cutAfter(disconnect.afterBytes!, disconnect.how ?? 'end');
    this.#armHeartbeat();
  }

  async #subscribe(fields: ReadonlyMap<string, string>): Promise<void> {
    const { data } = this.#options;
    const line = readSubscription(fields, data);
    if (line.problem !== undefined) {
      await this.#fail(ERROR_CODE.invalidSubscription, line.problem);
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
    if (this.#replay !== undefined) {
      await this.#begin(subscription, this.#marketMs());
      await this.#flush();
      this.#wake();
    }
  }

  #marketMs(): number {
    return this.#options.face.marketMs();
  }

  #metadata(): Uint8Array {
    const { data } = this.#options;
    return encodeMetadata(
      createMetadata({
        version: data.version,
        dataset: data.dataset,
        schema: null,
        stypeIn: null,
        stypeOut: 'instrument_id',
        start: BigInt(Math.floor(this.#marketMs())) * NANOS,
        tsOut: this.#hasTsOut,
      }),
    );
  }

  async #sendMetadata(): Promise<void> {
    if (this.#hasSentMetadata) return;
    this.#hasSentMetadata = true;
    await this.#outbox.write(this.#metadata());
  }

  /** Where a subscription begins, the market's ms; undefined when its start is older than what the gateway keeps. */
  #startOf(subscription: Subscription): number | undefined {
    const { data, face, replayHours } = this.#options;
    if (subscription.start === undefined) return face.isPaced ? this.#marketMs() : data.startMs;
    const startMs = Number(subscription.start / NANOS);
    if (!face.isPaced) return Math.max(startMs, data.startMs);
    const oldestMs = this.#marketMs() - replayHours * 3_600_000;
    if (subscription.start === 0n) return Math.max(oldestMs, data.startMs);
    return startMs < oldestMs && data.startMs < oldestMs ? undefined : Math.max(startMs, data.startMs);
  }

  async #stream(): Promise<void> {
    if (this.#state === 'streaming') return;
    const { data, face } = this.#options;
    this.#state = 'streaming';
    await this.#sendMetadata();
    const starts = this.#subscriptions.map((subscription) => this.#startOf(subscription));
    if (starts.includes(undefined)) {
      await this.#fail(
        ERROR_CODE.replayDataAgedOut,
        'The start is older than the data that are kept for replay.',
      );
      return;
    }
    const fromMs = Math.min(...(starts as number[]), face.isPaced ? this.#marketMs() : data.endMs);
    const replay = new Replay(data, fromMs);
    this.#replay = replay;
    for (const [i, subscription] of this.#subscriptions.entries())
      await this.#begin(subscription, starts[i]!);
    let replayed = this.#subscriptions.filter((subscription) => subscription.start !== undefined);
    while (this.#state === 'streaming' && !this.#outbox.isClosed) {
      const next = replay.peek();
      const waitMs = next === undefined ? undefined : face.delayUntil(next.atMs);
      if (next === undefined || waitMs! > 0) {
        for (const { schema } of replayed) {
          await this.#system(SYSTEM_CODE.replayCompleted, `Finished ${schema} replay`, this.#marketMs());
        }
        replayed = [];
        if (next === undefined) await this.#release(Number.POSITIVE_INFINITY);
        await this.#flush();
        await this.#sleep(waitMs);
        continue;
      }
      replay.take(next);
      await this.#happen(next);
      if (this.#batchBytes >= BATCH_BYTES) await this.#flush();
    }
    this.#stop();
  }

  /** Acknowledges a subscription, names its instruments, and adds it to what is sent. */
  async #begin(subscription: Subscription, fromMs: number): Promise<void> {
    const { data } = this.#options;
    const atMs = this.#marketMs();
    await this.#system(
      SYSTEM_CODE.subscriptionAck,
      `Subscription request ${subscription.id ?? this.#subscriptions.indexOf(subscription)} for ${subscription.schema} data succeeded`,
      atMs,
    );
    const unknown = unknownSymbols(
      subscription,
      data,
      Math.floor(data.startMs / DAY_MS),
      Math.ceil(data.endMs / DAY_MS) + 1,
    );
    for (const [i, symbol] of unknown.entries()) {
      const isLast = i === unknown.length - 1 ? 1 : 0;
      const text = `Failed to resolve symbol ${symbol}`;
      await this.#record(
        errorRecord(data.version, this.#nanos(atMs), ERROR_CODE.symbolResolutionFailed, text, isLast),
        atMs,
      );
    }
    this.#replay!.add(subscription, fromMs);
    await this.#map(Math.floor(fromMs / DAY_MS), fromMs, subscription);
  }

  async #happen(happening: Happening): Promise<void> {
    const { data, faults } = this.#options;
    switch (happening.kind) {
      case 'record': {
        const record = data.table.copyOf(happening.row, undefined);
        const late = faults.standing('late');
        if (late !== undefined && faults.chance(late.probability)) {
          this.#held.push({ bytes: record, releaseAt: this.#sentRecords + late.byRecords });
          return;
        }
        await this.#record(record, happening.atMs);
        if (faults.chance(faults.standing('duplicate')?.probability ?? 0))
          await this.#record(record, happening.atMs);
        return;
      }
      case 'end-of-interval':
        await this.#system(
          SYSTEM_CODE.endOfInterval,
          `End of interval for ${happening.schema}`,
          happening.atMs,
        );
        return;
      case 'day':
        await this.#map(happening.day, happening.atMs);
        return;
    }
  }

  /** Sends what each symbol means on a day; of one subscription when it is given. */
  async #map(day: number, atMs: number, only?: Subscription): Promise<void> {
    const { data } = this.#options;
    for (const { subscription, meanings } of this.#replay!.meanings(day)) {
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
        await this.#record(mappingRecord(data.version, this.#nanos(atMs), mapping), atMs);
      }
    }
  }

  #nanos(ms: number): bigint {
    return BigInt(Math.floor(ms)) * NANOS;
  }

  #system(code: number, text: string, atMs: number): Promise<void> {
    return this.#record(systemRecord(this.#options.data.version, this.#nanos(atMs), code, text), atMs);
  }

  async #fail(code: number, text: string, isLast = 1): Promise<void> {
    const { data } = this.#options;
    // An error is a record, and records come after the metadata.
    await this.#sendMetadata();
    await this.#put(
      errorRecord(data.version, this.#nanos(this.#marketMs()), code, text, isLast),
      this.#marketMs(),
    );
    await this.#flush();
    if (!FATAL_ERROR_CODES.has(code)) return;
    await this.#outbox.close('end');
    this.#stop();
  }

  /** Sends a record, and before it whatever fault is due at this place. */
  async #record(record: Uint8Array, atMs: number): Promise<void> {
    const { faults } = this.#options;
    await this.#release(this.#sentRecords);
    await this.#faultsAt(this.#sentRecords, atMs);
    const random = faults.standing('random-disconnect');
    if (random !== undefined && faults.chance(random.probability)) {
      await this.#flush();
      const isBoundary = faults.chance(0.5);
      const kept = Math.floor(faults.random() * record.length);
      if (!isBoundary) await this.#outbox.write(withSendTime(record, this.#tsOut(atMs)).subarray(0, kept));
      await this.#outbox.close(faults.chance(0.5) ? 'end' : 'reset');
      this.#stop();
    }
    if (this.#state === 'closed') return;
    await this.#put(record, atMs);
  }

  /** Sends the bars that were held back up to a number of sent records. */
  async #release(sent: number): Promise<void> {
    for (let held = this.#held[0]; held !== undefined && held.releaseAt <= sent; held = this.#held[0]) {
      this.#held.shift();
      await this.#put(held.bytes, this.#marketMs());
    }
  }

  async #faultsAt(sent: number, atMs: number): Promise<void> {
    const { faults, data } = this.#options;
    const isDue = (fault: { readonly afterRecords?: number }): boolean => (fault.afterRecords ?? 0) <= sent;
    const remap = faults.take('remap', isDue);
    if (remap !== undefined) {
      const mapping = {
        instrumentId: remap.instrumentId,
        stypeInCode: STYPES.indexOf('raw_symbol'),
        symbolIn: remap.symbol,
        symbolOut: remap.symbol,
        start: this.#nanos(atMs),
        end: this.#nanos(atMs + DAY_MS),
      };
      await this.#put(mappingRecord(data.version, this.#nanos(atMs), mapping), atMs);
    }
    const injected = faults.take('inject', isDue);
    if (injected !== undefined) {
      await this.#flush();
      await this.#outbox.write(injected.bytes);
    }
    const slow = faults.take('slow-reader', isDue);
    if (slow !== undefined) await this.#warnSlow(slow.skip, atMs);
    const error = faults.take('error', isDue);
    if (error !== undefined)
      await this.#fail(error.code, error.text ?? 'A fault that was asked for', error.isLast);
    const silence = faults.take('silence', isDue);
    if (silence !== undefined) {
      await this.#flush();
      this.#isSilent = true;
    }
    const disconnect = faults.take('disconnect', (fault) => fault.afterBytes === undefined && isDue(fault));
    if (disconnect !== undefined) {
      await this.#flush();
      await this.#outbox.close(disconnect.how ?? 'end');
      this.#stop();
    }
  }

  async #warnSlow(skip: number | undefined, atMs: number): Promise<void> {
    const { data } = this.#options;
    const warning = systemRecord(
      data.version,
      this.#nanos(atMs),
      SYSTEM_CODE.slowReaderWarning,
      'Warning: slow reading',
    );
    await this.#put(warning, atMs);
    if (skip === undefined) return;
    for (let skipped = 0; skipped < skip; ) {
      const next = this.#replay?.peek();
      if (next === undefined) break;
      this.#replay!.take(next);
      if (next.kind === 'record') skipped += 1;
    }
    const text = `Slow client detected for session, skipped ${skip} records`;
    await this.#put(
      errorRecord(data.version, this.#nanos(atMs), ERROR_CODE.skippedRecordsAfterSlowReading, text, 1),
      atMs,
    );
  }

  #tsOut(atMs: number): bigint | undefined {
    return this.#hasTsOut ? this.#nanos(atMs) : undefined;
  }

  async #put(record: Uint8Array, atMs: number): Promise<void> {
    if (this.#state === 'closed') return;
    const bytes = withSendTime(record, this.#tsOut(atMs));
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    this.#sentRecords += 1;
  }

  async #flush(): Promise<void> {
    if (this.#batchBytes === 0) return;
    const batch = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#isSilent) return;
    await this.#outbox.write(batch);
    this.#armHeartbeat();
    const { face, backlogBytes } = this.#options;
    if (!face.isPaced) return this.#outbox.drained();
    if (this.#outbox.backlogBytes > 2 * backlogBytes) {
      await this.#outbox.close('reset');
      this.#stop();
    } else if (this.#outbox.backlogBytes > backlogBytes && !this.#hasWarned) {
      this.#hasWarned = true;
      await this.#warnSlow(undefined, this.#marketMs());
    }
  }

  /** A heartbeat goes out when nothing else did for the interval. */
  #armHeartbeat(): void {
    this.#cancelHeartbeat();
    if (this.#isSilent || this.#state === 'closed') return;
    this.#cancelHeartbeat = this.#options.clock.after(this.#heartbeatMs, () => {
      if (this.#state !== 'streaming') return this.#armHeartbeat();
      const atMs = this.#marketMs();
      const { version } = this.#options.data;
      const bytes = withSendTime(
        systemRecord(version, this.#nanos(atMs), SYSTEM_CODE.heartbeat, 'Heartbeat'),
        this.#tsOut(atMs),
      );
      if (!this.#isSilent) void this.#outbox.write(bytes);
      this.#armHeartbeat();
    });
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
      if (this.#state === 'closed') this.#wake();
    });
  }

  #stop(): void {
    this.#state = 'closed';
    this.#cancelHeartbeat();
    this.#wake();
  }
}
