import { barIntervalMs, isOhlcvRtype, rtypeOfSchema, type Schema } from '../codec/enums.ts';
import { layoutOf } from '../codec/layouts/registry.ts';
import type { DbnMetadata } from '../codec/metadata.ts';
import { type DbnRecord, type ErrorMsg, type SystemMsg, viewRecord } from '../codec/record.ts';
import { upgradeRecord } from '../codec/upgrade.ts';
import { DatabentoError } from '../errors.ts';
import { ERROR_CODE, FATAL_ERROR_CODES, SYSTEM_CODE, schemaInText } from './controlMessages.ts';
import type { LiveEvent } from './events.ts';
import type { ResumePoint } from './resume.ts';

const TS_OUT_BYTES = 8;

/** What a piece of a session's stream comes to. */
export interface Interpreted {
  readonly events: readonly LiveEvent[];
  /** The records to keep: everything but repetitions and heartbeats, each as it came. */
  readonly kept: readonly Uint8Array[];
  /** The error with which the gateway ends the session. */
  readonly fatal: DatabentoError | undefined;
}

/** Turns the whole records of one session into events, each record of market data once. */
export class Interpreter {
  readonly #metadata: DbnMetadata;
  readonly #resume: ResumePoint;
  readonly #barSchemas: readonly Schema[];
  readonly #isSkipFatal: boolean;
  readonly #replaying: Set<Schema>;
  #replayedRtypes: ReadonlySet<number>;
  /** Where the catching up began; undefined when there is nothing to catch up. */
  #catchingUpFrom: bigint | undefined;
  #duplicates = 0;
  /** Records of a type that is not known here. */
  unknownRecords = 0;

  constructor(options: {
    readonly metadata: DbnMetadata;
    readonly resume: ResumePoint;
    readonly schemas: readonly Schema[];
    /** The schemas that were asked for with a start. */
    readonly replayed: readonly Schema[];
    readonly catchingUpFrom: bigint | undefined;
    /** Whether the word that records were skipped ends the session, so that nothing after them is taken; it is not kept then. */
    readonly isSkipFatal?: boolean;
  }) {
    this.#metadata = options.metadata;
    this.#resume = options.resume;
    this.#barSchemas = options.schemas.filter((schema) => isOhlcvRtype(rtypeOfSchema(schema)));
    this.#replaying = new Set(options.replayed);
    this.#replayedRtypes = new Set(options.replayed.map(rtypeOfSchema));
    this.#catchingUpFrom = options.catchingUpFrom;
    this.#isSkipFatal = options.isSkipFatal ?? false;
  }

