import { RTYPE, STYPES } from '../databento/codec/enums.ts';
import type { DbnVersion } from '../databento/codec/metadata.ts';
import { encodeOhlcv } from '../databento/codec/ohlcvEncode.ts';
import { DatabentoError } from '../databento/errors.ts';
import { SYSTEM_CODE } from '../databento/live/controlMessages.ts';
import { mappingRecord, systemRecord } from '../databento/live/controlRecords.ts';
import type { LiveEvent } from '../databento/live/events.ts';
import { Interpreter } from '../databento/live/interpret.ts';
import type { Recording } from '../databento/live/recording.ts';
import { firstIndexAtOrAfter, MINUTE_MS } from '../market/bars.ts';
import { DAY_MS, utcText } from '../market/dates.ts';
import type { Tape } from '../market/tape.ts';

const PUBLISHER = 1;
/** Minutes in a piece: one write, and one wait for the disk. */
const PIECE_MS = 60 * MINUTE_MS;

/** What a feed no longer has, from the history that has it. */
export interface MissingBars {
  /** undefined when nothing traded. */
  readonly tape: Tape | undefined;
  /** Every bar that was over by then (UTC ms) is in the tape. */
  readonly until: number;
}

/**
 * Puts missing bars into a recording as a feed would have sent them, and gives what a client would have handed on, piece by piece.
 * What the recording has already is neither put nor given again.
 * @param from bars that opened before (UTC ms) are left out
 * @throws DatabentoError `file` when it cannot be written, `usage` when no session has begun it
 */
export function* recordMissing(
  recording: Recording,
  missing: MissingBars,
  from: number,
): Generator<readonly LiveEvent[]> {
  const { metadata, resume } = recording;
  if (metadata === undefined) throw new DatabentoError('usage', `${recording.path} has not been begun`);
  const interpreter = new Interpreter({
    metadata,
    resume,
    schemas: ['ohlcv-1m'],
    replayed: [],
    catchingUpFrom: undefined,
  });
  for (const piece of asLiveRecords(missing, from, metadata.version)) {
    const { events, kept } = interpreter.read(piece);
    recording.append(kept);
    yield events;
  }
}

/**
 * The records that a live feed would have sent of bars, an hour at a time: what each number means, the bars, and the end of each
 * minute that has any; at the end that of the whole. Put into a recording they are its truth like all else in it.
 * @param from bars that opened before (UTC ms) are left out
 * @param version of the recording
 */
function* asLiveRecords(
  { tape, until }: MissingBars,
  from: number,
  version: DbnVersion,
): Generator<Uint8Array> {
  const endOf = (ms: number): Uint8Array =>
    systemRecord(version, nanosOf(ms), SYSTEM_CODE.endOfInterval, 'End of interval for ohlcv-1m');
  if (tape !== undefined && tape.rows.length > 0) {
    yield Buffer.concat(namesOf(tape, version));
    const { rows } = tape;
    let row = firstIndexAtOrAfter(rows, from);
    // That it goes on where it was broken off is seen by the end of the first minute, also when nothing traded in it.
    if (Number.isFinite(from) && rows.time[row] !== from) yield endOf(from + MINUTE_MS);
    while (row < rows.length) {
      const limit = rows.time[row]! + PIECE_MS;
      const piece: Uint8Array[] = [];
      while (row < rows.length && rows.time[row]! < limit) {
        const minute = rows.time[row]!;
        let next = row;
        while (next < rows.length && rows.time[next] === minute) next++;
        piece.push(barsOf(tape, row, next), endOf(minute + MINUTE_MS));
        row = next;
      }
      yield Buffer.concat(piece);
    }
  }
  yield endOf(until);
}

function namesOf({ contracts, rows }: Tape, version: DbnVersion): Uint8Array[] {
  const start = Math.floor(rows.time[0]! / DAY_MS) * DAY_MS;
  const end = Math.ceil((rows.time[rows.length - 1]! + MINUTE_MS) / DAY_MS) * DAY_MS;
  return contracts.map(({ rawSymbol, instrumentId }) =>
    mappingRecord(version, nanosOf(rows.time[0]!), {
      instrumentId,
      stypeInCode: STYPES.indexOf('raw_symbol'),
      symbolIn: rawSymbol,
      symbolOut: rawSymbol,
      start: nanosOf(start),
      end: nanosOf(end),
    }),
  );
}

function barsOf({ rows, contracts, instrument }: Tape, from: number, to: number): Uint8Array {
  const nano = (ticks: Int32Array): Float64Array =>
    Float64Array.from(ticks.subarray(from, to), (each) => each * instrument.tickNano);
  const columns = {
    rtype: RTYPE.ohlcv1m,
    publisherId: PUBLISHER,
    instrumentId: Uint32Array.from(
      rows.contract.subarray(from, to),
      (index) => contracts[index]!.instrumentId,
    ),
    tsEventMs: rows.time.subarray(from, to),
    open: nano(rows.open),
    high: nano(rows.high),
    low: nano(rows.low),
    close: nano(rows.close),
    volume: rows.volume.subarray(from, to),
  };
  return encodeOhlcv(columns, 0, to - from);
}

function nanosOf(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
}

/** That bars of the history were taken in. */
export function filledText(from: number, until: number): string {
  return `Filled from the history, ${utcText(from)} to ${utcText(until)}. It is in the recording now; what was decided on it is old.`;
}
