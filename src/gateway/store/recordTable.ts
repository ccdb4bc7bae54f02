import { barIntervalMs, RTYPE } from '../../databento/codec/enums.ts';
import { DatabentoError } from '../../databento/errors.ts';

const HEADER_BYTES = 16;
const TS_OUT_BYTES = 8;

/** Where the receive timestamp lies, for the record types that are indexed by it. */
const TS_RECV_OFFSET: ReadonlyMap<number, number> = new Map([
  [RTYPE.trades, 32],
  [RTYPE.mbp1, 32],
  [RTYPE.mbp10, 32],
  [RTYPE.cmbp1, 32],
  [RTYPE.cbbo1s, 32],
  [RTYPE.cbbo1m, 32],
  [RTYPE.tcbbo, 32],
  [RTYPE.bbo1s, 32],
  [RTYPE.bbo1m, 32],
  [RTYPE.mbo, 40],
  [RTYPE.status, 16],
  [RTYPE.definition, 16],
  [RTYPE.imbalance, 16],
  [RTYPE.statistics, 16],
]);

const CONTROL_RTYPES: ReadonlySet<number> = new Set([RTYPE.error, RTYPE.symbolMapping, RTYPE.system]);

/** The market records of a dataset as encoded bytes, with what is needed to choose among them, in the order of their index time. */
export class RecordTable {
  readonly length: number;
  readonly #bytes: Uint8Array;
  readonly #offset: Float64Array;
  readonly #lengthBytes: Uint16Array;
  readonly rtype: Uint8Array;
  readonly instrumentId: Uint32Array;
  /** Nanoseconds by which a range is cut: the receive time where the type has one, else the event time. */
  readonly indexTime: BigUint64Array;
  /** Milliseconds at which a record can be known: the close of a bar, the index time of anything else. */
  readonly publishMs: Float64Array;

  /**
   * Takes records back to back. Control records (mappings, system, errors) of a live recording are left out: the
   * gateway makes its own.
   * @throws DatabentoError `corrupt` or `truncated` when the bytes are not whole records
   */
  constructor(bytes: Uint8Array, options: { readonly hasTsOut?: boolean } = {}) {
    const found = scan(bytes, options.hasTsOut === true ? TS_OUT_BYTES : 0);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const order = found.offsets.map((_, i) => i);
    const indexTimes = found.offsets.map((offset) => indexTimeOf(view, offset));
    const publish = found.offsets.map((offset, i) => publishMsOf(bytes[offset + 1]!, indexTimes[i]!));
    const isSorted = publish.every((at, i) => i === 0 || publish[i - 1]! <= at);
    // Stable, so that records of one moment keep the order in which they came.
    if (!isSorted) order.sort((a, b) => publish[a]! - publish[b]!);
    this.length = order.length;
    this.#bytes = bytes;
    this.#offset = Float64Array.from(order, (i) => found.offsets[i]!);
    this.#lengthBytes = Uint16Array.from(order, (i) => found.lengths[i]!);
    this.rtype = Uint8Array.from(this.#offset, (offset) => bytes[offset + 1]!);
    this.instrumentId = Uint32Array.from(this.#offset, (offset) => view.getUint32(offset + 4, true));
    this.indexTime = BigUint64Array.from(order, (i) => indexTimes[i]!);
    this.publishMs = Float64Array.from(order, (i) => publish[i]!);
  }

  /** The bytes of a record without a send time; a view, not a copy. */
  record(i: number): Uint8Array {
    const offset = this.#offset[i]!;
    return this.#bytes.subarray(offset, offset + this.#lengthBytes[i]!);
  }

  /** The length that a record says of itself differs from its bytes once a send time has been taken off. */
  copyOf(i: number, tsOut: bigint | undefined): Uint8Array {
    return withSendTime(this.record(i), tsOut);
  }

  /** Trades summed into a bar; 0 for anything that is not a bar. */
  volume(i: number): number {
    if (barIntervalMs(this.rtype[i]!) === undefined) return 0;
    const record = this.record(i);
    return Number(new DataView(record.buffer, record.byteOffset).getBigUint64(48, true));
  }

  /** The first record that can be known at `ms` or later; `length` when there is none. */
  firstPublishedAtOrAfter(ms: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.publishMs[middle]! < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** A copy of a record, with the gateway's send time behind it when one is given. */
export function withSendTime(record: Uint8Array, tsOut: bigint | undefined): Uint8Array {
  const copy = new Uint8Array(record.length + (tsOut === undefined ? 0 : TS_OUT_BYTES));
  copy.set(record);
  copy[0] = copy.length / 4;
  if (tsOut !== undefined) new DataView(copy.buffer).setBigUint64(record.length, tsOut, true);
  return copy;
}

function scan(
  bytes: Uint8Array,
  suffixBytes: number,
): { readonly offsets: number[]; readonly lengths: number[] } {
  const offsets: number[] = [];
  const lengths: number[] = [];
  let offset = 0;
  while (offset < bytes.length) {
    const length = bytes[offset]! * 4;
    if (length < HEADER_BYTES + suffixBytes) {
      throw new DatabentoError('corrupt', `a record at byte ${offset} claims ${length} bytes`, {
        byteOffset: offset,
      });
    }
    if (offset + length > bytes.length) {
      throw new DatabentoError('truncated', `the records end inside the one at byte ${offset}`, {
        byteOffset: offset,
      });
    }
    if (!CONTROL_RTYPES.has(bytes[offset + 1]!)) {
      offsets.push(offset);
      lengths.push(length - suffixBytes);
    }
    offset += length;
  }
  return { offsets, lengths };
}

function indexTimeOf(view: DataView, offset: number): bigint {
  const at = TS_RECV_OFFSET.get(view.getUint8(offset + 1)) ?? 8;
  return view.getBigUint64(offset + at, true);
}

function publishMsOf(rtype: number, indexTime: bigint): number {
  return Number(indexTime / 1_000_000n) + (barIntervalMs(rtype) ?? 0);
}
