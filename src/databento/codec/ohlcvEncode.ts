import { DatabentoError } from '../errors.ts';
import { isOhlcvRtype } from './enums.ts';
import { OHLCV_BYTES } from './ohlcvColumns.ts';

/** Bars to encode, as columns; what `OhlcvBatch` holds, or one number where every row has the same. */
export interface OhlcvInput {
  readonly rtype: Uint8Array | number;
  readonly publisherId: Uint16Array | number;
  readonly instrumentId: Uint32Array | number;
  /** UTC milliseconds of the bar's open, whole. */
  readonly tsEventMs: Float64Array;
  /** Raw prices in units of 1e-9, whole; NaN for "no price". */
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

const TWO_32 = 4_294_967_296;

function putPrice(view: DataView, offset: number, value: number): void {
  if (Number.isNaN(value)) {
    view.setUint32(offset, 0xffff_ffff, true);
    view.setUint32(offset + 4, 0x7fff_ffff, true);
    return;
  }
  if (!Number.isInteger(value) || Math.abs(value) >= 2 ** 63) {
    throw new DatabentoError('usage', `${value} is no raw price: it must be whole, in units of 1e-9`);
  }
  const high = Math.floor(value / TWO_32);
  view.setUint32(offset, value - high * TWO_32, true);
  view.setInt32(offset + 4, high, true);
}

/**
 * Encodes rows `[from, to)` as OHLCV records, the same in every version of DBN.
 * @throws DatabentoError `usage` for a fraction, a negative time or volume, or a record type that is no bar
 */
export function encodeOhlcv(bars: OhlcvInput, from: number, to: number): Uint8Array {
  const bytes = new Uint8Array((to - from) * OHLCV_BYTES);
  const view = new DataView(bytes.buffer);
  const { rtype, publisherId, instrumentId } = bars;
  let offset = 0;
  for (let row = from; row < to; row++) {
    const type = typeof rtype === 'number' ? rtype : rtype[row]!;
    if (!isOhlcvRtype(type)) throw new DatabentoError('usage', `record type ${type} is no OHLCV bar`);
    const timeMs = bars.tsEventMs[row]!;
    const volume = bars.volume[row]!;
    if (!Number.isSafeInteger(timeMs) || timeMs < 0 || timeMs >= 18_446_744_073_709) {
      throw new DatabentoError('usage', `${timeMs} is no time in whole milliseconds since 1970`);
    }
    if (!Number.isInteger(volume) || volume < 0 || volume >= 2 ** 64) {
      throw new DatabentoError('usage', `${volume} is no volume: it must be a whole number`);
    }
    bytes[offset] = OHLCV_BYTES / 4;
    bytes[offset + 1] = type;
    view.setUint16(offset + 2, typeof publisherId === 'number' ? publisherId : publisherId[row]!, true);
    view.setUint32(offset + 4, typeof instrumentId === 'number' ? instrumentId : instrumentId[row]!, true);
    // Milliseconds to nanoseconds in two words; the product itself would pass 2^53.
    const upperMillions = Math.floor(timeMs / 65_536) * 1e6;
    const upperHigh = Math.floor(upperMillions / 65_536);
    const low = (upperMillions - upperHigh * 65_536) * 65_536 + (timeMs % 65_536) * 1e6;
    const carry = Math.floor(low / TWO_32);
    view.setUint32(offset + 8, low - carry * TWO_32, true);
    view.setUint32(offset + 12, upperHigh + carry, true);
    putPrice(view, offset + 16, bars.open[row]!);
    putPrice(view, offset + 24, bars.high[row]!);
    putPrice(view, offset + 32, bars.low[row]!);
    putPrice(view, offset + 40, bars.close[row]!);
    const volumeHigh = Math.floor(volume / TWO_32);
    view.setUint32(offset + 48, volume - volumeHigh * TWO_32, true);
    view.setUint32(offset + 52, volumeHigh, true);
    offset += OHLCV_BYTES;
  }
  return bytes;
}
