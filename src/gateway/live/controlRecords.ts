import { writeCstr } from '../../databento/codec/cstr.ts';
import { RTYPE } from '../../databento/codec/enums.ts';
import type { DbnVersion } from '../../databento/codec/metadata.ts';

/** The codes of system records. */
export const SYSTEM_CODE = {
  heartbeat: 0,
  subscriptionAck: 1,
  slowReaderWarning: 2,
  replayCompleted: 3,
  endOfInterval: 4,
} as const;

const UNSET = 255;
const RAW_SYMBOL_CODE = 1;

function header(
  length: number,
  rtype: number,
  instrumentId: number,
  tsEvent: bigint,
): [Uint8Array, DataView] {
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes[0] = length / 4;
  bytes[1] = rtype;
  view.setUint32(4, instrumentId, true);
  view.setBigUint64(8, tsEvent, true);
  return [bytes, view];
}

/** A system record; version 1 has no code, only the text. */
export function systemRecord(version: DbnVersion, tsEvent: bigint, code: number, text: string): Uint8Array {
  const [bytes] = header(version === 1 ? 80 : 320, RTYPE.system, 0, tsEvent);
  if (version === 1) {
    writeCstr(bytes, 16, 64, text.slice(0, 63), 'msg');
  } else {
    writeCstr(bytes, 16, 303, text.slice(0, 302), 'msg');
    bytes[319] = code;
  }
  return bytes;
}

export function errorRecord(
  version: DbnVersion,
  tsEvent: bigint,
  code: number,
  text: string,
  isLast: number = UNSET,
): Uint8Array {
  const [bytes] = header(version === 1 ? 80 : 320, RTYPE.error, 0, tsEvent);
  if (version === 1) {
    writeCstr(bytes, 16, 64, text.slice(0, 63), 'err');
  } else {
    writeCstr(bytes, 16, 302, text.slice(0, 301), 'err');
    bytes[318] = code;
    bytes[319] = isLast;
  }
  return bytes;
}

export interface Mapping {
  readonly instrumentId: number;
  readonly stypeInCode: number;
  readonly symbolIn: string;
  readonly symbolOut: string;
  /** Nanoseconds. */
  readonly start: bigint;
  readonly end: bigint;
}

/** A symbol mapping: from here on the instrument id means `symbolOut`, asked for as `symbolIn`. */
export function mappingRecord(version: DbnVersion, tsEvent: bigint, mapping: Mapping): Uint8Array {
  const [bytes, view] = header(version === 1 ? 80 : 176, RTYPE.symbolMapping, mapping.instrumentId, tsEvent);
  if (version === 1) {
    writeCstr(bytes, 16, 22, mapping.symbolIn, 'stype_in_symbol');
    writeCstr(bytes, 38, 22, mapping.symbolOut, 'stype_out_symbol');
    view.setBigUint64(64, mapping.start, true);
    view.setBigUint64(72, mapping.end, true);
    return bytes;
  }
  bytes[16] = mapping.stypeInCode;
  writeCstr(bytes, 17, 71, mapping.symbolIn, 'stype_in_symbol');
  bytes[88] = RAW_SYMBOL_CODE;
  writeCstr(bytes, 89, 71, mapping.symbolOut, 'stype_out_symbol');
  view.setBigUint64(160, mapping.start, true);
  view.setBigUint64(168, mapping.end, true);
  return bytes;
}
