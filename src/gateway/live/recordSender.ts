import type { Clock } from '../../databento/clock.ts';
import { STYPES } from '../../databento/codec/enums.ts';
import { createMetadata, encodeMetadata } from '../../databento/codec/metadata.ts';
import { ERROR_CODE, FATAL_ERROR_CODES, SYSTEM_CODE } from '../../databento/live/controlMessages.ts';
import {
  errorRecord,
  type Mapping,
  mappingRecord,
  systemRecord,
} from '../../databento/live/controlRecords.ts';
import { DAY_MS } from '../../market/dates.ts';
import type { ClockFace } from '../clockFace.ts';
import type { FaultPlan } from '../faults.ts';
import type { GatewayData } from '../store/gatewayData.ts';
import { withSendTime } from '../store/recordTable.ts';
import type { Outbox } from './outbox.ts';

const NANOS = 1_000_000n;

export interface SenderOptions {
  readonly data: GatewayData;
  readonly face: ClockFace;
  readonly clock: Clock;
  readonly faults: FaultPlan;
  readonly outbox: Outbox;
  readonly hasTsOut: boolean;
  readonly heartbeatMs: number;
  /** What is held for a client that does not read, before it is warned; at twice that it is disconnected. */
  readonly backlogBytes: number;
  /** Leaves out the next records of the stream. */
  readonly skip: (records: number) => void;
  /** The session has come to its end. */
  readonly onEnd: () => void;
}

/** The records of one session on their way out: in batches, with heartbeats between, and with the faults asked for. */
export class RecordSender {
  readonly #options: SenderOptions;
  hasSentMetadata = false;
  #batch: Uint8Array[] = [];
  #batchBytes = 0;
  #sentRecords = 0;
  #isSilent = false;
  #hasWarned = false;
  #isEnded = false;
  #isStreaming = false;
  readonly #held: { readonly bytes: Uint8Array; readonly releaseAt: number }[] = [];
  #cancelHeartbeat = (): void => {};

  constructor(options: SenderOptions) {
    this.#options = options;
    this.#armHeartbeat();
  }

  get batchBytes(): number {
    return this.#batchBytes;
  }

  /** Sends the metadata that every stream begins with, once. */
  async begin(): Promise<void> {
    this.#isStreaming = true;
    if (this.hasSentMetadata) return;
    this.hasSentMetadata = true;
    const { data, face, hasTsOut, outbox } = this.#options;
    await outbox.write(sessionMetadata(data, face.marketMs(), hasTsOut));
  }

  /** Sends a record of the market, perhaps later or twice. */
  async market(record: Uint8Array, atMs: number): Promise<void> {
    const { faults } = this.#options;
    const late = faults.standing('late');
    if (late !== undefined && faults.chance(late.probability)) {
      this.#held.push({ bytes: record, releaseAt: this.#sentRecords + late.byRecords });
      return;
    }
    await this.#record(record, atMs);
    if (faults.chance(faults.standing('duplicate')?.probability ?? 0)) await this.#record(record, atMs);
  }

  async mapping(mapping: Mapping, atMs: number): Promise<void> {
    await this.#record(mappingRecord(this.#options.data.version, nanosOf(atMs), mapping), atMs);
  }

  async system(code: number, text: string, atMs: number): Promise<void> {
    await this.#record(systemRecord(this.#options.data.version, nanosOf(atMs), code, text), atMs);
  }

  /** Sends an error that the session goes on after. */
  async error(code: number, text: string, isLast: number, atMs: number): Promise<void> {
    await this.#record(errorRecord(this.#options.data.version, nanosOf(atMs), code, text, isLast), atMs);
  }

  /** Sends an error; with a code that ends a session, ends it. */
  async fail(code: number, text: string, isLast = 1): Promise<void> {
    const { data, face, outbox } = this.#options;
    // An error is a record, and records come after the metadata.
    await this.begin();
    const atMs = face.marketMs();
    this.#put(errorRecord(data.version, nanosOf(atMs), code, text, isLast), atMs);
    await this.flush();
    if (!FATAL_ERROR_CODES.has(code)) return;
    await outbox.close('end');
    this.#end();
  }

  /** Sends the bars that were held back up to a number of sent records; all of them when none is given. */
  release(sent: number = Number.POSITIVE_INFINITY): void {
    for (let held = this.#held[0]; held !== undefined && held.releaseAt <= sent; held = this.#held[0]) {
      this.#held.shift();
      this.#put(held.bytes, this.#options.face.marketMs());
    }
  }

