import { encodeRecord } from '../codec/encode.ts';
import { STYPES } from '../codec/enums.ts';
import type { DbnVersion } from '../codec/metadata.ts';

/** What fits the text of a record of version 1, and of later ones, with its NUL. */
const TEXT_LENGTH_V1 = 63;
const TEXT_LENGTH = 301;

/** A system record; version 1 has no code, only the text. */
export function systemRecord(version: DbnVersion, tsEvent: bigint, code: number, text: string): Uint8Array {
  return version === 1
    ? encodeRecord({ type: 'SystemMsgV1', tsEvent, msg: text.slice(0, TEXT_LENGTH_V1) })
    : encodeRecord({ type: 'SystemMsg', tsEvent, msg: text.slice(0, TEXT_LENGTH), code });
}

/** @param isLast 0 while more errors of the same cause follow, 1 for the last, 255 for not said */
export function errorRecord(
  version: DbnVersion,
  tsEvent: bigint,
  code: number,
  text: string,
  isLast: number,
): Uint8Array {
  return version === 1
    ? encodeRecord({ type: 'ErrorMsgV1', tsEvent, err: text.slice(0, TEXT_LENGTH_V1) })
    : encodeRecord({ type: 'ErrorMsg', tsEvent, err: text.slice(0, TEXT_LENGTH), code, isLast });
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
  const common = {
    instrumentId: mapping.instrumentId,
    tsEvent,
    stypeInSymbol: mapping.symbolIn,
    stypeOutSymbol: mapping.symbolOut,
    startTs: mapping.start,
    endTs: mapping.end,
  };
  if (version === 1) return encodeRecord({ type: 'SymbolMappingMsgV1', ...common });
  const stypeOut = STYPES.indexOf('raw_symbol');
  return encodeRecord({ type: 'SymbolMappingMsg', stypeIn: mapping.stypeInCode, stypeOut, ...common });
}
