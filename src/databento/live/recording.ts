import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  openSync,
  readSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { barIntervalMs, RTYPE, rtypeOfSchema } from '../codec/enums.ts';
import { layoutOf } from '../codec/layouts/registry.ts';
import { type DbnMetadata, encodeMetadata } from '../codec/metadata.ts';
import { viewRecord } from '../codec/record.ts';
import { upgradeRecord } from '../codec/upgrade.ts';
import { DatabentoError } from '../errors.ts';
import { SYSTEM_CODE, schemaInText } from './controlMessages.ts';
import { RecordFramer } from './framer.ts';
import { ResumePoint } from './resume.ts';

const READ_BYTES = 1 << 16;
const CONTROL_RTYPES: ReadonlySet<number> = new Set([RTYPE.error, RTYPE.symbolMapping, RTYPE.system]);

export interface RecordingOptions {
  /** Go on with a recording that is there, from its last whole record. Without it, a file that is there is an error. */
  readonly append?: boolean;
  /** Wait for the disk with each write; then also a power failure loses nothing that was handed on. */
  readonly isSynced?: boolean;
}

/**
 * A `.dbn` file of what a live client hands on, written before it is handed on. Only whole records are written, and the
 * file appears with its metadata whole; of a write that was cut by the end of the process, opening it again cuts the
 * torn record off.
 */
export class Recording {
  readonly path: string;
  /** Whole records in the file. */
  records = 0;
  /** Bytes of a torn last record that opening the file cut off. */
  readonly cutBytes: number;
  /** What the file holds already, so that a client goes on where it ended. */
  readonly resume: ResumePoint;
  readonly #isSynced: boolean;
  #file: number | undefined;
  #metadata: DbnMetadata | undefined;
  /** Bytes of the file that are whole. */
  #size = 0;
  #isTorn = false;

  private constructor(path: string, options: RecordingOptions) {
    this.path = path;
    this.#isSynced = options.isSynced ?? false;
    this.resume = new ResumePoint();
    this.cutBytes = existsSync(path) ? this.#reopen(path) : 0;
  }

  /** @throws DatabentoError `file` when there is a file already and `append` was not said, `corrupt` when it is no recording */
  static open(path: string, options: RecordingOptions = {}): Recording {
    if (existsSync(path) && options.append !== true) {
      throw new DatabentoError('file', `${path} exists already; nothing was recorded`);
    }
    return new Recording(path, options);
  }

  /** Of the sessions in it; undefined before the first. */
  get metadata(): DbnMetadata | undefined {
    return this.#metadata;
  }

  /** Bytes of the file that are whole records, metadata included; 0 before the first session. */
  get bytes(): number {
    return this.#size;
  }

  /** A session begins. The first writes the file's head; a later one must be of the same version and shape. */
  begin(metadata: DbnMetadata): void {
    const had = this.#metadata;
    if (had !== undefined) {
      if (
        had.version === metadata.version &&
        had.tsOut === metadata.tsOut &&
        had.dataset === metadata.dataset
      )
        return;
      throw new DatabentoError(
        'file',
        `${this.path} holds ${shapeOf(had)} and cannot take ${shapeOf(metadata)}`,
      );
    }
    const partial = `${this.path}.part`;
    this.#failing(() => {
      // Not 'w': after a torn write is cut off, the next must go to the end of the file and not to where the torn one ended.
      const file = openSync(partial, 'a');
      try {
        ftruncateSync(file, 0);
        const head = encodeMetadata(metadata);
        writeWholly(file, head);
        this.#size = head.length;
        fsyncSync(file);
        renameSync(partial, this.path);
      } catch (error) {
        closeSync(file);
        this.#size = 0;
        throw error;
      }
      this.#file = file;
    });
    this.#metadata = metadata;
  }

  /** Writes whole records. When it returns, they are with the system, and with `isSynced` on the disk. */
  append(records: readonly Uint8Array[]): void {
    const file = this.#file;
    if (file === undefined) throw new DatabentoError('usage', `${this.path} is not open`);
    if (records.length === 0) return;
    const bytes = Buffer.concat(records);
    this.#failing(() => {
      // A write that failed half-way, e.g. on a full disk, must not leave half a record in the middle.
      if (this.#isTorn) ftruncateSync(file, this.#size);
      this.#isTorn = true;
      writeWholly(file, bytes);
      if (this.#isSynced) fsyncSync(file);
      this.#isTorn = false;
    });
    this.#size += bytes.length;
    this.records += records.length;
  }

  close(): void {
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #failing(write: () => void): void {
    try {
      write();
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new DatabentoError('file', `cannot write ${this.path}: ${reason}`, { cause });
    }
  }

  #reopen(path: string): number {
    const framer = new RecordFramer();
    const file = openSync(path, 'r+');
    let cut: number;
    try {
      const size = this.#readAll(file, framer);
      if (framer.metadata === undefined) {
        throw new DatabentoError('corrupt', `${path} is no recording: its metadata are not whole`, {
          byteOffset: size,
        });
      }
      cut = size - framer.usedBytes;
      if (cut > 0) ftruncateSync(file, framer.usedBytes);
    } finally {
      closeSync(file);
    }
    this.#file = openSync(path, 'a');
    this.#metadata = framer.metadata;
    this.#size = framer.usedBytes;
    this.records = framer.records;
    return cut;
  }

  /** @returns bytes read */
  #readAll(file: number, framer: RecordFramer): number {
    const buffer = new Uint8Array(READ_BYTES);
    let size = 0;
    for (
      let read = readSync(file, buffer, 0, READ_BYTES, size);
      read > 0;
      read = readSync(file, buffer, 0, READ_BYTES, size)
    ) {
      size += read;
      const whole = framer.feed(buffer.subarray(0, read));
      if (framer.metadata !== undefined) this.#remember(whole, framer.metadata);
      if (framer.failure !== undefined) throw framer.failure;
    }
    return size;
  }

  #remember(whole: Uint8Array, metadata: DbnMetadata): void {
    const view = new DataView(whole.buffer, whole.byteOffset, whole.byteLength);
    for (let at = 0; at < whole.length; at += whole[at]! * 4) {
      const rtype = whole[at + 1]!;
      const tsEvent = view.getBigUint64(at + 8, true);
      if (!CONTROL_RTYPES.has(rtype)) {
        this.resume.accept(rtype, view.getUint16(at + 2, true), view.getUint32(at + 4, true), tsEvent);
      } else if (rtype === RTYPE.system) {
        const layout = layoutOf(rtype, metadata.version)!;
        const record = upgradeRecord(viewRecord(layout, view, at, whole[at]! * 4, metadata.tsOut));
        if (record.type !== 'SystemMsg' || record.code !== SYSTEM_CODE.endOfInterval) continue;
        const schema = schemaInText(record.msg);
        if (schema === undefined) continue;
        const bars = rtypeOfSchema(schema);
        this.resume.endOfInterval(bars, tsEvent, barIntervalMs(bars) ?? 0);
      }
    }
  }
}

function shapeOf(metadata: DbnMetadata): string {
  return `${metadata.dataset} version ${metadata.version}${metadata.tsOut ? ' with send times' : ''}`;
}

function writeWholly(file: number, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written);
}