  /** Hands the batch to the connection, and judges whether the client still reads. */
  async flush(): Promise<void> {
    if (this.#batchBytes === 0) return;
    const batch = Buffer.concat(this.#batch);
    this.#batch = [];
    this.#batchBytes = 0;
    if (this.#isSilent) return;
    const { face, outbox, backlogBytes } = this.#options;
    await outbox.write(batch);
    this.#armHeartbeat();
    if (!face.isPaced) return outbox.drained();
    if (outbox.backlogBytes > 2 * backlogBytes) {
      await outbox.close('reset');
      this.#end();
    } else if (outbox.backlogBytes > backlogBytes && !this.#hasWarned) {
      this.#hasWarned = true;
      this.#warnSlow(undefined, face.marketMs());
    }
  }

  stop(): void {
    this.#isEnded = true;
    this.#cancelHeartbeat();
  }

  #end(): void {
    this.stop();
    this.#options.onEnd();
  }

  /** Sends a record, and before it whatever fault is due at this place. */
  async #record(record: Uint8Array, atMs: number): Promise<void> {
    this.release(this.#sentRecords);
    await this.#faultsAt(this.#sentRecords, atMs);
    await this.#perhapsDisconnect(record, atMs);
    this.#put(record, atMs);
  }

  async #perhapsDisconnect(record: Uint8Array, atMs: number): Promise<void> {
    const { faults, outbox } = this.#options;
    if (this.#isEnded || !faults.chance(faults.standing('random-disconnect')?.probability ?? 0)) return;
    await this.flush();
    const isBoundary = faults.chance(0.5);
    const kept = Math.floor(faults.random() * record.length);
    if (!isBoundary) await outbox.write(withSendTime(record, this.#tsOut(atMs)).subarray(0, kept));
    await outbox.close(faults.chance(0.5) ? 'end' : 'reset');
    this.#end();
  }

  async #faultsAt(sent: number, atMs: number): Promise<void> {
    const { faults, data, outbox } = this.#options;
    const isDue = (fault: { readonly afterRecords?: number }): boolean => (fault.afterRecords ?? 0) <= sent;
    const remap = faults.take('remap', isDue);
    if (remap !== undefined) {
      const mapping = {
        instrumentId: remap.instrumentId,
        stypeInCode: STYPES.indexOf('raw_symbol'),
        symbolIn: remap.symbol,
        symbolOut: remap.symbol,
        start: nanosOf(atMs),
        end: nanosOf(atMs + DAY_MS),
      };
      this.#put(mappingRecord(data.version, nanosOf(atMs), mapping), atMs);
    }
    const injected = faults.take('inject', isDue);
    if (injected !== undefined) {
      await this.flush();
      await outbox.write(injected.bytes);
    }
    const slow = faults.take('slow-reader', isDue);
    if (slow !== undefined) this.#warnSlow(slow.skip, atMs);
    const error = faults.take('error', isDue);
    if (error !== undefined)
      await this.fail(error.code, error.text ?? 'A fault that was asked for', error.isLast);
    if (faults.take('silence', isDue) !== undefined) {
      await this.flush();
      this.#isSilent = true;
    }
    const disconnect = faults.take('disconnect', (fault) => fault.afterBytes === undefined && isDue(fault));
    if (disconnect !== undefined) {
      await this.flush();
      await outbox.close(disconnect.how ?? 'end');
      this.#end();
    }
  }

  #warnSlow(skip: number | undefined, atMs: number): void {
    const { version } = this.#options.data;
    const at = nanosOf(atMs);
    this.#put(systemRecord(version, at, SYSTEM_CODE.slowReaderWarning, 'Warning: slow reading'), atMs);
    if (skip === undefined) return;
    this.#options.skip(skip);
    const text = `Slow client detected for session, skipped ${skip} records`;
    this.#put(errorRecord(version, at, ERROR_CODE.skippedRecordsAfterSlowReading, text, 1), atMs);
  }

  #tsOut(atMs: number): bigint | undefined {
    return this.#options.hasTsOut ? nanosOf(atMs) : undefined;
  }

  #put(record: Uint8Array, atMs: number): void {
    if (this.#isEnded) return;
    const bytes = withSendTime(record, this.#tsOut(atMs));
    this.#batch.push(bytes);
    this.#batchBytes += bytes.length;
    this.#sentRecords += 1;
  }

  /** A heartbeat goes out when nothing else did for the interval. */
  #armHeartbeat(): void {
    this.#cancelHeartbeat();
    if (this.#isSilent || this.#isEnded) return;
    const { clock, heartbeatMs, data, face, outbox } = this.#options;
    this.#cancelHeartbeat = clock.after(heartbeatMs, () => {
      const atMs = face.marketMs();
      const beat = systemRecord(data.version, nanosOf(atMs), SYSTEM_CODE.heartbeat, 'Heartbeat');
      if (this.#isStreaming && !this.#isSilent) void outbox.write(withSendTime(beat, this.#tsOut(atMs)));
      this.#armHeartbeat();
    });
  }
}

/** The metadata of a live stream: mixed schemas, no symbols, the market's time as its start. */
export function sessionMetadata(data: GatewayData, marketMs: number, hasTsOut: boolean): Uint8Array {
  return encodeMetadata(
    createMetadata({
      version: data.version,
      dataset: data.dataset,
      schema: null,
      stypeIn: null,
      stypeOut: 'instrument_id',
      start: nanosOf(marketMs),
      tsOut: hasTsOut,
    }),
  );
}

function nanosOf(ms: number): bigint {
  return BigInt(Math.floor(ms)) * NANOS;
}