  /** @param whole records back to back, none of them cut */
  read(whole: Uint8Array): Interpreted {
    const events: LiveEvent[] = [];
    const kept: Uint8Array[] = [];
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
    let fatal: DatabentoError | undefined;
    for (let at = 0; at < whole.length && fatal === undefined; ) {
      const length = whole[at]! * 4;
      const record = this.#view(view, at, length);
      const bytes = whole.subarray(at, at + length);
      at += length;
      if (record === undefined) {
        this.unknownRecords += 1;
        kept.push(bytes);
        continue;
      }
      switch (record.type) {
        case 'SystemMsg':
          if (this.#system(record, events)) kept.push(bytes);
          break;
        case 'ErrorMsg':
          fatal = this.#error(record, events);
          if (!isSkip(fatal)) kept.push(bytes);
          break;
        case 'SymbolMappingMsg':
          events.push({
            kind: 'mapping',
            instrumentId: record.instrumentId,
            symbolIn: record.stypeInSymbol,
            symbolOut: record.stypeOutSymbol,
            record,
          });
          kept.push(bytes);
          break;
        default:
          if (this.#market(record, events)) kept.push(bytes);
      }
    }
    return { events, kept, fatal };
  }

  #view(view: DataView, at: number, length: number): DbnRecord | undefined {
    const layout = layoutOf(view.getUint8(at + 1), this.#metadata.version);
    if (layout === undefined) return undefined;
    const size = length - (this.#metadata.tsOut ? TS_OUT_BYTES : 0);
    if (size < layout.size) {
      throw new DatabentoError(
        'corrupt',
        `a ${layout.name} of ${size} bytes came, where it has ${layout.size}`,
      );
    }
    return upgradeRecord(viewRecord(layout, view, at, length, this.#metadata.tsOut));
  }

  #market(record: DbnRecord, events: LiveEvent[]): boolean {
    const acceptance = this.#resume.accept(
      record.rtype,
      record.publisherId,
      record.instrumentId,
      record.tsEvent,
    );
    if (acceptance === 'duplicate') {
      this.#duplicates += 1;
      return false;
    }
    const isReplayed = this.#replayedRtypes.has(record.rtype);
    events.push({ kind: 'record', record, isLate: acceptance === 'late', isReplayed });
    return true;
  }

  /** @returns whether the record is worth keeping */
  #system(record: SystemMsg, events: LiveEvent[]): boolean {
    const { code, msg: text } = record;
    switch (code) {
      case SYSTEM_CODE.heartbeat:
        events.push({ kind: 'heartbeat', tsEvent: record.tsEvent });
        return false;
      case SYSTEM_CODE.subscriptionAck:
        events.push({ kind: 'acknowledged', text });
        return true;
      case SYSTEM_CODE.slowReaderWarning:
        events.push({ kind: 'slow-reader-warning', text });
        return true;
      case SYSTEM_CODE.replayCompleted:
        events.push({ kind: 'replay-completed', text });
        this.#replayCompleted(text, events);
        return true;
      case SYSTEM_CODE.endOfInterval: {
        const schema =
          schemaInText(text) ?? (this.#barSchemas.length === 1 ? this.#barSchemas[0] : undefined);
        if (schema === undefined) break;
        const rtype = rtypeOfSchema(schema);
        this.#resume.endOfInterval(rtype, record.tsEvent, barIntervalMs(rtype) ?? 0);
        events.push({ kind: 'end-of-interval', schema, end: record.tsEvent });
        return true;
      }
    }
    events.push({ kind: 'message', text });
    return true;
  }

  #replayCompleted(text: string, events: LiveEvent[]): void {
    const schema = schemaInText(text);
    const over = schema !== undefined && this.#replaying.has(schema) ? schema : [...this.#replaying][0];
    if (over === undefined) return;
    this.#replaying.delete(over);
    this.#replayedRtypes = new Set([...this.#replaying].map(rtypeOfSchema));
    this.#resume.endReplay(rtypeOfSchema(over));
    if (this.#replaying.size > 0 || this.#catchingUpFrom === undefined) return;
    events.push({ kind: 'caught-up', from: this.#catchingUpFrom, duplicates: this.#duplicates });
    this.#catchingUpFrom = undefined;
  }

  /** @returns the error when the gateway ends the session with it */
  #error(record: ErrorMsg, events: LiveEvent[]): DatabentoError | undefined {
    const { code, err: text } = record;
    const error = new DatabentoError('gateway', text, {
      errorCode: code,
      isRetryable: code === ERROR_CODE.internalError || code === ERROR_CODE.connectionLimitExceeded,
    });
    if (FATAL_ERROR_CODES.has(code) || (this.#isSkipFatal && isSkip(error))) return error;
    events.push({ kind: 'error', error, isLast: record.isLast !== 0 });
    if (isSkip(error)) {
      const from = this.#resume.latest();
      events.push({ kind: 'gap', schema: undefined, from, to: record.tsEvent, reason: text });
    }
    return undefined;
  }
}

/** Whether an error says that the gateway left out records because they were not read fast enough. */
export function isSkip(error: DatabentoError | undefined): boolean {
  return error?.errorCode === ERROR_CODE.skippedRecordsAfterSlowReading;
}
